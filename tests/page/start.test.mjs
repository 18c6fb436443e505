// How the page begins: what is opened, what was pressed before the engine was there, and what stands where it does not come.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/** Counts what the page asks its workers for. @param {import('./harness.mjs').Visit} visit */
async function countAsked(visit) {
  await visit.page.addInitScript(() => {
    const post = Worker.prototype.postMessage;
    /** @type {string[]} */
    const asked = [];
    Object.assign(globalThis, { asked });
    Worker.prototype.postMessage = /** @type {any} */ (
      /** @this {Worker} @param {any} message @param {any} how */
      function (message, how) {
        asked.push(`${message.op} ${message.what?.scene ?? ''}`.trim());
        return post.call(this, message, how);
      }
    );
  });
  return () =>
    visit.page.evaluate(() =>
      /** @type {string[]} */ (Reflect.get(globalThis, 'asked')).filter((one) => one.startsWith('open')),
    );
}

test('the setup of the address is opened once, as the workers start', async () => {
  const visit = await site.visit();
  const opened = await countAsked(visit);
  await visit.go('v=1&engine=0.1&depth=4&steps=20&points=64');
  assert.deepEqual(await opened(), Array(2).fill('open v=1&depth=4&steps=20&points=64'));
  const { a, b } = await visit.state();
  await visit.page.evaluate(() => globalThis.skipscape.setState('depth=5&steps=20&points=64'));
  await visit.page.evaluate(() => globalThis.skipscape.setState('depth=4&steps=20&points=64'));
  assert.equal((await opened()).length, 6);
  const again = await visit.state();
  assert.deepEqual([again.a.digest, again.b.digest], [a.digest, b.digest]);
  await visit.leave();
});

test('a setup with something wrong in it is opened without it', async () => {
  const visit = await site.visit();
  const opened = await countAsked(visit);
  await visit.go('depth=4&steps=20&points=64&lr=lots');
  const all = await opened();
  assert.equal(all.length, 4, all.join());
  assert.ok(all.slice(2).every((one) => one.includes('depth=4') && !one.includes('lr')));
  assert.equal((await visit.state()).scene, 'points=64&depth=4&steps=20');
  await visit.page.getByText('lots').first().waitFor();
  await visit.leave();
});

test('what is pressed before the engine is there is done when it is', async () => {
  for (const [button, seen] of /** @type {const} */ ([
    ['#share', 'dialog[open]'],
    ['#keys', 'dialog[open]'],
    ['#lessons', '#lesson:not([hidden])'],
  ])) {
    const visit = await site.visit();
    const { page } = visit;
    const release = await visit.holdEngine();
    await page.goto(`${visit.url}#depth=4&steps=20&points=64`);
    await page.locator('#play').click();
    await page.locator(button).click();
    assert.equal(await page.locator(seen).count(), 0);
    release();
    await page.locator(seen).waitFor();
    await visit.until(() => globalThis.skipscape.getState()?.done || location.hash.includes('lesson'));
    await visit.leave();
  }
});

test('the biggest text is there at the first paint, before the page’s modules have run', async () => {
  const visit = await site.visit();
  const { page } = visit;
  await page.route(/(?<!early)\.js$/, () => undefined);
  await page.goto(`${visit.url}#depth=4`, { waitUntil: 'commit' });
  await page.locator('#hint').getByText('Point at a layer for its numbers').waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await visit.context.close();
});

test('where the engine does not come the page says why, shows its recording, and loads again when it is told to', async () => {
  for (const look of [
    { width: 1440, height: 1000 },
    { width: 390, height: 844, dark: true },
  ]) {
    const visit = await site.visit(look);
    const { page } = visit;
    await page.route('**/trainer_bg.wasm', (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(visit.url);
    const hint = page.locator('#hint');
    await hint.getByText('The engine could not be loaded: 503').waitFor();
    assert.ok(await page.locator('#play').isDisabled());
    assert.ok(await page.locator('#instruments').isHidden(), 'an empty panel stands');
    assert.match(await page.locator('#loss-a').innerText(), /^0\.560/);
    await page.locator('#share').click();
    await page.locator('#notices').getByText('The engine could not be loaded').waitFor();
    await page.locator('#strip-b').hover();
    await page.locator('#card').waitFor();
    await page.mouse.move(0, 0);
    await visit.picture(`start-missing-${look.width}`);
    await page.unroute('**/trainer_bg.wasm');
    await hint.getByRole('button', { name: 'Load the page again' }).click();
    await visit.until(() => globalThis.skipscape?.getState()?.a);
    await page.locator('[role=tab]').first().waitFor();
    visit.problems = visit.problems.filter((said) => !said.includes('503'));
    await visit.leave();
  }
});

test('a lesson that a link is to has its room from the first paint: nothing moves when it comes', async () => {
  for (const look of [
    { width: 1440, height: 1000 },
    { width: 1100, height: 800 },
    { width: 390, height: 844 },
  ]) {
    const visit = await site.visit(look);
    const { page } = visit;
    await page.addInitScript(() => {
      let moved = 0;
      Object.defineProperty(globalThis, 'moved', { get: () => moved });
      new PerformanceObserver((list) => {
        for (const shift of list.getEntries()) moved += Reflect.get(shift, 'value');
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const release = await visit.holdEngine();
    await page.goto(`${visit.url}#lesson=1`);
    const top = () => page.locator('#stage').evaluate((stage) => stage.getBoundingClientRect().top);
    await page.locator('#play').waitFor({ state: 'attached' });
    const before = await top();
    assert.ok(await page.locator('#experiment').isHidden(), 'what has no place in a lesson stands there');
    release();
    await page.locator('.lesson-step.now').waitFor();
    await visit.until(() => globalThis.skipscape.getState()?.a);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    assert.equal(await top(), before);
    const moved = await page.evaluate(() => Reflect.get(globalThis, 'moved'));
    assert.ok(moved < 0.1, `${look.width}: moved by ${moved}`);
    await visit.leave();
  }
});

test('where a lesson or its engine does not come, or a link names none that there is, the page stands as without it', async () => {
  for (const { missing, link = 'lesson=1', says, seen } of [
    { missing: '**/trainer_bg.wasm', says: 'The engine could not be loaded: 503', seen: '#hint' },
    { missing: '**/lessons/index.js', says: 'lessons/index.js', seen: '.instruments-head' },
    { missing: '**/nothing', link: 'lesson=99', says: 'lesson', seen: '.instruments-head' },
  ]) {
    const visit = await site.visit({ width: 390, height: 844 });
    const { page } = visit;
    await page.route(missing, (route) => route.fulfill({ status: 503, body: '' }));
    await page.goto(`${visit.url}#view=contributions`);
    await page.locator(seen).waitFor();
    const wires = await page.locator('#wires').innerHTML();
    await page.goto(`${visit.url}?#${link}`);
    await page.locator('#hint, #notices').getByText(says).first().waitFor();
    await page.locator(seen).waitFor();
    assert.ok(await page.locator('#lesson-head').isHidden());
    await visit.until((drawn) => document.querySelector('#wires')?.innerHTML === drawn, wires);
    visit.problems = visit.problems.filter((said) => !said.includes('503'));
    await visit.leave();
  }
});
