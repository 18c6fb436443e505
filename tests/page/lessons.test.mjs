// The walk: every lesson from first to last, wide and narrow, answered and not; what it says was measured is what the engine measures natively.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { keepRecorded, recorded } from '../../www/lessons/recorded.js';
import { ROOT, Site } from './harness.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

keepRecorded(JSON.parse(readFileSync(join(ROOT, 'www/lessons/recorded.json'), 'utf8')));
const { lessons } = await import('../../www/lessons/text/index.js');

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/** @typedef {import('../../www/lessons/types.d.ts').Lesson} Lesson */
/** @typedef {import('./harness.mjs').Visit} Visit */

/** What the page shows of Rich text: marks gone, figures level, rates with their zero. @param {string} text */
const read = (text) =>
  text
    .replace(/(?<![\d.\w/])\.(?=\d)/g, '0.')
    .replace(/\[\[([^\]|]+)(?:\|[^\]]+)?\]\]/g, '$1')
    .replace(/\*([^*]+)\*/g, '$1')
    .replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => (c === '⁻' ? '−' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(c))))
    .replace(/\s+/g, ' ')
    .trim();

/** What a lesson should say at start 1: its own words, from the numbers that were recorded natively. @param {Lesson} lesson */
function expected(lesson) {
  const seeded = Object.fromEntries(
    lesson.claims.map((id) => {
      const [first] = recorded(id).runs;
      assert.ok(first && first.seed === 1);
      return [id, first];
    }),
  );
  return lesson.verdict(seeded);
}

/** @param {Visit} visit */
const next = (visit) => visit.page.locator('#lesson-next').click();

/** @param {Visit} visit @param {string} what */
async function accessible(visit, what) {
  await visit.page.evaluate(AXE);
  const found = await visit.page.evaluate(() =>
    Reflect.get(globalThis, 'axe').run(document, { resultTypes: ['violations'] }),
  );
  const told = found.violations.map(
    (/** @type {any} */ rule) =>
      `${rule.id}: ${rule.nodes.map((/** @type {any} */ n) => n.target.join(' ')).join(', ')}`,
  );
  assert.deepEqual(told, [], what);
}

/** The answers lie on the first screen, above the button that goes on, large enough for a finger. @param {Visit} visit @param {string} title */
async function fold(visit, title) {
  const boxes = await visit.page.locator('.choice').evaluateAll((all) =>
    all.map((one) => {
      const { top, bottom, height } = one.getBoundingClientRect();
      return { top, bottom, height };
    }),
  );
  const nav = await visit.page.locator('.lesson-nav').evaluate((one) => one.getBoundingClientRect().top);
  for (const { top, bottom, height } of boxes) {
    assert.ok(height >= 44, `${title}: an answer is ${height} px high`);
    assert.ok(top >= 0 && bottom <= nav, `${title}: an answer ends at ${bottom} px, the button begins at ${nav}`);
  }
}

/**
 * Walks one lesson from its first step to its last.
 * @param {Visit} visit
 * @param {Lesson} lesson
 * @param {boolean} narrow
 * @param {boolean} answers
 */
async function walk(visit, lesson, narrow, answers) {
  const { page } = visit;
  const now = (/** @type {number} */ step) => page.locator(`.lesson-step[data-step="${step}"].now`).waitFor();
  await page.locator('.lesson-title', { hasText: lesson.title }).waitFor();
  await visit.until((step) => globalThis.skipscape.getState().step === step, 0);
  if (narrow) {
    await now(0);
    await next(visit);
  }
  await now(1);
  if (narrow) await fold(visit, lesson.title);
  const { answer, says } = expected(lesson);
  const mine = lesson.choices[0]?.id ?? '';
  if (answers) await page.locator(`.choice input[value="${mine}"]`).check();
  await next(visit);
  await now(2);
  if (lesson.run.view !== 'none') await visit.until(() => globalThis.skipscape.getState().done, null, 180_000);
  await next(visit);
  await now(3);
  await visit.until(() => (document.querySelector('.lesson-verdict')?.textContent ?? '') !== '', null, 300_000);
  const shown = await page.locator('.lesson-verdict').textContent();
  assert.equal((shown ?? '').replace(/\s+/g, ' ').trim(), read(says), lesson.title);
  const marked = await page.locator('.answers li:has(.badge-measured) > span:first-child').allTextContents();
  const texts = lesson.choices.filter(({ id }) => answer.includes(id)).map(({ text }) => read(text));
  assert.deepEqual(
    marked.map((text) => text.replace(/\s+/g, ' ').trim()),
    texts,
    lesson.title,
  );
  const yours = await page.locator('.lesson-yours').textContent();
  assert.equal(yours, answers ? 'Your prediction stands beside it.' : 'No prediction.', lesson.title);
  await next(visit);
  await now(4);
  assert.ok((await page.locator('.lesson-step.now p').count()) > 1, lesson.title);
}

