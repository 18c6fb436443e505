// The other models in the page: a ResNet on images, a transformer on sequences. They train to the native bits, and are shown and
// looked into as an MLP is.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { Site, skipscape, violations } from './harness.mjs';

/** A run of 56 layers takes its time where several share a processor. */
const LONG = 300_000;

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/** @param {import('./harness.mjs').Visit} visit */
const asked = (visit) => visit.requests.filter((url) => url.endsWith('digits.bin')).length;

/** @param {import('./harness.mjs').Visit} visit @param {string} scene */
const open = (visit, scene) => visit.page.evaluate((text) => globalThis.skipscape.setState(text), scene);

/** @param {import('./harness.mjs').Visit} visit @param {string} [side] */
const answers = (visit, side = 'b') =>
  visit.page.evaluate((id) => document.querySelector(id)?.getAttribute('aria-label') ?? '', `#out-${side} .map`);

for (const { scene, layers, says } of [
  { scene: 'model=convnet&depth=9', layers: '27 blocks, 56 weight layers', says: /held-out images, / },
  {
    scene: 'model=transformer',
    layers: '8 blocks, 18 weight layers',
    says: /the held-out sequence \d( \d){7}: right is/,
  },
]) {
  test(`${scene}: without and with, to the end, with the bits of the command line`, async () => {
    const natively = skipscape('run', scene, '--json');
    const visit = await site.visit();
    await visit.go(scene);
    const state = await visit.trainToTheEnd(LONG);
    for (const side of /** @type {const} */ (['a', 'b'])) {
      for (const field of /** @type {const} */ (['digest', 'loss', 'accuracy', 'test_loss', 'test_accuracy'])) {
        assert.equal(state[side][field], natively[side][field], `${side}.${field}`);
      }
      assert.equal(await visit.page.locator(`#in-${side} .only-wide`).innerText(), layers);
    }
    assert.ok((state.a.loss ?? 0) > 3 * (state.b.loss ?? 1), `${state.a.loss} without, ${state.b.loss} with`);
    await visit.until(() =>
      /answers: .*(mistakes|right)/.test(document.querySelector('#out-a .map')?.getAttribute('aria-label') ?? ''),
    );
    for (const side of ['a', 'b']) assert.match(await answers(visit, side), says);
    await visit.picture(`models-${scene.replace(/\W+/g, '-')}`);
    await visit.leave();
  });
}

test('the file of digits comes once, when a setup first asks for it', async () => {
  const visit = await site.visit();
  await visit.go();
  assert.equal(asked(visit), 0);
  await open(visit, 'model=convnet&depth=1&steps=2');
  await visit.trainToTheEnd();
  await open(visit, 'data=digits&depth=2&steps=2');
  await visit.trainToTheEnd();
  assert.equal(asked(visit), 1);
  await visit.leave();
});

test('a file of digits that does not come is a sentence, and the page goes on', async () => {
  const visit = await site.visit();
  await visit.page.route('**/digits.bin', (route) => route.fulfill({ status: 404 }));
  await visit.go('depth=4&steps=20');
  await open(visit, 'model=convnet&depth=1&steps=2');
  await visit.page.getByText('The images of digits could not be loaded: 404 Not Found.').waitFor();
  const state = await visit.trainToTheEnd();
  assert.equal(state.scene, 'depth=4&steps=20');
  await visit.page.unroute('**/digits.bin');
  await open(visit, 'model=convnet&depth=1&steps=2');
  assert.equal((await visit.trainToTheEnd()).scene, 'model=convnet&depth=1&steps=2');
  assert.ok(
    visit.problems.every((problem) => /404/.test(problem)),
    visit.problems.join('; '),
  );
  visit.problems.length = 0;
  await visit.leave();
});

