// A figure in someone's notes: by frame and by element, in hosts of several kinds.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';
import { frameOf, Hosts } from './hosts.mjs';

const SCENE = 'depth=4&steps=40';

/** @type {Site} */
let site;
/** @type {Hosts} */
let hosts;
/** The digests that the page itself reaches. @type {string[]} */
let digests;
before(async () => {
  site = await Site.open();
  hosts = await Hosts.open(site);
  const visit = await site.visit();
  await visit.go(SCENE);
  const { a, b } = await visit.trainToTheEnd();
  digests = [a.digest, b.digest];
  await visit.leave();
});
after(async () => {
  await hosts?.close();
  await site?.close();
});

/** @param {import('playwright-core').Frame} frame */
async function trained(frame) {
  await frame.evaluate(() => globalThis.skipscape.play());
  await frame.waitForFunction(() => globalThis.skipscape.getState()?.done);
  const { a, b } = await frame.evaluate(() => globalThis.skipscape.getState());
  return [a.digest, b.digest];
}

/** @param {import('./harness.mjs').Visit} visit @param {string} type */
const heard = (visit, type) =>
  visit.page.evaluate(
    (wanted) => Reflect.get(globalThis, 'heard').filter((/** @type {any} */ one) => one.type === wanted),
    `skipscape:${type}`,
  );

test('in a plain page a frame trains, resizes, tells what it does, and keeps its scene', async () => {
  const visit = await hosts.visit('plain', { scene: `${SCENE}&controls=minimal` });
  const frame = await frameOf(visit);
  const before = await visit.page.evaluate(() => history.length);
  assert.deepEqual(await trained(frame), digests);
  await visit.until(() => Reflect.get(globalThis, 'heard').some((/** @type {any} */ one) => one.type === 'skipscape:done'));
  const [ready] = await heard(visit, 'ready');
  assert.equal(ready.id, 'one');
  assert.match(ready.state.scene, /depth=4&steps=40/);
  const [done] = await heard(visit, 'done');
  assert.deepEqual([done.state.a.digest, done.state.b.digest], digests);
  assert.ok((await heard(visit, 'step')).length > 0);

  // The figure is as high as what stands in it, and nothing goes on growing.
  await visit.page.waitForTimeout(500);
  const resizes = (await heard(visit, 'resize')).length;
  const [height, inner] = await frame.evaluate(() => [innerHeight, document.body.offsetHeight]);
  assert.ok(Math.abs(height - inner) <= 1, `the frame is ${height} px high, what stands in it ${inner}`);
  await visit.page.waitForTimeout(700);
  assert.equal((await heard(visit, 'resize')).length, resizes, 'the height goes on changing by itself');
  const lti = await visit.page.evaluate(
    () => Reflect.get(globalThis, 'heard').filter((/** @type {any} */ one) => one.subject === 'lti.frameResize').length,
  );
  assert.equal(lti, resizes);

  // Another scene leaves no trace in the history of the page around it, and stands after a reload of the frame.
  await frame.evaluate(() => globalThis.skipscape.setState('depth=5&steps=40&controls=minimal'));
  await frame.waitForFunction(() => globalThis.skipscape.getState()?.scene.includes('depth=5'));
  assert.equal(await visit.page.evaluate(() => history.length), before);
  assert.match(await frame.evaluate(() => location.hash), /depth=5/);
  await visit.leave();
});

test('a frame obeys the page around it, and nobody else', async () => {
  const visit = await hosts.visit('plain', { scene: SCENE });
  const frame = await frameOf(visit);
  const say = (/** @type {object} */ message) =>
    visit.page.evaluate((what) => {
      const figure = /** @type {HTMLIFrameElement} */ (document.getElementById('figure'));
      figure.contentWindow?.postMessage(what, '*');
    }, message);
  await say({ type: 'skipscape:step', count: 3, request: 7 });
  await visit.until(() => Reflect.get(globalThis, 'heard').some((/** @type {any} */ one) => one.request === 7));
  assert.equal((await frame.evaluate(() => globalThis.skipscape.getState())).step, 3);
  await say({ type: 'skipscape:theme', theme: 'dark' });
  await frame.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await say({ type: 'skipscape:snapshot', kind: 'csv', request: 8 });
  const csv = await visit.until(async () => {
    const reply = Reflect.get(globalThis, 'heard').find((/** @type {any} */ one) => one.request === 8);
    return reply && (await reply.value.text());
  });
  assert.match(csv, /^step,/);
  await say({ type: 'skipscape:snapshot', kind: 'gif', request: 9 });
  const error = await visit.until(
    () => Reflect.get(globalThis, 'heard').find((/** @type {any} */ one) => one.request === 9)?.error,
  );
  assert.match(error, /svg, png or csv/);
  // Words that are none, and words from the frame itself.
  for (const message of [null, 7, 'play', { type: 'skipscape:nonsense' }, { type: 'skipscape:setState' }])
    await visit.page.evaluate((what) => {
      /** @type {HTMLIFrameElement} */ (document.getElementById('figure')).contentWindow?.postMessage(what, '*');
    }, message);
  await frame.evaluate(() => window.postMessage({ type: 'skipscape:step', count: 5 }, '*'));
  await visit.page.waitForTimeout(300);
  assert.equal((await frame.evaluate(() => globalThis.skipscape.getState())).scene.includes('undefined'), false);
  await visit.leave();
});

test('where the address names another origin than the page around, its words are not heard', async () => {
  const html = '<!doctype html><title>x</title><link rel="icon" href="data:,"><iframe id="figure" src="{{site}}embed.html?origin=https://example.org#{{scene}}" title="x" width="800" height="600"></iframe><script>window.heard=[];addEventListener("message",(e)=>window.heard.push(e.data))</script>';
  const visit = await hosts.visit('stranger', { html, scene: SCENE });
  const frame = await frameOf(visit);
  await visit.page.evaluate(() => {
    const figure = /** @type {HTMLIFrameElement} */ (document.getElementById('figure'));
    figure.contentWindow?.postMessage({ type: 'skipscape:step', count: 3 }, '*');
  });
  await visit.page.waitForTimeout(500);
  assert.equal((await frame.evaluate(() => globalThis.skipscape.getState())).step, 0);
  assert.deepEqual(await visit.page.evaluate(() => Reflect.get(globalThis, 'heard')), []);
  // The browser says that a message had no one to go to.
  visit.problems = visit.problems.filter((problem) => !/Failed to execute 'postMessage'/.test(problem));
  await visit.leave();
});
