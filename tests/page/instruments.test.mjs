// The instruments: what is read off them, taken away from them, turned, stopped and offered; and data that is drawn or dropped.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

const PANEL = '[role=tabpanel]:not([hidden])';

/**
 * A figure of the picture in the first visible canvas of the panel: another picture has another one.
 * @param {string} panel
 */
const fingerprint = (panel) => {
  const canvas = [...document.querySelectorAll(`${panel} canvas`)].find((one) => one.getClientRects().length > 0);
  if (!(canvas instanceof HTMLCanvasElement)) return 0;
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext('2d');
  context?.drawImage(canvas, 0, 0);
  const bytes = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  let hash = 1;
  for (const byte of bytes) hash = (Math.imul(hash, 31) + byte) | 0;
  return hash;
};

test('tabs: arrows move, one is a stop, and the chosen one is in the link', async () => {
  const visit = await site.visit();
  await visit.go('depth=4');
  await visit.page.getByRole('tab', { name: 'Curves' }).focus();
  await visit.page.keyboard.press('ArrowRight');
  await visit.until(() => /view=gradients/.test(globalThis.skipscape.getState()?.scene ?? ''));
  await visit.page.keyboard.press('End');
  await visit.until(() => /view=surface/.test(globalThis.skipscape.getState()?.scene ?? ''));
  const stops = await visit.page
    .getByRole('tab')
    .evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('tabindex')));
  assert.deepEqual(stops, [...stops.slice(1).map(() => '-1'), '0']);
  await visit.leave();
});

test('a chart says its numbers to the pointer, to the keys, in a table and in words', async () => {
  const visit = await site.visit();
  await visit.go('depth=4&steps=60');
  const state = await visit.trainToTheEnd();
  const { page } = visit;
  const panel = page.locator(PANEL);
  const probe = panel.getByRole('slider', { name: 'Step' });
  await probe.focus();
  await page.keyboard.press('End');
  const text = await visit.until((open) => {
    const said = document.querySelector(`${open} [role=slider]`)?.getAttribute('aria-valuetext') ?? '';
    return said.startsWith('step 60') ? said : '';
  }, PANEL);
  assert.match(text, new RegExp(`training loss ${state.a.loss?.toPrecision(2).slice(0, 3)}`));
  await page.getByRole('button', { name: 'Show the numbers as a table' }).click();
  const last = panel.locator('.data-table tbody tr').last();
  await last.waitFor();
  assert.equal(await last.locator('th').textContent(), '60');
  assert.match((await panel.locator('[id^=summary-]').textContent()) ?? '', /at step 60/);
  await visit.leave();
});

test('each figure is saved as SVG, PNG and CSV, with the link to its setup in it', async () => {
  const visit = await site.visit();
  await visit.go('depth=4&steps=40&grid=21');
  await visit.trainToTheEnd();
  const { page } = visit;
  for (const tab of ['Curves', 'Gradient flow', 'Loss surface']) {
    await page.getByRole('tab', { name: tab }).click();
    if (tab === 'Loss surface') {
      await visit.until((open) => /slice is measured/.test(document.querySelector(open)?.textContent ?? ''), PANEL);
    }
    for (const [name, begins, holds] of /** @type {[string, string, string | null][]} */ ([
      ['Save the figure as SVG', '<svg', 'v=1&amp;depth=4'],
      ['Save the figure as PNG', '\x89PNG', 'v=1&depth=4'],
      ['Save the numbers as CSV', '', null],
    ])) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
      const chunks = [];
      for await (const chunk of await download.createReadStream()) chunks.push(chunk);
      const content = Buffer.concat(chunks).toString('latin1');
      assert.ok(
        content.startsWith(begins) && content.length > 400,
        `${tab}: ${download.suggestedFilename()} is no such file`,
      );
      if (holds) assert.ok(content.includes(holds), `${tab}: ${download.suggestedFilename()} does not hold its link`);
      else assert.ok(content.split('\n').length > 5, `${tab}: the CSV has no rows`);
    }
  }
  await visit.leave();
});

test('the landscape turns by key, by button and by drag; a measurement can be stopped', async () => {
  const visit = await site.visit();
  await visit.go('depth=4&steps=40&grid=21&view=surface');
  await visit.trainToTheEnd();
  const { page } = visit;
  await visit.until((open) => /slice is measured/.test(document.querySelector(open)?.textContent ?? ''), PANEL);
  await page.waitForTimeout(150);
  let seen = await page.evaluate(fingerprint, PANEL);
  const turned = async (/** @type {string} */ how) => {
    await page.waitForTimeout(150);
    const now = await page.evaluate(fingerprint, PANEL);
    assert.notEqual(now, seen, `it did not turn by ${how}`);
    seen = now;
  };
  const shell = page.getByRole('application', { name: /landscapes/ });
  await shell.focus();
  await page.keyboard.press('ArrowLeft');
  await turned('key');
  await page.getByRole('button', { name: 'Turn left' }).click();
  await turned('button');
  const box = await shell.boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + 100, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x + 180, box.y + 180, { steps: 4 });
  await page.mouse.up();
  await turned('drag');

  await page.evaluate(() => globalThis.skipscape.setState('depth=40&grid=201&view=surface'));
  await page.getByRole('button', { name: 'Cancel' }).click();
  await visit.until((open) => /Stopped at \d+ %/.test(document.querySelector(open)?.textContent ?? ''), PANEL);
  await visit.leave();
});

