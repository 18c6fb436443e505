// Check the note yourself: the claims measured in the page are the command line's, and can be stopped and taken along.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site, skipscape } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/** @param {unknown} value */
const shape = (value) => JSON.stringify(value, (_, one) => (typeof one === 'number' ? 0 : one)).replaceAll('null', '0');

test('a claim is measured, what was measured stays after a stop, and it is saved as the command line prints it', async () => {
  const visit = await site.visit();
  await visit.go('depth=4');
  const { page } = visit;
  await page.getByRole('button', { name: 'Check the note yourself' }).click();
  const dialog = page.getByRole('dialog', { name: 'Check the note yourself' });
  await dialog.getByRole('button', { name: 'Measure all' }).click();
  const row = dialog.getByRole('row', { name: /C1c/ });
  await row.getByText('holds').waitFor({ timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.getByText(/Stopped after \d+ of \d+ experiments/).waitFor();
  assert.equal(await row.locator('.note-verdict').textContent(), 'holds');

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save as JSON' }).click(),
  ]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const saved = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const ids = saved.claims.map((/** @type {{id: string}} */ claim) => claim.id);
  assert.ok(ids.includes('C1c'));
  // All that was measured before the stop, to the last digit.
  const native = skipscape('claims', '--only', ids.join(','), '--seeds', '1', '--json');
  const timeless = (/** @type {object[]} */ claims) => claims.map((claim) => ({ ...claim, seconds: 0 }));
  assert.deepEqual(timeless(saved.claims), timeless(native.claims));
  assert.equal(shape(saved), shape(native));
  await visit.leave();
});

test('ten starts are offered with their time, and the same seeds are not measured again', async () => {
  const visit = await site.visit();
  await visit.go('depth=4');
  const { page } = visit;
  await page.getByRole('button', { name: 'Check the note yourself' }).click();
  const dialog = page.getByRole('dialog', { name: 'Check the note yourself' });
  await dialog.getByRole('rowheader').first().waitFor();
  const all = await dialog.getByRole('rowheader').count();
  await dialog.getByText(`${all} experiments`).waitFor();
  await dialog.getByLabel('Measure').selectOption('10');
  await dialog.getByText(new RegExp(`${10 * all} experiments, about \\d+ (min|s)`)).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await dialog.count(), 0);
  await visit.leave();
});
