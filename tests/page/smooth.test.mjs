// Training flat out never holds up the page.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

test('no long task on the thread of the page while both networks train', async (t) => {
  const visit = await site.visit();
  await visit.go('steps=3000');
  await visit.page.evaluate(() => {
    const tasks = /** @type {number[]} */ ([]);
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) tasks.push(entry.duration);
    }).observe({ type: 'longtask' });
  });
  await visit.trainToTheEnd(120_000);
  const tasks = /** @type {number[]} */ (await visit.page.evaluate(() => Reflect.get(globalThis, 'longTasks')));
  const longest = Math.max(0, ...tasks);
  t.diagnostic(`tasks over 50 ms: ${tasks.map(Math.round).join(', ') || 'none'}`);
  // The aim is none over 50 ms. The bar is wider, for the processors are shared by both workers and whatever else runs.
  assert.ok(longest < 250, `a task held up the page for ${Math.round(longest)} ms`);
  await visit.leave();
});
