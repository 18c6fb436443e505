// What the reader takes away: the files of both networks, made in the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, Site } from './harness.mjs';

/** @type {{ scene: string, a: string, b: string }[]} */
const RECORDED = JSON.parse(readFileSync(join(ROOT, 'tests/digests.json'), 'utf8'));

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(async () => {
  await site?.close();
});

test('a setup’s networks are handed out as a script, as weights and as JSON, with the digests that were recorded natively', async () => {
  const [base] = RECORDED.filter(({ scene }) => scene === '');
  assert.ok(base, 'the setup that the page opens with is recorded');
  const visit = await site.visit();
  const { page } = visit;
  await visit.go();
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this setup' });
  /** @param {string} name */
  const file = async (name) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name, exact: true }).click(),
    ]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    await dialog.getByText(`${download.suggestedFilename()}: `).waitFor();
    return Buffer.concat(chunks);
  };

  const script = (await file('PyTorch script')).toString();
  assert.match(script, /^import torch$/m);

  const weights = await file('Weights');
  const header = JSON.parse(weights.subarray(8, 8 + Number(weights.readBigUInt64LE(0))).toString());
  assert.equal(header.__metadata__['a.trained.digest'], base.a);
  assert.equal(header.__metadata__['b.trained.digest'], base.b);

  const run = JSON.parse((await file('Run as JSON')).toString());
  assert.equal(run.a.digest, base.a);
  assert.equal(run.b.digest, base.b);
  assert.equal(run.b.step, 300);
  await visit.leave();
});

test('the images of digits come along for what is taken of a convnet', async () => {
  const visit = await site.visit({ width: 390, height: 844, touch: true });
  const { page } = visit;
  await visit.go('#model=convnet&depth=1&points=64&test=64&steps=4');
  await page.getByRole('button', { name: /Share/ }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Share this setup' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Run as JSON' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'skipscape.json');
  await visit.leave();
});

test('while a file is made the keyboard stays in the dialog, and does nothing behind it', async () => {
  const visit = await site.visit();
  const { page } = visit;
  await visit.go('depth=4&steps=40');
  const dialog = page.getByRole('dialog', { name: 'Share this setup' });
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  for (const name of ['PyTorch script', 'Weights', 'Run as JSON']) {
    await page.getByRole('button', { name: 'Share' }).click();
    const files = /** @type {string[]} */ ([]);
    const count = (/** @type {import('playwright-core').Download} */ file) => files.push(file.suggestedFilename());
    page.on('download', count);
    await dialog.getByRole('button', { name, exact: true }).focus();
    // Pressed again while the file is made: that is not a second one.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    assert.equal(await focused(), name);
    await dialog.getByText(/^skipscape\.\w+: /).waitFor();
    assert.equal(await focused(), name);
    // Were the focus lost, the page's keys would still be dead.
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await page.keyboard.press('Space');
    await page.keyboard.press('s');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal((await visit.state()).step, 0, 'the run began behind the dialog');
    assert.equal(files.length, 1);
    page.off('download', count);
  }
  await visit.leave();
});
