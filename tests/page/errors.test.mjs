// What cannot be is said in a sentence, and what was there before stays.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/** @param {import('./harness.mjs').Visit} visit */
async function notice(visit) {
  await visit.until(() => document.querySelectorAll('#notices .notice').length > 0);
  return (await visit.page.locator('#notices .notice p').allTextContents()).join(' ');
}

for (const [hash, says] of /** @type {[string, RegExp][]} */ ([
  ['depth=lots', /depth.*lots.*1.*1000/],
  ['depth=2000', /depth.*2000.*1.*1000/],
  ['depth=4&depth=5', /depth.*(twice|two)/i],
  ['colour=red', /colour/],
  ['v=9&depth=4', /9/],
  ['a.data=moons', /data/],
  ['data=own', /own|file|data/i],
  ['lr=%00%ff', /percent/],
  ['%E0%A4%A', /./],
])) {
  test(`#${hash} gets a sentence, and the page works on`, async () => {
    const visit = await site.visit();
    await visit.go(hash);
    assert.match(await notice(visit), says);
    await visit.page.evaluate(() => globalThis.skipscape.setState('depth=4&steps=40'));
    const state = await visit.trainToTheEnd();
    assert.equal(state.step, 40);
    await visit.leave();
  });
}

test('an invalid scene leaves the run before it alone', async () => {
  const visit = await site.visit();
  await visit.go('depth=4&steps=40');
  const first = await visit.trainToTheEnd();
  await visit.page.evaluate(() => globalThis.skipscape.setState('depth=nine'));
  assert.match(await notice(visit), /nine/);
  assert.deepEqual(await visit.state(), first);
  await visit.leave();
});

test('a network that diverges says so, and the other one goes on', async () => {
  const visit = await site.visit();
  await visit.go('depth=6&act=relu&b.opt=sgd&b.lr=10&steps=80&norm=none');
  const state = await visit.trainToTheEnd();
  assert.equal(state.a.diverged, null);
  assert.ok(state.b.diverged, 'with a rate of 10 the network should diverge');
  assert.match(state.b.diverged.why, /[a-z]{3}/);
  assert.match(state.b.digest, /^[0-9a-f]{16}$/);
  await visit.picture('diverged');
  await visit.leave();
});

for (const [name, csv, says] of /** @type {[string, string, RegExp][]} */ ([
  ['text', 'this is no table\nat all\n', /./],
  ['one class', `x,y,class\n${'1,2,left\n3,1,left\n'.repeat(10)}`, /class/],
  ['a missing value', `x,y,class\n1,2,a\n3,,b\n${'1,2,a\n2,1,b\n'.repeat(8)}`, /missing|empty|no value/i],
  ['too few rows', 'x,y,class\n1,2,a\n2,1,b\n', /8|few/],
])) {
  test(`own data: ${name} gets a sentence, and cannot be trained on`, async () => {
    const visit = await site.visit();
    await visit.go('depth=4&steps=40');
    await visit.page.getByRole('radiogroup', { name: 'Data' }).getByRole('radio', { name: /own/i }).click();
    const dialog = visit.page.locator('dialog[open]');
    await dialog.getByRole('radio', { name: 'Rows as text' }).click();
    await dialog.getByLabel('Rows as CSV').fill(csv);
    await visit.until(() => document.querySelector('dialog[open] .own-wrong')?.textContent);
    assert.match((await dialog.getByRole('status').textContent()) ?? '', says);
    assert.ok(await dialog.getByRole('button', { name: 'Train on this data' }).isDisabled());
    await visit.page.keyboard.press('Escape');
    assert.equal((await visit.state()).scene, 'depth=4&steps=40');
    await visit.leave();
  });
}

test('own data that can be trained on is trained on, and travels in the link', async () => {
  const visit = await site.visit();
  await visit.go('depth=4&steps=60');
  await visit.page.getByRole('radiogroup', { name: 'Data' }).getByRole('radio', { name: /own/i }).click();
  const dialog = visit.page.locator('dialog[open]');
  await dialog.getByRole('radio', { name: 'Rows as text' }).click();
  const rows = Array.from({ length: 40 }, (_, k) => `${(k % 7) / 7},${(k % 5) / 5},${k % 7 > 3 ? 'east' : 'west'}`);
  await dialog.getByLabel('Rows as CSV').fill(`x,y,class\n${rows.join('\n')}\n`);
  await dialog.getByRole('button', { name: 'Train on this data' }).click();
  await visit.until(() => /data=own/.test(globalThis.skipscape.getState()?.scene ?? ''));
  const first = await visit.trainToTheEnd();
  await visit.page.reload();
  await visit.until(() => globalThis.skipscape?.getState()?.a);
  const second = await visit.trainToTheEnd();
  assert.deepEqual([second.a.digest, second.b.digest], [first.a.digest, first.b.digest]);
  await visit.leave();
});