test('another model is another setup: its data, its settings, its words', async () => {
  const visit = await site.visit();
  await visit.go('seed=4&depth=8&turns=2');
  const { page } = visit;
  await page.locator('.more > summary').click();
  const seen = async (/** @type {string} */ key) => page.locator(`#set-${key}`).isVisible();
  const data = () =>
    page
      .getByRole('radiogroup', { name: 'Data' })
      .getByRole('radio')
      .evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.getAttribute('aria-label')));
  assert.ok(await seen('turns'));
  for (const key of ['heads', 'mask', 'again', 'length', 'vocab']) assert.equal(await seen(key), false, key);
  await page.selectOption('#set-model', 'transformer');
  await visit.until(() => globalThis.skipscape.getState().scene === 'model=transformer&seed=4');
  assert.deepEqual(await data(), ['reverse it', 'shift by one']);
  for (const key of ['heads', 'mask', 'again', 'length', 'vocab']) assert.ok(await seen(key), key);
  for (const key of ['turns', 'noise', 'block']) assert.equal(await seen(key), false, key);
  assert.equal(await page.locator('#layers').innerText(), '8 blocks, 18 layers with weights.');
  await page.selectOption('#set-a-shortcut-mlp', 'none');
  await visit.until(() => /a\.shortcut\.mlp=none/.test(globalThis.skipscape.getState().scene));
  await page.getByRole('radio', { name: 'shift by one' }).click();
  await visit.until(() => /data=shift/.test(globalThis.skipscape.getState().scene));
  await page.selectOption('#set-model', 'convnet');
  await visit.until(() => globalThis.skipscape.getState().scene === 'model=convnet&seed=4');
  assert.deepEqual(await data(), ['digits', 'your own']);
  assert.equal(await page.locator('#layers').innerText(), '9 blocks, 20 layers with weights.');
  assert.equal(await page.locator('label[for=set-depth]').innerText(), 'Blocks a stage');
  await visit.leave();
});

test('a block has a name, its answer if it were read there, and a cost when it is removed', async () => {
  const visit = await site.visit();
  await visit.go('model=transformer&steps=120');
  await visit.trainToTheEnd();
  const { page } = visit;
  await page.focus('#strip-b');
  for (let k = 0; k < 2; k++) await page.keyboard.press('ArrowRight');
  assert.match((await page.getAttribute('#strip-b', 'aria-valuetext')) ?? '', /^block 3 of 8, layer 2, attention/);
  await visit.until(() =>
    /would answer if it were read after this block: .*answered/.test(
      document.querySelector('.card-map.b')?.getAttribute('title') ?? '',
    ),
  );
  const whole = await answers(visit);
  await page.keyboard.press('Delete');
  await visit.until((before) => document.querySelector('#out-b .map')?.getAttribute('aria-label') !== before, whole);
  await visit.until(() => /→ \d/.test(document.querySelector('#removed-b')?.textContent ?? ''));
  assert.match(await page.locator('#removed-b').innerText(), /^Block 3 removed/);
  await visit.until(() =>
    /without the removed blocks/.test(document.querySelector('#out-b .map')?.getAttribute('aria-label') ?? ''),
  );
  assert.notEqual((await answers(visit)).replace(' without the removed blocks', ''), whole);
  await visit.leave();
});

for (const { scene, view, says, pick, changes } of [
  { scene: 'model=convnet&depth=1&steps=6', view: 'confusion', says: /of 256 held-out images are answered wrongly/ },
  {
    scene: 'model=convnet&depth=1&steps=6',
    view: 'features',
    says: /After the last block the states of two images have a mean cosine of/,
    pick: 'After',
    changes: /filters of block 2/i,
  },
  {
    scene: 'model=transformer&steps=20',
    view: 'attention',
    says: /The head that looks most where the answer stands/,
    pick: 'Layer',
    changes: /layer 2, sequence/i,
  },
]) {
  test(`${view} says its numbers, shows a figure and its table, and axe-core finds nothing`, async () => {
    const visit = await site.visit({ reduced: true });
    await visit.go(`${scene}&view=${view}`);
    await visit.trainToTheEnd(LONG);
    const panel = visit.page.locator(`#panel-${view}`);
    await visit.until(
      (id) => /^Measured after/.test(document.querySelector(`${id} .note`)?.textContent ?? ''),
      `#panel-${view}`,
    );
    assert.match(await panel.locator('.headline').innerText(), says);
    await visit.page.getByRole('button', { name: 'Show the numbers as a table' }).click();
    await panel.locator('.data-table td').first().waitFor();
    assert.ok((await panel.locator('.data-table tr').count()) > 20);
    if (pick && changes) {
      await panel
        .locator('.picks')
        .getByLabel(pick)
        .selectOption({ index: pick === 'After' ? 2 : 1 });
      await visit.until(
        ([id, form]) => new RegExp(form ?? '', 'i').test(document.querySelector(id ?? '')?.textContent ?? ''),
        [`#summary-${view}`, changes.source],
      );
    }
    assert.deepEqual(await violations(visit), []);
    await visit.leave();
  });
}

