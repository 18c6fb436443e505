// How soon the page is there and how soon it answers, on a processor slowed four times: `node tests/page/startup-by-hand.mjs [VISITS]`.
// Prints a table; nothing here is asserted, for it depends on the machine.

import { Site } from './harness.mjs';

const VISITS = Number(process.argv[2] ?? 5);
const SLOWED = 4;
const AIMS = { 'largest paint': 1000, 'first step': 1500, 'next paint': 200 };

/** What is pressed while both networks train: a name, and how it is found. @type {[string, string][]} */
const PRESSED = [
  ['another tab', '#tab-gradients'],
  ['back to the curves', '#tab-curves'],
  ['what columns show', '#shows [role=radio]:not([aria-checked=true])'],
  ['a layer', '#strip-b'],
  ['the same layer, removed', '#strip-b'],
  ['theme', '[aria-label^="Theme"], [aria-label*="theme" i]'],
  ['pause', '#transport button'],
];

const median = (/** @type {number[]} */ list) => [...list].sort((a, b) => a - b)[list.length >> 1] ?? Number.NaN;

const site = await Site.open();
/** @type {Map<string, number[]>} */
const found = new Map();
/** @param {string} what @param {number} ms */
const note = (what, ms) => void found.set(what, [...(found.get(what) ?? []), ms]);

for (let k = 0; k < VISITS; k++) {
  const visit = await site.visit();
  const { page } = visit;
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWED });
  await page.addInitScript(() => {
    const seen = { largest: 0, slow: /** @type {{ name: string, at: number, took: number }[]} */ ([]) };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      seen.largest = list.getEntries().at(-1)?.startTime ?? 0;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        seen.slow.push({ name: entry.name, at: entry.startTime, took: entry.duration });
    }).observe(/** @type {any} */ ({ type: 'event', durationThreshold: 16, buffered: true }));
  });
  await page.goto(`${visit.url}#play=1&steps=100000`);
  const times = await page.evaluate(
    () =>
      new Promise((done) => {
        const look = () => {
          if ((globalThis.skipscape?.getState()?.step ?? 0) > 0) {
            const first = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
            done({ first, largest: Reflect.get(globalThis, 'seen').largest, step: performance.now() });
          } else setTimeout(look, 5);
        };
        look();
      }),
  );
  note('first paint', times.first);
  note('largest paint', times.largest);
  note('first step', times.step);
  await page.locator('[role=tab]').first().waitFor();
  await page.waitForTimeout(1500);
  for (const [what, selector] of PRESSED) {
    const place = page.locator(selector).first();
    const box = await place.boundingBox();
    if (!box) throw new Error(`There is no “${what}” to press: ${selector}`);
    const from = await page.evaluate(() => performance.now());
    await page.mouse.click(box.x + Math.min(box.width / 2, 200), box.y + box.height / 2);
    await page.waitForTimeout(1000);
    const took = await page.evaluate(
      (since) =>
        Reflect.get(globalThis, 'seen')
          .slow.filter(
            (/** @type {{ name: string, at: number }} */ { name, at }) =>
              at >= since && /^(pointer|mouse|key|click)/.test(name) && !/(move|over|out|enter|leave)$/.test(name),
          )
          .map((/** @type {{ took: number }} */ { took: ms }) => ms),
      from,
    );
    note(`next paint after: ${what}`, Math.max(0, ...took));
  }
  await visit.context.close();
}
await site.close();

console.log(`processor slowed ${SLOWED} times, ${VISITS} visits${' '.repeat(12)}median    most     aim`);
for (const [what, list] of found) {
  const aim = Object.entries(AIMS).find(([name]) => what.startsWith(name))?.[1];
  const cell = (/** @type {number} */ ms) => `${Math.round(ms)} ms`.padStart(8);
  console.log(`${what.padEnd(44)}${cell(median(list))}${cell(Math.max(...list))}${aim ? cell(aim) : ''}`);
}
