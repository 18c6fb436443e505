// Between the page and its workers arrays move: they are not copied, neither there nor back.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/** Marks of removed layers and the like are copied, for the page keeps them; bytes. */
const SMALL = 2048;

/**
 * Wraps the `postMessage` of whatever has one here, so that the bytes of each array in a message are counted: as moved if the sender
 * has them no more, else as copied.
 *
 * @param {{ postMessage: Function }} sender
 */
function watch(sender) {
  const posted = { moved: 0, copied: /** @type {number[]} */ ([]) };
  Object.assign(globalThis, { posted });
  const post = sender.postMessage;
  /** @param {unknown} value @returns {ArrayBuffer[]} */
  const buffers = (value) => {
    if (ArrayBuffer.isView(value)) return [/** @type {ArrayBuffer} */ (value.buffer)];
    if (value instanceof ArrayBuffer) return [value];
    if (value === null || typeof value !== 'object' || value instanceof WebAssembly.Module) return [];
    return Object.values(value).flatMap(buffers);
  };
  sender.postMessage = function (/** @type {unknown} */ message, /** @type {any} */ how) {
    const held = buffers(message)
      .map((buffer) => ({ buffer, size: buffer.byteLength }))
      .filter(({ size }) => size > 0);
    post.call(this, message, how);
    for (const { buffer, size } of held) {
      if (buffer.byteLength === 0) posted.moved += size;
      else posted.copied.push(size);
    }
  };
}

test('arrays move from the workers, and what studies are put to passes the page by name', async () => {
  const visit = await site.visit();
  const { page } = visit;
  /** @type {import('playwright-core').Worker[]} */
  const workers = [];
  page.on('worker', (worker) => {
    workers.push(worker);
    void worker.evaluate(`(${watch})(self)`);
  });
  await page.addInitScript(`(${watch})(Worker.prototype)`);
  await visit.go('steps=200');
  await visit.trainToTheEnd();
  await page.evaluate(() => globalThis.skipscape.setState('steps=200&view=contributions'));
  const panel = page.locator('[role=tabpanel]:not([hidden])');
  await panel
    .getByText(/Measured/)
    .first()
    .waitFor();
  await page.evaluate(() => globalThis.skipscape.setState('steps=200&view=surface&grid=21'));
  await panel.getByText('The slice is measured.').waitFor({ state: 'attached' });
  assert.ok(workers.length >= 3, 'two that train and one that measures');
  const said = await Promise.all(
    workers.map((worker) =>
      worker.evaluate(() => /** @type {ReturnType<typeof Reflect.get>} */ (Reflect.get(globalThis, 'posted'))),
    ),
  );
  for (const { moved, copied } of said) {
    assert.ok(moved > 0, 'each worker sent arrays');
    assert.deepEqual(copied, [], 'a worker copied what it sent');
  }
  const { copied } = await page.evaluate(() => Reflect.get(globalThis, 'posted'));
  assert.ok(copied.length > 0, 'the page sent marks');
  assert.deepEqual(
    copied.filter((/** @type {number} */ size) => size > SMALL),
    [],
    'the page copied what is large',
  );
  await visit.leave();
});