test('what makes no sense for a model is left out of the menu, with its reason', async () => {
  const visit = await site.visit({ reduced: true });
  await visit.go('model=transformer&steps=2');
  const { page } = visit;
  await page.getByRole('button', { name: 'More', exact: true }).click();
  assert.equal(await page.getByRole('menuitemradio', { name: /Filters/ }).count(), 0);
  assert.match(await page.locator('.menu-reasons').innerText(), /Filters and feature maps There are no filters here/);
  assert.deepEqual(await violations(visit), []);
  await page.keyboard.press('Escape');
  await open(visit, 'model=convnet&depth=1&steps=2');
  await page.getByRole('button', { name: 'More', exact: true }).click();
  assert.equal(await page.getByRole('menuitemradio', { name: /Filters/ }).count(), 1);
  assert.match(await page.locator('.menu-reasons').innerText(), /Attention There is no attention here/);
  // What is removed here is a block.
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('tab', { name: 'Remove blocks' }).count(), 1);
  await open(visit, 'depth=2&steps=2');
  assert.equal(await page.getByRole('tab', { name: 'Remove layers' }).count(), 1);
  await visit.leave();
});

test('own images become classes; what is no image is named and nothing is lost', async () => {
  const visit = await site.visit({ reduced: true });
  await visit.go('model=convnet&depth=1&steps=8');
  const { page } = visit;
  await page.getByRole('radio', { name: 'your own' }).click();
  const dialog = page.getByRole('dialog', { name: 'Your own data' });
  assert.equal(await dialog.getByRole('radio', { name: 'Images' }).getAttribute('aria-checked'), 'true');
  // Classes come and go by keyboard, which stays in the sheet when there can be no more of them and when a line goes.
  const more = dialog.getByRole('button', { name: 'Another class' });
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  const lines = dialog.locator('.images-row');
  await more.focus();
  for (let n = 0; n < 9; n++) await page.keyboard.press('Enter');
  assert.deepEqual([await lines.count(), await more.isDisabled(), await focused()], [10, true, 'Another class']);
  for (let n = 10; n > 2; n--) {
    await dialog
      .getByRole('button', { name: /^Remove class/ })
      .last()
      .focus();
    await page.keyboard.press('Enter');
    assert.deepEqual([await lines.count(), await focused()], [n - 1, 'Another class']);
  }
  const says = (/** @type {RegExp} */ form) =>
    visit.until(
      (source) => new RegExp(source).test(document.querySelector('.own-says')?.textContent ?? ''),
      form.source,
    );
  const bar = (/** @type {number} */ k, /** @type {boolean} */ upright) => ({
    name: `${upright}-${k}.png`,
    mimeType: 'image/png',
    buffer: picture((x, y) => Math.abs((upright ? x : y) - 5 - k) < 3),
  });
  const files = dialog.locator('input[type=file]');
  const [upright, level] = [true, false].map((way) => Array.from({ length: 8 }, (_, k) => bar(k, way)));
  // The first file input is that of the rows of text, which is hidden.
  const inputs = dialog.locator('.images-row input[type=file]');
  assert.ok((await files.count()) > (await inputs.count()));
  await inputs.nth(0).setInputFiles(upright ?? []);
  await says(/All images are of one class, so there is nothing to tell apart/);
  await inputs
    .nth(1)
    .setInputFiles([
      ...(level ?? []),
      { name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('this is no image') },
    ]);
  await says(
    /notes\.png could not be read as an image; nothing else was lost\. 16 images of 64 numbers, and 2 classes/,
  );
  assert.deepEqual(await violations(visit), []);
  await visit.picture('models-own');
  await dialog.getByRole('button', { name: 'Train on this data' }).click();
  await visit.until(() => /own=p64c2\./.test(globalThis.skipscape.getState().scene));
  const state = await visit.trainToTheEnd();
  assert.equal(state.b.diverged, null);
  await visit.until(() =>
    /held-out images/.test(document.querySelector('#out-b .map')?.getAttribute('aria-label') ?? ''),
  );
  await visit.leave();
});

