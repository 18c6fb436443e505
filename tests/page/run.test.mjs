// The page as a reader uses it: play, watch both networks to the end, look at each surface, remove a layer, come back by the link.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/**
 * A number as it stands on the page: `0.560`, or `1.25×10⁻⁵` with its power in a sup.
 *
 * @param {import('./harness.mjs').Visit} visit
 * @param {string} id
 */
async function readOff(visit, id) {
  const text = (await visit.page.locator(`#${id}`).innerText()).replace(/\s/g, '').replaceAll('−', '-');
  const [digits = '', power = '0'] = text.split('×10');
  const number = Number(`${digits}e${power}`);
  assert.ok(Number.isFinite(number), `#${id} shows '${text}', which is no number`);
  return number;
}

/**
 * How many colours the first visible canvas holds, or 0 if no more than `least`: one that was never drawn on has one.
 *
 * @param {{selector: string, least: number}} what
 */
const colours = ({ selector, least }) => {
  const canvas = [...document.querySelectorAll(selector)].find((one) => one.getClientRects().length > 0);
  if (!(canvas instanceof HTMLCanvasElement) || canvas.width * canvas.height === 0) return 0;
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext('2d');
  context?.drawImage(canvas, 0, 0);
  const pixels = new Uint32Array(context?.getImageData(0, 0, canvas.width, canvas.height).data.buffer ?? []);
  const found = new Set(pixels).size;
  return found > least ? found : 0;
};

const PANEL = '[role=tabpanel]:not([hidden])';

test('both networks train to the end, and the page shows what the engine measured', async () => {
  const visit = await site.visit();
  await visit.go();
  await visit.page.getByRole('button', { name: 'Play' }).click();
  await visit.until(() => globalThis.skipscape.getState()?.done, null, 60_000);
  const state = await visit.state();
  assert.equal(state.step, 300);
  await visit.page.waitForTimeout(200); // the last frame is on the screen by then
  const [plain, residual] = [await readOff(visit, 'loss-a'), await readOff(visit, 'loss-b')];
  assert.ok(plain > 0.2, `without shortcuts the loss is ${plain}`);
  assert.ok(residual < 0.01, `with shortcuts the loss is ${residual}`);
  for (const [shown, measured] of [
    [plain, state.a.loss ?? Number.NaN],
    [residual, state.b.loss ?? Number.NaN],
  ]) {
    assert.ok(Math.abs(Number(shown) / Number(measured) - 1) < 0.05, `the page shows ${shown} for ${measured}`);
  }
  for (const part of ['#mid-a', '#mid-b', '#out-a', '#out-b']) {
    assert.ok(
      await visit.page.evaluate(colours, { selector: `${part} canvas`, least: 5 }),
      `nothing is drawn in ${part}`,
    );
  }
  await visit.picture('run');

  // Again: the same bits.
  await visit.page.getByRole('button', { name: 'Reset' }).click();
  await visit.until(() => globalThis.skipscape.getState()?.step === 0);
  const again = await visit.trainToTheEnd();
  assert.deepEqual([again.a.digest, again.b.digest], [state.a.digest, state.b.digest]);
  await visit.leave();
});

test('every tab draws, and the surface in each figure and plane', async () => {
  const visit = await site.visit();
  await visit.go('depth=20&b.scale=depth&grid=21');
  await visit.trainToTheEnd();
  for (const tab of await visit.page.getByRole('tab').all()) {
    await tab.click();
    await visit.until(colours, { selector: `${PANEL} canvas`, least: 8 });
  }
  await visit.page.getByRole('tab', { name: 'Loss surface' }).click();
  const panel = visit.page.locator(PANEL);
  const finished = () =>
    visit.until((open) => /slice is measured/.test(document.querySelector(open)?.textContent ?? ''), PANEL);
  for (const plane of ['Random', 'Path', 'Start to end']) {
    await panel.getByRole('radio', { name: plane, exact: true }).click();
    await finished();
    for (const figure of ['Line', 'Contour', '3-D']) {
      await panel.getByRole('radio', { name: figure, exact: true }).click();
      for (const height of ['Linear', 'Log']) {
        const radio = panel.getByRole('radio', { name: height, exact: true });
        if (await radio.isVisible()) await radio.click();
        await visit.page.waitForTimeout(150);
        await visit.until(colours, { selector: `${PANEL} canvas`, least: 8 });
        await visit.picture(`surface-${plane}-${figure}-${height}`.toLowerCase().replaceAll(' ', '-'));
      }
    }
  }
  await visit.leave();
});

