// The page's controls, by pointer and by key: layers, settings, starts, and what is offered when a run goes wrong.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

test('a layer is removed by keys, says what that costs, and is put back', async () => {
  const visit = await site.visit();
  await visit.go('depth=12');
  await visit.trainToTheEnd();
  const { page } = visit;
  await page.focus('#strip-b');
  for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowRight');
  assert.equal(await page.getAttribute('#strip-b', 'aria-valuenow'), '4');
  assert.equal(await page.inputValue('#card input'), '4');
  await page.keyboard.press('Delete');
  await page.waitForFunction(() =>
    /→ [\d.]+, loss .* → \d/.test(document.querySelector('#removed-b')?.textContent ?? ''),
  );
  assert.match(await page.locator('#removed-b').innerText(), /^Layer 4 removed/);
  await visit.picture('removed');
  await page.getByRole('button', { name: 'Put it back' }).click();
  assert.ok(await page.locator('#removed-b').isHidden());
  await visit.leave();
});

test('what a removal costs and the numbers of the layers are read at every width', async () => {
  const visit = await site.visit();
  await visit.go('steps=5');
  await visit.trainToTheEnd();
  const { page } = visit;
  await page.focus('#strip-b');
  await page.keyboard.press('End');
  for (let k = 0; k < 3; k++) {
    await page.keyboard.press('Delete');
    await page.keyboard.press('ArrowLeft');
  }
  await visit.until(() => /loss .* → \d/.test(document.querySelector('#removed-b')?.textContent ?? ''));
  for (const width of [1440, 1180, 1040, 768, 390, 320]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const { note, button, strip, right, numbers } = await page.locator('#mid-b').evaluate((mid) => {
      const box = (/** @type {Element | null | undefined} */ one) => one?.getBoundingClientRect().toJSON();
      const tag = mid.querySelector('#removed-b');
      const numbers = [...mid.querySelectorAll('.tick')].map((tick) => ({
        ...box(tick),
        seen: tick.checkVisibility({ visibilityProperty: true }),
      }));
      const { right } = box(mid);
      return {
        note: box(tag?.firstElementChild),
        button: box(tag?.lastElementChild),
        strip: box(mid.querySelector('#strip-b')),
        right,
        numbers,
      };
    });
    assert.ok(numbers.length > 2 && numbers.every(({ seen, top }) => seen && top >= strip.bottom), `${width}: numbers`);
    assert.ok(note.height > 0 && note.bottom <= strip.top, `${width}: the note lies on the layers`);
    assert.ok(note.right < button.left && button.right <= right, `${width}: the note is too wide`);
    await visit.picture(`removed-${width}`);
  }
  await visit.leave();
});

test('on a phone the count of a long run stands beside the buttons, not on them', async () => {
  for (const width of [390, 360, 320]) {
    const visit = await site.visit({ width, height: 844 });
    await visit.go('steps=100000');
    await visit.page.evaluate(() => globalThis.skipscape.step(1));
    await visit.until(() => document.querySelector('#cycle b')?.textContent === '1');
    // The longest count that there is.
    const [count, fresh] = await visit.page.evaluate(() => {
      const count = document.querySelector('#cycle b');
      if (count) count.textContent = '100,000';
      return [count, document.querySelector('#fresh')].map((one) => one?.getBoundingClientRect().toJSON());
    });
    assert.ok(count.left >= fresh.right && count.right <= width, `${width}: ${count.left} to ${count.right}`);
    await visit.leave();
  }
});