test('files and folders are dropped on the page as a reader drops them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skipscape-'));
  const write = (/** @type {string} */ name, /** @type {Buffer | string} */ content) => {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  for (let k = 0; k < 6; k++) {
    write(
      `shapes/upright/${k}.png`,
      picture((x) => Math.abs(x - 5 - k) < 3),
    );
    write(
      `shapes/level/${k}.png`,
      picture((_, y) => Math.abs(y - 5 - k) < 3),
    );
    write(
      `single/${k}.png`,
      picture((x, y) => Math.abs(x - y + k) < 3),
    );
  }
  const notes = write('notes.txt', 'this is no image');
  const broken = write('broken.png', 'this is no image either');
  const image = join(folder, 'single/0.png');
  for (let k = 0; k < 18; k++)
    write(
      `more/${k >> 1}/${k}.png`,
      picture((x, y) => x < k + 1 && y < 4),
    );

  const visit = await site.visit({ reduced: true });
  await visit.go('model=convnet&depth=1&steps=8');
  const { page } = visit;
  const session = await page.context().newCDPSession(page);
  /** A drop of real files, as the system hands it to the browser. */
  const drop = async (/** @type {string[]} */ files, /** @type {{x: number, y: number}} */ at = { x: 60, y: 500 }) => {
    const data = { items: [], files, dragOperationsMask: 1 };
    await session.send('Input.dispatchDragEvent', { type: 'dragEnter', ...at, data });
    // The first drag loads what takes it.
    await visit.until(() => document.querySelector('.own-says'));
    await session.send('Input.dispatchDragEvent', { type: 'dragOver', ...at, data });
    await visit.until(() => document.documentElement.classList.contains('dropping'));
    await session.send('Input.dispatchDragEvent', { type: 'drop', ...at, data });
    await visit.until(() => !document.documentElement.classList.contains('dropping'));
  };
  const says = (/** @type {RegExp} */ form) =>
    visit.until(
      (source) => new RegExp(source).test(document.querySelector('.own-says')?.textContent ?? ''),
      form.source,
    );

  await drop([join(folder, 'single')]);
  await says(/^All images are of one class/);
  assert.equal(await page.locator('.images-row input[type=text]').first().inputValue(), 'single');
  await drop([join(folder, 'shapes')]);
  await says(/^18 images of 64 numbers, and 3 classes/);
  await drop([notes, broken, image]);
  await says(/^notes\.txt, broken\.png could not be read as images; nothing else was lost\. 19 images/);
  await drop([join(folder, 'more')]);
  await says(/^There are 10 classes already, so 7, 8 had to be left out\. 33 images of 64 numbers, and 10 classes/);
  const row = await page.locator('.images-row').first().boundingBox();
  assert.ok(row);
  await drop([image], { x: row.x + 100, y: row.y + row.height / 2 });
  await says(/^34 images/);
  assert.equal(await page.locator('.images-row').first().locator('.images-tally').innerText(), '7 images');
  assert.deepEqual(await violations(visit), []);

  // A text file is a table of rows; what cannot be one is said, and the images are still there.
  await drop([notes]);
  await visit.until(
    () => /** @type {HTMLTextAreaElement | null} */ (document.querySelector('.own-text'))?.value === 'this is no image',
  );
  assert.equal(await page.getByRole('button', { name: 'Train on this data' }).isDisabled(), true);
  await page.getByRole('dialog').getByRole('radio', { name: 'Images' }).click();
  await says(/^34 images/);
  await page.getByRole('button', { name: 'Train on this data' }).click();
  await visit.until(() => /data=own/.test(globalThis.skipscape.getState().scene));
  assert.equal((await visit.trainToTheEnd()).b.diverged, null);
  await visit.leave();
  rmSync(folder, { recursive: true });
});

/**
 * A PNG of 20×20 pixels, black where a function says so.
 *
 * @param {(x: number, y: number) => boolean} ink
 */
function picture(ink) {
  const side = 20;
  const chunk = (/** @type {string} */ kind, /** @type {Buffer} */ content) => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length, 0);
    ends.writeUInt32BE(crc(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8; // bits a pixel, grey
  const rows = Array.from({ length: side }, (_, y) => [
    0,
    ...Array.from({ length: side }, (_, x) => (ink(x, y) ? 0 : 255)),
  ]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The checksum of PNG (ISO 3309). @param {Buffer} bytes */
function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let k = 0; k < 8; k++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