for (const [width, height, answers] of /** @type {const} */ ([
  [1440, 1000, true],
  [390, 844, false],
])) {
  test(`the whole walk at ${width} px, ${answers ? 'answered' : 'by the button alone'}`, async () => {
    const narrow = width < 720;
    const visit = await site.visit({ width, height, touch: narrow, reduced: true });
    await visit.go();
    const { page } = visit;
    await page.locator('#lessons').click();
    for (const lesson of lessons) {
      if (!('ask' in lesson)) {
        for (const k of lesson.stops.keys()) {
          await page.locator(`.lesson-step[data-step="${k}"].now`).waitFor();
          await next(visit);
        }
      } else {
        await walk(visit, lesson, narrow, answers);
        if (lesson.number === 1) await accessible(visit, `${lesson.title}, ${width} px`);
        await next(visit);
      }
    }
    await page.getByRole('heading', { name: 'The note, marked up', exact: true }).waitFor();
    const { coda } = await import('../../www/lessons/text/coda.js');
    const words = await page.locator('.coda-word').allTextContents();
    assert.deepEqual(
      words,
      coda.map((statement) => statement.verdict(recorded)),
    );
    await accessible(visit, `the coda, ${width} px`);
    await next(visit);
    await page.getByRole('heading', { name: 'Pick two, run, compare' }).waitFor();
    assert.equal(await page.locator('.stop.seen').count(), lessons.length + 2, 'all were seen');
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
    await visit.leave();
  });
}

test('another setup is the reader’s own; one button leads back; what was answered is kept over a reload', async () => {
  const visit = await site.visit({ width: 1440, height: 1000 });
  await visit.go('lesson=9');
  const { page } = visit;
  const lesson = /** @type {Lesson} */ (lessons[9]);
  await page.locator('.lesson-title', { hasText: lesson.title }).waitFor();
  const back = page.getByRole('button', { name: 'Back to the lesson’s setup' });
  assert.equal(await back.isVisible(), false);
  await page.locator(`.choice input[value="${lesson.choices[1]?.id}"]`).check();
  await page.evaluate(() => globalThis.skipscape.setState('depth=8&lesson=9'));
  await back.click();
  await back.waitFor({ state: 'hidden' });
  assert.match(await page.evaluate(() => location.hash), /lesson=9/);
  await page.reload();
  await page.locator(`.choice input[value="${lesson.choices[1]?.id}"]:checked`).waitFor();
  await page.getByRole('button', { name: 'Leave the lesson' }).click();
  await page.locator('.instruments-head').waitFor();
  await page.goBack();
  await page.locator('.lesson-title', { hasText: lesson.title }).waitFor();
  await visit.leave();
});

test('a word of the glossary says what it means by pointer and by keys, and all words stand on a sheet', async () => {
  const visit = await site.visit({ width: 1440, height: 1000 });
  await visit.go('lesson=1');
  const { page } = visit;
  const term = page.locator('.lesson-step .term').first();
  await term.hover();
  await page.locator('.meaning').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.meaning').isVisible(), false);
  await term.focus();
  await page.locator('.meaning').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Glossary' }).click();
  const { glossary } = await import('../../www/lessons/text/glossary.js');
  assert.equal(await page.locator('.glossary dt').count(), glossary.length);
  await accessible(visit, 'the glossary');
  await visit.leave();
});

/** Whether all of something stands in the window, and nothing covers it. @param {import('playwright-core').Locator} part */
const seen = (part) =>
  part.evaluate((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    const at = document.elementFromPoint((left + right) / 2, bottom - 2);
    return top >= 0 && bottom <= innerHeight && at !== null && (one.contains(at) || at.contains(one));
  });

test('all answers of a question are on a desk’s screen and a laptop’s, and on a small one three at least', async () => {
  for (const { width, height, least } of [
    { width: 1440, height: 1000, least: 4 },
    { width: 1440, height: 900, least: 4 },
    { width: 1280, height: 800, least: 3 },
  ]) {
    const visit = await site.visit({ width, height, reduced: true });
    await visit.go('lesson=1');
    const { page } = visit;
    for (const lesson of lessons) {
      if (!('ask' in lesson)) continue;
      await page.evaluate((text) => globalThis.skipscape.setState(text), `lesson=${lesson.number}`);
      await page.locator('.lesson-title', { hasText: `Lesson ${lesson.number} of` }).waitFor();
      for (const choice of (await page.locator('.choice').all()).slice(0, least)) {
        assert.ok(await seen(choice), `${width}×${height}, lesson ${lesson.number}: ${await choice.innerText()}`);
      }
    }
    await visit.leave();
  }
});

