// Training flat out never holds up the page, whatever stands open.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';
import { tasksOf } from './tasks.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/** No task of the page's thread may take its processor longer, ms: a reader who presses something meanwhile would feel it. */
const MOST = 50;

/**
 * Trains flat out and has every instrument that makes sense for the setup stand for a while, being measured where it may be.
 *
 * @param {import('./harness.mjs').Visit} visit
 * @param {string} scene
 * @param {readonly string[]} [only]
 */
async function throughAll(visit, scene, only) {
  const { page } = visit;
  await visit.go(scene);
  await page.locator('[role=tab]').first().waitFor();
  // A column that is held has its card, a removed layer what it leaves, measured again and again.
  await page.locator('#strip-b').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Delete');
  const all = await page.evaluate(() => [...document.querySelectorAll('[role=tab]')].map((tab) => tab.id.slice(4)));
  const views = all.filter((id) => only?.includes(id) ?? true);
  const tasks = await tasksOf(/** @type {any} */ (site.browser), page, async (mark) => {
    await mark('begins');
    await page.evaluate(() => globalThis.skipscape.play());
    for (const view of views) {
      await mark(view);
      await page.evaluate((id) => document.getElementById(`tab-${id}`)?.click(), view);
      const panel = page.locator('[role=tabpanel]:not([hidden])');
      await page.waitForTimeout(350);
      const measure = panel.getByRole('button', { name: /^Measure( now)?$/ }).first();
      if (await measure.isVisible()) {
        await measure.click();
        await page.waitForTimeout(700);
      }
    }
  });
  const { step, done } = await visit.state();
  assert.ok(step > 0 && !done, `it trained all the while: step ${step}`);
  return { tasks, views };
}

for (const [model, scene, only] of /** @type {const} */ ([
  ['fully connected networks', 'steps=100000', undefined],
  ['convnets', 'model=convnet&steps=100000', ['curves', 'gradients', 'confusion', 'features']],
  ['transformers', 'model=transformer&steps=100000', ['gradients', 'attention', 'positions']],
])) {
  test(`no task takes the page's thread over ${MOST} ms while ${model} train and each instrument is open`, async (t) => {
    const pass = async (/** @type {readonly string[] | undefined} */ which) => {
      const visit = await site.visit();
      const { tasks, views } = await throughAll(visit, scene, which);
      for (const { cpu, wall, at, on } of tasks.slice(0, 5)) {
        t.diagnostic(`${cpu.toFixed(1)} ms (${wall.toFixed(0)} by the clock) at ${at}: ${on}`);
      }
      const frames = tasks.filter(({ cpu }) => cpu > 16).length;
      t.diagnostic(`${views.length} instruments, ${tasks.length} tasks, ${frames} over 16 ms`);
      await visit.leave();
      return { views, long: tasks.filter(({ cpu }) => cpu > MOST) };
    };
    const { views, long } = await pass(only);
    assert.ok(views.length > 2, 'there are instruments to open');
    if (long.length === 0) return;
    // What the page does takes long again for other readers; what a crowded machine did does not.
    let held = long;
    for (let again = 0; again < 2 && held.length > 0; again++) held = (await pass(held.map(({ at }) => at))).long;
    assert.deepEqual(held, [], 'tasks that hold up the page');
  });
}

test('the trace by which this is told sees what holds up the page', async () => {
  const visit = await site.visit();
  await visit.go('steps=100000');
  const tasks = await tasksOf(/** @type {any} */ (site.browser), visit.page, async (mark) => {
    await mark('busy');
    await visit.page.evaluate(() => {
      let sum = 0;
      for (const from = performance.now(); performance.now() - from < 300; ) sum += Math.sin(sum + 1);
      return sum;
    });
  });
  assert.ok((tasks[0]?.cpu ?? 0) > MOST, `the most costly task took ${tasks[0]?.cpu} ms of 300 that were made busy`);
  await visit.leave();
});
