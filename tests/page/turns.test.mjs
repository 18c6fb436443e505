// Figures take turns: they train while they are seen, two at a time, and begin when their words say so.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';
import { frameOf, Hosts } from './hosts.mjs';

const SCENE = 'depth=4&steps=40';

/** @type {Site} */
let site;
/** @type {Hosts} */
let hosts;
before(async () => {
  site = await Site.open();
  hosts = await Hosts.open(site);
});
after(async () => {
  await hosts?.close();
  await site?.close();
});

test('of ten figures those that are seen train, two at a time at most, and all reach their end', async () => {
  const visit = await hosts.visit('ten', {
    // Each frame passes on that it may train, and the page counts those that may and have not said that they are done.
    init: () => {
      if (parent === globalThis.window) {
        const now = new Set();
        Reflect.set(globalThis, 'most', 0);
        addEventListener('message', ({ data, source }) => {
          if (data === 'went') now.add(source);
          if (data.type === 'skipscape:leave') now.delete(source);
          Reflect.set(globalThis, 'most', Math.max(Reflect.get(globalThis, 'most'), now.size));
        });
      } else addEventListener('message', ({ data }) => data.type === 'skipscape:go' && parent.postMessage('went', '*'));
    },
  });
  const { page } = visit;
  await frameOf(visit);
  const opened = page.frames().filter((one) => one.url().includes('embed.html'));
  assert.ok(opened.length < 10, 'all ten were opened at once');
  // From the top of the page down: a frame's number is the place in which it was opened.
  const numbers = await page.evaluate(() =>
    [...document.querySelectorAll('skip-scape')].flatMap(
      ({ shadowRoot }) => shadowRoot?.querySelector('iframe')?.src.match(/id=skip-scape-(\d+)/)?.[1] ?? [],
    ),
  );
  assert.deepEqual(
    numbers,
    opened.map((_, k) => `${k + 1}`),
  );
  const states = () =>
    page.evaluate(() =>
      Promise.all([...document.querySelectorAll('skip-scape')].map((one) => /** @type {any} */ (one).getState())),
    );
  for (let k = 0; k < 10; k++) {
    await page.locator('skip-scape').nth(k).scrollIntoViewIfNeeded();
    const from = Date.now();
    while (!(await states())[k]?.done) assert.ok(Date.now() - from < 30_000, `figure ${k} did not reach its end`);
  }
  assert.equal(await page.evaluate(() => Reflect.get(globalThis, 'most')), 2);
  assert.equal(new Set((await states()).map((state) => state.b.digest)).size, 10);
  await visit.leave();
});

test('frames of one site take turns by the browser’s locks, without an element', async () => {
  const visit = await site.visit();
  const { page } = visit;
  const frame = (/** @type {number} */ seed) =>
    `<iframe src="embed.html#depth=8&amp;steps=2000&amp;seed=${seed}&amp;play=visible&amp;controls=minimal" title="${seed}" width="400" height="300"></iframe>`;
  const body = `<!doctype html><title>Three</title><link rel="icon" href="data:,">${[1, 2, 3].map(frame).join('')}`;
  await page.route('**/three.html', (route) => route.fulfill({ body, contentType: 'text/html' }));
  await page.goto(`${visit.url}three.html`);
  await frameOf(visit, 2);
  const frames = page.frames().filter((one) => one.url().includes('/embed.html'));
  let most = 0;
  let waited = false;
  const from = Date.now();
  for (;;) {
    const { held = [], pending = [] } = await page.evaluate(() => navigator.locks.query());
    most = Math.max(most, new Set(held.map(({ clientId }) => clientId)).size);
    const waiting = new Set(pending.map(({ clientId }) => clientId));
    waited ||= held.length === 2 && waiting.size > 0;
    const done = await Promise.all(frames.map((one) => one.evaluate(() => globalThis.skipscape.getState()?.done)));
    if (done.every(Boolean)) break;
    assert.ok(Date.now() - from < 60_000, 'the three did not reach their ends');
  }
  assert.equal(most, 2);
  assert.ok(waited, 'the third did not wait');
  assert.deepEqual((await page.evaluate(() => navigator.locks.query())).held, []);
  await visit.leave();
});

test('a figure that is scrolled away waits, and goes on when it is seen again', async () => {
  const visit = await hosts.visit('plain', { scene: 'depth=8&steps=100000' });
  const frame = await frameOf(visit);
  await frame.evaluate(() => globalThis.skipscape.play());
  await frame.waitForFunction(() => globalThis.skipscape.getState().step > 10);
  await visit.page.evaluate(() => scrollTo(0, 3000));
  await visit.page.waitForTimeout(600);
  const step = () => frame.evaluate(() => globalThis.skipscape.getState().step);
  const away = await step();
  await visit.page.waitForTimeout(500);
  assert.equal(await step(), away, 'it trained unseen');
  await visit.page.evaluate(() => scrollTo(0, 0));
  await frame.waitForFunction((before) => globalThis.skipscape.getState().step > before, away);
  await visit.leave();
});

test('autoplay is no key of the setup: it starts a figure that is seen, or keeps it from starting', async () => {
  for (const [words, plays] of /** @type {[string, boolean][]} */ ([
    ['autoplay=true', true],
    ['play=1&autoplay=false', false],
    ['play=visible', true],
  ])) {
    const visit = await hosts.visit('plain', { scene: `${SCENE}&${words}` });
    const frame = await frameOf(visit);
    if (plays) await frame.waitForFunction(() => globalThis.skipscape.getState().done);
    else await visit.page.waitForTimeout(500);
    assert.equal((await frame.evaluate(() => globalThis.skipscape.getState())).step, plays ? 40 : 0);
    assert.equal(await frame.locator('.notice').count(), 0);
    await visit.leave();
  }
});