test('a sentence of the note is measured here', async () => {
  const visit = await site.visit({ width: 1440, height: 1000 });
  await visit.go('lesson=coda');
  const { page } = visit;
  const { coda } = await import('../../www/lessons/text/coda.js');
  const k = coda.findIndex(({ claims }) => claims.length === 1 && claims[0] === 'C3a');
  const row = page.locator('.coda-row').nth(k);
  // Its setup is run and seen, and a button leads back to it.
  await row.locator('.link').first().click();
  await visit.until(() => globalThis.skipscape.getState().step > 0);
  const back = page.getByRole('button', { name: 'Back to the sentence' });
  assert.ok(await seen(back), 'the way back is not on the screen');
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  assert.ok(await seen(back), 'the way back scrolls away');
  await back.click();
  assert.ok(await row.evaluate((one) => one.getBoundingClientRect().top < innerHeight));
  await row.getByRole('button', { name: 'Measure it here' }).click();
  await row.getByText('Measured here, one start.').waitFor({ timeout: 60_000 });
  const { runs } = recorded('C3a');
  const [first] = runs;
  const { withMore } = await import('../../www/lessons/recorded.js');
  const spread = (/** @type {number | null | undefined} */ v) => ({ median: v ?? 0, min: v ?? 0, max: v ?? 0 });
  const one = withMore({ ...recorded('C3a'), runs: runs.slice(0, 1), a: spread(first?.a), b: spread(first?.b) });
  const says = coda[k]?.says((id) => (id === 'C3a' ? one : recorded(id))) ?? '';
  assert.equal(((await row.locator('.coda-says').textContent()) ?? '').replace(/\s+/g, ' ').trim(), read(says));
  await visit.leave();
});

for (const [width, height] of /** @type {const} */ ([
  [1440, 1000],
  [390, 844],
])) {
  test(`the shortcut lab compares two of the family, by keys and by the line, at ${width} px`, async () => {
    const narrow = width < 720;
    const visit = await site.visit({ width, height, touch: narrow, reduced: true });
    await visit.go('lesson=lab');
    const { page } = visit;
    const [a, b] = [page.getByLabel('Network A', { exact: true }), page.getByLabel('Network B', { exact: true })];
    const said = async () =>
      ((await page.locator('.lab .lesson-verdict').textContent()) ?? '').replace(/\s+/g, ' ').trim();
    const cost = async () => ((await page.locator('.lab-cost').textContent()) ?? '').trim();
    await a.waitFor();
    const box = await page.getByRole('button', { name: 'Run both' }).boundingBox();
    assert.ok(box && box.y + box.height < height, 'what runs them lies on the first screen');
    if (narrow) assert.ok(box.height >= 44);

    // Two are chosen; the page has them, and the run says what came of them.
    await a.selectOption('rezero');
    await b.selectOption('dense');
    await visit.until(() => /^depth=32&a\.shortcut=rezero&shortcut=dense/.test(globalThis.skipscape.getState().scene));
    await page.getByRole('button', { name: 'Run both' }).focus();
    await page.keyboard.press('Enter');
    await visit.until(() => globalThis.skipscape.getState().done, null, 90_000);
    await page.locator('.lab .lesson-verdict', { hasText: 'After 300 steps' }).waitFor();
    const state = await visit.state();
    const seen = await page.locator('.lab-cost').textContent();
    for (const side of /** @type {const} */ (['a', 'b']))
      assert.ok(seen?.includes(state[side].parameters.toLocaleString('en')), `${seen} has the parameters of ${side}`);
    const { text } = await import('../../www/format.js');
    for (const side of /** @type {const} */ (['a', 'b']))
      assert.ok(
        (await said()).includes(read(text(state[side].loss ?? Number.NaN))),
        `${await said()}: ${state[side].loss}`,
      );

    // Ten starts, each trained beside the page: what is there so far is said, and stays when it is stopped.
    await page.getByRole('button', { name: 'Try 10 starts' }).click();
    await page
      .locator('.lab .starts-words', { hasText: 'Training loss, after 300 steps: median' })
      .waitFor({ timeout: 60_000 });
    await page.locator('.lab .starts').getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.lab .starts', { hasText: /Stopped after \d of 10/ }).waitFor();

    // The line sets a network too; what a model cannot have says why, and gives way.
    await page.getByRole('button', { name: 'Highway as A' }).click();
    await visit.until(() => /a\.shortcut=highway/.test(globalThis.skipscape.getState().scene));
    assert.equal(await a.inputValue(), 'highway');
    await page.getByRole('radio', { name: 'Transformer' }).click();
    await visit.until(() => /model=transformer/.test(globalThis.skipscape.getState().scene));
    assert.deepEqual([await a.inputValue(), await b.inputValue()], ['highway', 'pre-norm']);
    await page.locator('[data-kin="dense"] .kin-why', { hasText: 'tokens keep their width' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'DenseNet as A' }).count(), 0);
    assert.match(await page.locator('[data-kin="unet"] .kin-why').innerText(), /not trained/);
    assert.match(await cost(), /parameters/);
    await accessible(visit, `the shortcut lab, ${width} px`);

    // A link holds them: who opens it has the same two.
    await page.reload();
    await page.locator('.lab').waitFor();
    assert.deepEqual([await a.inputValue(), await b.inputValue()], ['highway', 'pre-norm']);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
    await visit.leave();
  });
}