/**
 * Gives rows as a file, trains on them to the end, and hands back what stands then.
 *
 * @param {import('./harness.mjs').Visit} visit
 * @param {number} count
 * @param {(k: number) => string} row
 */
async function trained(visit, count, row) {
  const { page } = visit;
  const csv = `x,y,class\n${Array.from({ length: count }, (_, k) => row(k)).join('\n')}\n`;
  const before = (await visit.state()).scene;
  await page.getByRole('radiogroup', { name: 'Data' }).getByRole('radio', { name: /own/i }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own data' });
  await dialog.getByRole('radio', { name: 'Rows as text' }).click();
  const file = { name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  await dialog.locator('.own-rows input[type=file]').setInputFiles(file);
  await visit.until((rows) => document.querySelector('.own-says')?.textContent?.startsWith(`${rows} rows`), count);
  await dialog.getByRole('button', { name: 'Train on this data' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await visit.until((scene) => globalThis.skipscape.getState().scene !== scene, before);
  return visit.trainToTheEnd();
}

/** @param {import('./harness.mjs').Visit} visit @param {string} scene */
const stands = (visit, scene) => visit.until((wanted) => globalThis.skipscape.getState().scene === wanted, scene);

test('back and forward lead from one own data set to another, in the link or too large for it, with its class names', async () => {
  const visit = await site.visit();
  const { page } = visit;
  await visit.go('depth=3&steps=20&points=64&view=confusion');
  const first = await visit.state();
  const rows = (/** @type {number} */ by, /** @type {string[]} */ names) => (/** @type {number} */ k) =>
    `${k % 37},${(k * by) % 11},${names[k % names.length]}`;
  const sets = [
    { names: 'The classes: 0 = cat, 1 = dog, 2 = emu.', ...(await trained(visit, 40, rows(7, ['cat', 'dog', 'emu']))) },
    { names: 'The classes: 0 = blue, 1 = red.', ...(await trained(visit, 40, rows(5, ['red', 'blue']))) },
    { names: 'The classes: 0 = left, 1 = right.', ...(await trained(visit, 900, rows(7, ['left', 'right']))) },
    { names: 'The classes: 0 = down, 1 = up.', ...(await trained(visit, 900, rows(5, ['up', 'down']))) },
  ];
  assert.deepEqual(
    sets.map(({ scene }) => /own=[0-9a-f]{16}(&|$)/.test(scene)),
    [false, false, true, true],
  );
  /** @param {number} k */
  const same = async (k) => {
    const set = sets[k];
    assert.ok(set);
    await stands(visit, set.scene);
    const { a, b } = await visit.trainToTheEnd();
    assert.deepEqual([a.digest, b.digest], [set.a.digest, set.b.digest], `the data set ${k}`);
    await visit.until((names) => document.querySelector('#panel-confusion .caption')?.textContent === names, set.names);
    const called = [...set.names.matchAll(/= (\w+)/g)].map(([, name]) => name);
    const told = (await page.locator('#databox').getAttribute('aria-label')) ?? '';
    assert.ok(told.endsWith(`2 numbers each, of the classes ${called.join(', ')}`), told);
  };
  for (const k of [2, 1, 0]) {
    await page.goBack();
    await same(k);
  }
  for (const k of [1, 2, 3]) {
    await page.goForward();
    await same(k);
  }
  // Two steps at once: the first is overtaken, and leaves the address of the second alone.
  await page.evaluate(async () => {
    const gone = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
    history.back();
    await gone;
    history.go(-3);
  });
  await stands(visit, first.scene);
  assert.doesNotMatch((await page.locator('#databox').getAttribute('aria-label')) ?? '', /of the classes/);
  await page.goForward();
  await same(0);
  assert.equal(await page.locator('#notices .notice').count(), 0);
  await visit.leave();
});
