// What was measured: the claims of a lesson at the run's own start, and a strip of ten starts.

import { el, pixelRatio, setText } from '../dom.js';
import { makeGauge } from '../instruments/gauge.js';
import { recorded } from './recorded.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('./types.d.ts').Seeded} Seeded */

/** Starts that are drawn, the recorded ones' seeds. */
const SEEDS = Array.from({ length: 10 }, (_, k) => k + 1);

/** What the two numbers of a claim are of, where it is not a network without shortcuts and one with. @type {Record<string, { a: string, b: string }>} */
const NAMES = {
  C1f: { a: '256 points, without', b: '32 points, with' },
  C4c: { a: 'paths of 20 and more', b: 'paths of at most 19' },
};

/**
 * The claims at one seed, measured in the lab. `tell` hears how many are done.
 * @param {App} app
 * @param {string[]} ids
 * @param {number} seed
 * @param {AbortSignal} signal
 * @param {(done: number) => void} tell
 * @returns {Promise<Record<string, Seeded>>}
 */
export async function measure(app, ids, seed, signal, tell) {
  const { lab } = app;
  if (!lab) throw new Error('The engine has not loaded yet.');
  let done = 0;
  const all = await Promise.all(
    ids.map(async (id) => {
      const seeded = await lab.seed(id, seed, { signal });
      tell(++done);
      return /** @type {const} */ ([id, /** @type {Seeded} */ (seeded)]);
    }),
  );
  return Object.fromEntries(all);
}

/**
 * Ten starts of a claim: the recorded ones, and on request those measured here.
 * @param {App} app
 * @param {string} id
 */
export function makeStrip(app, id) {
  const claim = recorded(id);
  /** @type {unknown[]} */
  let runs = claim.runs;
  let here = false;
  let drawn = '';
  /** @type {AbortController | null} */
  let stop = null;

  const canvas = el('canvas', { role: 'img' });
  const box = el('div', { class: 'chart chart-starts' }, canvas);
  const words = el('p', { class: 'strip-words' });
  const gauge = makeGauge(() => {
    if (stop) cancel();
    else void start();
  });
  const element = el(
    'div',
    { class: 'lesson-strip' },
    el('p', { class: 'strip-what' }, `Ten starts: ${claim.name}`),
    box,
    words,
    gauge.element,
  );

  function cancel() {
    stop?.abort();
    stop = null;
    tell('');
  }

  /** @param {string} says */
  function tell(says) {
    const action = stop ? 'Cancel' : here ? '' : 'Measure ten starts here';
    gauge.show({ says, share: stop ? runs.length / SEEDS.length : null, action });
  }

  async function start() {
    const mine = new AbortController();
    stop = mine;
    tell('Measuring.');
    try {
      const verdict = await app.lab?.claim(id, SEEDS, {
        signal: mine.signal,
        onVerdict(verdict) {
          runs = verdict.runs;
          here = true;
          tell(`${runs.length} of ${SEEDS.length} starts.`);
          draw();
        },
      });
      if (verdict) runs = verdict.runs;
      stop = null;
      tell('');
    } catch (error) {
      if (mine.signal.aborted) return;
      stop = null;
      tell(error instanceof Error ? error.message : String(error));
    }
    draw();
  }

  function draw() {
    const width = box.clientWidth;
    const engine = app.lab?.engine;
    if (width === 0) return;
    if (!engine) {
      app.lab?.load().then(draw, (error) => tell(error instanceof Error ? error.message : String(error)));
      return;
    }
    const seeds = JSON.stringify(runs);
    const told = {
      names: NAMES[id] ?? { a: 'without', b: 'with' },
      width,
      theme: app.theme,
      pixel_ratio: pixelRatio(),
      ground: 'none',
    };
    const key = `${JSON.stringify(told)} ${seeds}`;
    if (key === drawn) return;
    drawn = key;
    const height = engine.verdict_height(id, seeds, JSON.stringify(told));
    box.style.height = `${height}px`;
    engine.verdict_draw(id, seeds, canvas, JSON.stringify({ ...told, height }));
    canvas.setAttribute('aria-label', engine.verdict_summary(id, seeds, JSON.stringify(told)));
    const verdict = JSON.parse(engine.claim_judge(id, seeds));
    const where = here ? 'measured here' : 'recorded';
    const cells = verdict.of !== verdict.runs.length ? ' settings' : '';
    const held = verdict.holds === null ? '' : `: it held on ${verdict.held} of ${verdict.of}${cells}`;
    setText(words, `${verdict.runs.length} starts, ${where}${held}.`);
  }

  tell('');
  return { element, draw, leave: cancel };
}