test('a removed layer costs what the engine says, and put back it costs nothing', async () => {
  const visit = await site.visit();
  await visit.go('depth=12');
  await visit.trainToTheEnd();
  const before = await readOff(visit, 'loss-b');
  await visit.page.locator('#strip-b').focus();
  await visit.page.keyboard.press('Home');
  await visit.page.keyboard.press('ArrowRight');
  const card = visit.page.locator('#card');
  await card.getByRole('button', { name: 'from network B' }).click();
  const tag = visit.page.locator('#removed-b');
  await visit.until(() => /accuracy .* → \d/.test(document.querySelector('#removed-b')?.textContent ?? ''));
  assert.match((await tag.textContent()) ?? '', /Layer \d+ removed: accuracy .* → .*loss .* → .*/);
  assert.ok(await visit.page.locator('#removed-a').isHidden(), 'the other network keeps its layers');
  await visit.picture('removed');
  await tag.getByRole('button', { name: 'Put it back' }).click();
  await tag.waitFor({ state: 'hidden' });
  assert.equal(await readOff(visit, 'loss-b'), before);
  const state = await visit.state();
  const fresh = await site.visit();
  await fresh.go('depth=12');
  assert.equal((await fresh.trainToTheEnd()).b.digest, state.b.digest, 'looking at a network must not change it');
  await fresh.leave();
  await visit.leave();
});

test('the keyboard stays on “Put it back” while the run goes on, and goes to the layers when it is pressed', async () => {
  const visit = await site.visit();
  const { page } = visit;
  await visit.go('depth=12&steps=100000');
  await page.locator('#strip-b').focus();
  await page.keyboard.press('Enter');
  const back = page.locator('#removed-b').getByRole('button', { name: 'Put it back' });
  await back.focus();
  await page.evaluate(() => globalThis.skipscape.play());
  await visit.until(() => (globalThis.skipscape.getState()?.step ?? 0) > 200);
  assert.ok(await back.evaluate((button) => button === document.activeElement), 'a new frame takes the focus away');
  await page.keyboard.press('Enter');
  await back.waitFor({ state: 'hidden' });
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'strip-b');
  await visit.leave();
});

test('the address holds the run: a change in the middle, a reload, back and forward', async () => {
  const visit = await site.visit();
  await visit.go('depth=6');
  await visit.page.evaluate(() => globalThis.skipscape.step(100));
  await visit.until(() => globalThis.skipscape.getState()?.step === 100);
  const rate = visit.page.locator('#set-lr');
  await rate.fill('.001');
  await rate.press('Enter');
  await visit.until(() => globalThis.skipscape.getState()?.scene.includes('lr=.003,.001@100'));
  const first = await visit.trainToTheEnd();
  const link = await visit.page.evaluate(() => location.hash);
  assert.match(link, /v=1&/);

  await visit.page.reload();
  await visit.until(() => globalThis.skipscape?.getState()?.a);
  const second = await visit.trainToTheEnd();
  assert.equal(second.scene, first.scene);
  assert.deepEqual([second.a.digest, second.b.digest], [first.a.digest, first.b.digest]);

  await visit.page.evaluate(() => globalThis.skipscape.setState('depth=3'));
  await visit.until(() => globalThis.skipscape.getState()?.scene === 'depth=3');
  await visit.page.goBack();
  await visit.until((scene) => globalThis.skipscape.getState()?.scene === scene, first.scene);
  await visit.page.goForward();
  await visit.until(() => globalThis.skipscape.getState()?.scene === 'depth=3');
  await visit.leave();
});
