// The coda: the note marked up, each sentence with what the measurements make of it, its numbers and its setup.

import { el, fill } from '../dom.js';
import { makeGauge } from '../instruments/gauge.js';
import { keep } from './progress.js';
import { recorded, withMore } from './recorded.js';
import { rich } from './rich.js';
import { coda } from './text/coda.js';

/** @typedef {import('./types.d.ts').Recorded} Recorded */
/** @typedef {import('./types.d.ts').Statement} Statement */

/** The words in the order of the summary; those that begin so count together. */
const WORDS = ['holds', 'holds only', 'true, and half of it', 'not as said', 'false'];

/** @param {string} word */
const kind = (word) => (word.startsWith('holds only') ? 'holds only' : word);

/**
 * @param {import('../page.js').Page} page
 * @param {{ see: (scene: string, from: Element) => Promise<void>, open: (place: number) => void }} frame  `see` runs a setup and shows it
 */
export function makeCoda(page, frame) {
  /** Claims that were measured here, over the record. @type {Map<string, Recorded>} */
  const here = new Map();
  const of = (/** @type {string} */ id) => here.get(id) ?? recorded(id);
  const summary = el('p', { class: 'coda-summary' });
  const rows = coda.map((statement) => row(statement));
  const check = el('button', { type: 'button', class: 'button' }, 'Check the note yourself');
  check.addEventListener('click', () => page.ask('note'));

  /** @param {Statement} statement */
  function row(statement) {
    const word = el('b', { class: 'coda-word' });
    const says = el('p', { class: 'coda-says' });
    const source = el('span', { class: 'coda-source' });
    /** @type {AbortController | null} */
    let stop = null;
    const gauge = makeGauge(() => {
      if (stop) {
        stop.abort();
        stop = null;
        tell('');
      } else void measure();
    });
    /** @param {string} text */
    function tell(text) {
      const action = statement.claims.length === 0 ? '' : stop ? 'Cancel' : 'Measure it here';
      gauge.show({ says: text, share: null, action });
    }
    async function measure() {
      const mine = new AbortController();
      stop = mine;
      const seed = Number(page.setting('a', 'seed'));
      tell('Measuring.');
      try {
        for (const id of statement.claims) {
          const verdict = await page.lab?.claim(id, [seed], { signal: mine.signal });
          if (verdict) here.set(id, withMore(/** @type {any} */ (verdict)));
        }
        stop = null;
        tell('');
        for (const one of rows) one.show();
        count();
      } catch (error) {
        if (mine.signal.aborted) return;
        stop = null;
        tell(error instanceof Error ? error.message : String(error));
      }
    }
    const links = el('span', { class: 'coda-links' });
    const { scene, lesson } = statement;
    if (scene) {
      const open = el('button', { type: 'button', class: 'link' }, rich(scene.label));
      open.addEventListener('click', () => void frame.see(scene.scene, open));
      links.append(open);
    }
    if (lesson !== undefined) {
      const to = el('button', { type: 'button', class: 'link' }, `Lesson ${lesson}`);
      to.addEventListener('click', () => frame.open(lesson));
      links.append(to);
    }
    tell('');
    return {
      element: el(
        'li',
        { class: 'coda-row' },
        el('p', { class: 'coda-note' }, rich(statement.note)),
        el(
          'div',
          { class: 'coda-verdict' },
          word,
          says,
          el('div', { class: 'coda-foot' }, source, links, gauge.element),
        ),
      ),
      word: () => statement.verdict(of),
      show() {
        const said = statement.verdict(of);
        fill(word, said);
        word.dataset.word = kind(said);
        fill(says, ...rich(statement.says(of)));
        const live = statement.claims.some((id) => here.has(id));
        const [first] = statement.claims;
        const starts = first === undefined ? 0 : of(first).runs.length;
        fill(source, starts === 0 ? '' : live ? 'Measured here, one start.' : `Recorded, ${starts} starts.`);
      },
      leave: () => stop?.abort(),
    };
  }

  function count() {
    const words = rows.map((one) => kind(one.word()));
    const told = WORDS.map((word) => ({ word, times: words.filter((one) => one === word).length }));
    const list = told.filter(({ times }) => times > 0).map(({ word, times }) => `${word}: ${times}`);
    fill(summary, `${rows.length} sentences. ${list.join(', ')}.`);
  }

  for (const one of rows) one.show();
  count();
  const heading = el('h3', { id: 'lesson-step-0', tabindex: -1 }, 'The note, marked up');
  return {
    element: el(
      'div',
      { class: 'coda' },
      heading,
      summary,
      check,
      el(
        'ol',
        { class: 'coda-list' },
        rows.map((one) => one.element),
      ),
    ),
    scenes: /** @type {string[]} */ ([]),
    stage: '',
    covered: () => false,
    open: () => true,
    step: 0,
    measured: true,
    last: 0,
    show: () => keep('coda', { step: 0, done: true }),
    next: () => '',
    focus: () => heading.focus({ preventScroll: true }),
    draw() {},
    leave() {
      for (const one of rows) one.leave();
    },
  };
}