test('every control changes the setup once', async () => {
  const visit = await site.visit();
  await visit.go();
  const { page } = visit;
  await page.locator('.more > summary').click();
  const keys = await page
    .locator('#experiment-body [data-key]')
    .evaluateAll((all) => [...new Set(all.map((one) => /** @type {HTMLElement} */ (one).dataset.key ?? ''))]);
  assert.ok(keys.length >= 30, `${keys.length} controls`);
  for (const key of keys) {
    const control = page.locator(`#experiment-body [data-key="${key}"]`).first();
    if (!(await control.isVisible())) continue;
    const kind = await control.evaluate((one) => one.tagName);
    const before = await visit.state();
    if (kind === 'SELECT') {
      const other = await control.evaluate((one) => {
        const select = /** @type {HTMLSelectElement} */ (one);
        return [...select.options].find((option) => option.value !== select.value && !option.disabled)?.value ?? '';
      });
      // One of its values may not go with the rest of the setup; the page then says so and the control goes back.
      await control.selectOption(other);
    } else {
      const value = Number(await control.inputValue());
      await control.fill(String(value === 2 ? 1 : Number.isInteger(value) && value > 0 ? value - 1 || 2 : 0.25));
      await control.press('Enter');
    }
    await visit.until(
      (scene) => globalThis.skipscape.getState().scene !== scene || document.querySelector('.notice') !== null,
      before.scene,
    );
    const said = await page.locator('.notice p').allInnerTexts();
    for (const sentence of said) assert.match(sentence, /[.]$/, `${key} says: ${sentence}`);
    for (const away of await page.getByRole('button', { name: 'Put this notice away' }).all()) await away.click();
    await page.evaluate(() => globalThis.skipscape.setState(''));
  }
  await visit.leave();
});

test('every picture of data opens that data', async () => {
  const visit = await site.visit();
  await visit.go();
  for (const word of ['circles', 'moons', 'xor', 'gauss', 'checker', 'a line', 'edit 2 of 16', 'two spirals']) {
    await visit.page.getByRole('radio', { name: word, exact: true }).click();
    await visit.until((name) => document.querySelector(`[aria-label="${name}"]`)?.ariaChecked === 'true', word);
  }
  assert.equal((await visit.state()).scene, '');
  await visit.leave();
});

test('back and forward are undo and redo; reset repeats; a new start takes the next seed', async () => {
  const visit = await site.visit();
  await visit.go('depth=8');
  const { page } = visit;
  const scene = async (/** @type {string} */ wanted) =>
    visit.until((text) => globalThis.skipscape.getState().scene === text, wanted);
  await page.selectOption('#set-act', 'relu');
  await scene('depth=8&act=relu');
  await page.goBack();
  await scene('depth=8');
  await page.goForward();
  await scene('depth=8&act=relu');
  const first = await visit.trainToTheEnd();
  await page.click('#reset');
  await visit.until(() => globalThis.skipscape.getState().step === 0);
  assert.deepEqual((await visit.trainToTheEnd()).b.digest, first.b.digest);
  await page.click('#fresh');
  await scene('depth=8&act=relu&seed=2');
  assert.notEqual((await visit.trainToTheEnd()).b.digest, first.b.digest);
  await visit.leave();
});

test('a run that diverges says why, shows its last finite step, and offers another rate', async () => {
  const visit = await site.visit();
  await visit.go('depth=20&act=relu&init=he&opt=sgd&lr=10');
  await visit.trainToTheEnd();
  const { page } = visit;
  assert.match(await page.locator('.notice p').last().innerText(), /lr=10/);
  assert.match(await page.locator('#says-b').innerText(), /^Stopped at step \d+\. Shown is step \d+/);
  await visit.picture('diverged');
  await page.getByRole('button', { name: /^Start again with learning rate/ }).click();
  await visit.until(
    () => globalThis.skipscape.getState().scene.includes('lr=1') && !globalThis.skipscape.getState().done,
  );
  assert.equal(await page.locator('.notice').count(), 0);
  await visit.leave();
});

test('a worker that dies is said, and the run can be started again', async () => {
  const visit = await site.visit();
  await visit.go('steps=20000');
  const { page } = visit;
  await page.click('#play');
  await page.waitForTimeout(200);
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error('on purpose');
    });
  });
  await page.getByRole('button', { name: 'Start the run again' }).click();
  await visit.until(() => globalThis.skipscape.getState().step === 0);
  await page.evaluate(() => globalThis.skipscape.step(3));
  await visit.until(() => globalThis.skipscape.getState().step === 3);
  await visit.leave();
});