test('a slice that is asked for while another one is under way is measured', async () => {
  const visit = await site.visit();
  const { page } = visit;
  await visit.go('depth=20&steps=20&grid=101&view=surface');
  await visit.trainToTheEnd();
  for (const plane of ['Path', 'Sharpest', 'Random', 'Start to end']) {
    await visit.until((open) => /Measuring: [1-9]/.test(document.querySelector(open)?.textContent ?? ''), PANEL);
    await page.getByRole('radio', { name: plane, exact: true }).click();
  }
  await visit.until((open) => /Measuring: [1-9]/.test(document.querySelector(open)?.textContent ?? ''), PANEL);
  await page.evaluate(() => globalThis.skipscape.setState('depth=20&steps=20&grid=21&view=surface&plane=between'));
  await visit.until((open) => /slice is measured/.test(document.querySelector(open)?.textContent ?? ''), PANEL);
  await visit.leave();
});

test('why a slice could not be measured is not said of another setup', async () => {
  const visit = await site.visit();
  const says = (/** @type {string} */ words) =>
    visit.page.locator(PANEL).locator('.chart-empty').getByText(words).waitFor();
  const flat = 'depth=1000&width=8&act=relu&init=he&b.scale=10&points=8&test=8&steps=5&view=surface&plane=hessian';
  await visit.go(flat);
  await says('The second derivatives of the loss are not finite');
  await visit.page.evaluate(() => globalThis.skipscape.setState('depth=4&steps=40&view=surface&plane=trajectory'));
  await says('The networks have not moved yet');
  await visit.leave();
});

test('where the whole branch is added the surface offers a setup that separates, and back undoes it', async () => {
  const visit = await site.visit();
  await visit.go('grid=21&view=surface');
  await visit.trainToTheEnd();
  await visit.page.getByRole('button', { name: /20 layers/ }).click();
  await visit.until(() => /depth=20&b.scale=depth/.test(globalThis.skipscape.getState()?.scene ?? ''));
  await visit.page.goBack();
  await visit.until(() => globalThis.skipscape.getState()?.scene === 'view=surface&grid=21');
  await visit.leave();
});

test('points are drawn by keys alone, and a dropped file opens the same sheet', async () => {
  const visit = await site.visit();
  await visit.go('depth=2&steps=20');
  const { page } = visit;
  await page.locator('.thumb').last().click();
  const pad = page.getByRole('application', { name: 'Points' });
  await pad.focus();
  for (const [k, move] of /** @type {[string, string][]} */ ([
    ['1', 'ArrowLeft'],
    ['2', 'ArrowDown'],
  ])) {
    await page.keyboard.press(k);
    for (let n = 0; n < 6; n++) {
      await page.keyboard.press(move);
      await page.keyboard.press('Space');
    }
  }
  const sheet = page.getByRole('dialog', { name: 'Your own data' });
  await visit.until(() => /12 rows of 2 numbers/.test(document.querySelector('.own-says')?.textContent ?? ''));
  await sheet.getByRole('button', { name: 'Train on this data' }).click();
  await visit.until(() => /data=own&own=p2c2/.test(globalThis.skipscape.getState()?.scene ?? ''));
  const drawn = await visit.trainToTheEnd();

  // The button that leaves nothing to undo or to clear keeps the keyboard.
  await page.locator('.thumb').last().click();
  for (const name of ['Undo', 'Clear']) {
    const button = sheet.getByRole('button', { name });
    await button.focus();
    for (let n = name === 'Undo' ? 12 : 1; n > 0; n--) {
      assert.equal(await button.getAttribute('aria-disabled'), 'false');
      await page.keyboard.press('Enter');
    }
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), name);
    await pad.focus();
    await page.keyboard.press('Space');
  }
  await page.keyboard.press('Escape');

  await page.evaluate(() => {
    const carried = new DataTransfer();
    carried.items.add(new File(['1,2,a\n3,oops,b\n'], 'points.csv', { type: 'text/csv' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
  });
  await visit.until(() => /Row 2, column 2.*oops/.test(document.querySelector('.own-says')?.textContent ?? ''));
  assert.ok(await sheet.getByRole('button', { name: 'Train on this data' }).isDisabled());
  await page.keyboard.press('Escape');
  assert.deepEqual((await visit.state()).b.digest, drawn.b.digest, 'what was there before stays');
  await visit.leave();
});