test('a setup that a lesson links to is seen: its instrument, or the networks; the columns show what the lesson is about', async () => {
  const visit = await site.visit({ width: 1440, height: 1000 });
  await visit.go('lesson=8');
  const { page } = visit;
  const shown = () => page.locator('#shows [aria-checked="true"]').textContent();
  await page.locator('.lesson-title', { hasText: 'Lesson 8' }).waitFor();
  assert.equal(
    await page.locator('.instruments').isVisible(),
    false,
    'the instruments stand there before the question',
  );
  assert.match((await shown()) ?? '', /turn/);
  for (let k = 0; k < 3; k++) await next(visit);
  await page.getByRole('button', { name: 'How far weights move' }).click();
  const panel = page.locator('#panel-weights');
  await panel.locator('.chart-exhibit').waitFor({ timeout: 60_000 });
  assert.ok(await panel.evaluate((one) => one.getBoundingClientRect().top < innerHeight), 'it lies below the screen');
  await page.getByRole('button', { name: '9: Taking layers out', exact: true }).click();
  await page.locator('.lesson-title', { hasText: 'Lesson 9' }).waitFor();
  assert.match((await shown()) ?? '', /gradient/);
  await visit.leave();
});

test('on a phone the tour has its maps, a held layer its card, and the glossary and the way out are there', async () => {
  const visit = await site.visit({ width: 390, height: 844, touch: true, reduced: true });
  await visit.go('lesson=0');
  const { page } = visit;
  const maps = page.locator('.lane .map');
  await page.locator('.lesson-title').waitFor();
  assert.equal(await maps.first().isVisible(), true, 'the points are spoken of');
  await next(visit);
  await maps.first().waitFor({ state: 'hidden' });

  await page.evaluate(() => globalThis.skipscape.setState('lesson=12'));
  const stop = page.locator('.stop[aria-current]');
  await page.locator('.stop[aria-current]', { hasText: '12' }).waitFor();
  const box = await stop.boundingBox();
  assert.ok(box && box.x >= 0 && box.x + box.width <= 390, 'the stop that one is at lies off the screen');

  await page.evaluate(() => globalThis.skipscape.setState('lesson=9'));
  await page.locator('.lesson-title', { hasText: 'Lesson 9' }).waitFor();
  await page.locator('.lesson-step[data-step="0"].now').waitFor();
  await next(visit);
  await next(visit);
  await visit.until(() => globalThis.skipscape.getState().done, null, 60_000);
  await page.locator('#strip-a').tap();
  await page.locator('#card').getByRole('button', { name: 'Remove' }).first().tap();
  await page.locator('#card').getByRole('button', { name: 'Put back' }).waitFor();
  const tag = page.locator('#removed-a');
  await tag.getByText(/accuracy \d.* → \d/).waitFor();
  assert.ok(await seen(tag), 'what the removal does is not on the screen');

  await page.evaluate(() => globalThis.skipscape.setState('depth=8&lesson=9'));
  await page.locator('.lesson-nav').getByRole('button', { name: 'Run it' }).click();
  await visit.until(() => globalThis.skipscape.getState().done, null, 60_000);
  await page.getByRole('button', { name: 'Back to the lesson’s setup' }).click();
  await page.getByRole('button', { name: 'Glossary' }).click();
  await page.locator('.glossary').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Leave the lesson' }).click();
  await page.locator('.instruments-head').waitFor();
  await visit.leave();
});
