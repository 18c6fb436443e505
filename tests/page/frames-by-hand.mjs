// What a frame takes the page's thread while a figure moves, and how long a slice of both loss surfaces takes: a table, nothing
// asserted. `node tests/page/frames-by-hand.mjs`

import { Site } from './harness.mjs';
import { tasksOf } from './tasks.mjs';

const FRAMES = 40;
const site = await Site.open();
const visit = await site.visit();
const { page } = visit;
await visit.go();
await page.locator('[role=tab]').first().waitFor();
await visit.trainToTheEnd();

const open = (/** @type {string} */ view) => page.evaluate((id) => document.getElementById(`tab-${id}`)?.click(), view);

/**
 * The thread's time a frame, by the middle frame and the dearest one.
 *
 * @param {string} what
 * @param {string} selector  of what takes the keys
 * @param {string[]} keys  pressed in turn, one a frame
 */
async function frames(what, selector, keys) {
  await page.locator(selector).first().scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  const tasks = await tasksOf(/** @type {any} */ (site.browser), page, async (mark) => {
    await mark(what);
    await page.evaluate(
      async ([place, list, count]) => {
        const element = /** @type {HTMLElement} */ (document.querySelector(String(place)));
        element.focus();
        for (let k = 0; k < Number(count); k++) {
          const key = /** @type {string[]} */ (list)[k % list.length];
          element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
          await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
        }
      },
      /** @type {[string, string[], number]} */ ([selector, keys, FRAMES]),
    );
  });
  const drawn = tasks.filter(({ cpu }) => cpu > 2).slice(0, FRAMES);
  const ms = (/** @type {number | undefined} */ time) => `${(time ?? 0).toFixed(1)} ms`.padStart(9);
  console.log(`${what.padEnd(44)}${ms(drawn[drawn.length >> 1]?.cpu)}${ms(drawn[0]?.cpu)}`);
}

// What measures has loaded by then.
await open('contributions');
await visit.until(
  () => /Measured/.test(document.getElementById('panel-contributions')?.textContent ?? ''),
  null,
  60_000,
);
await open('surface');
const from = Date.now();
await visit.until(
  () => /Measuring: [1-9]/.test(document.querySelector('#panel-surface .progress-says')?.textContent ?? ''),
  null,
  60_000,
);
const first = Date.now() - from;
await visit.until(
  () =>
    [...document.querySelectorAll('#panel-surface [role=status]')].some(
      ({ textContent }) => textContent === 'The slice is measured.',
    ),
  null,
  60_000,
);
console.log(
  `a slice of both, 51 × 51, 256 points: rows are there after ${first} ms, all after ${Date.now() - from} ms`,
);
console.log(`${'a frame of the page’s thread'.padEnd(47)}middle     most`);
await frames('both landscapes, turning', '#panel-surface .chart-surface', [
  'ArrowLeft',
  'ArrowUp',
  'ArrowLeft',
  'ArrowDown',
]);
await open('curves');
await frames('curves, pointed at', '#panel-curves .probe', ['ArrowRight']);
await site.close();
