// Ten starts: a study's headline number for ten seeds in a row, a mark for each, beside each network.

import { el, pixelRatio } from '../dom.js';
import { text } from '../format.js';
import { matter, pairs } from '../settings.js';
import { makeGauge, soFar } from './gauge.js';
import { capital, kinds, names, write } from './sentence.js';
import { inWords } from './units.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').StudyInfo} StudyInfo */

/** How many starts. */
const STARTS = 10;

/**
 * @param {App} app
 * @param {StudyInfo} study
 * @param {() => void} request
 */
export function makeStarts(app, study, request) {
  /** @type {'idle' | 'running' | 'done' | 'stopped' | 'failed'} */
  let state = 'idle';
  let why = '';
  /** Of what setup the numbers are. */
  let of = '';
  let scene = '';
  /** @type {Map<number, { a: number | null, b: number | null }>} */
  let there = new Map();
  let stop = new AbortController();
  let began = 0;
  let fresh = 0;

  const gauge = makeGauge(() => {
    if (state === 'running') cancel();
    else void start();
  });
  const words = el('p', { class: 'spoken starts-words' });
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const box = el('div', { class: 'chart chart-starts' }, canvas);
  let drawn = '';
  const element = el('section', { class: 'starts', 'aria-label': 'Ten starts' }, gauge.element, words, box);

  const seeds = () => {
    const first = Number(app.info().settings.a.seed);
    return Array.from({ length: STARTS }, (_, k) => (first + k) % 2 ** 32);
  };

  function cancel() {
    stop.abort();
    state = 'stopped';
    request();
  }

  async function start() {
    const { lab, engine, own } = app;
    if (!lab || !engine) return;
    stop.abort();
    const mine = new AbortController();
    stop = mine;
    if (of !== key()) there = new Map();
    of = key();
    scene = app.scene;
    state = 'running';
    began = performance.now();
    fresh = 0;
    const from = scene;
    const waiting = seeds().filter((seed) => !there.has(seed));
    request();
    const one = async () => {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        const found = await lab.study(study.name, {
          scene: engine.scene_set(from, 'seed', String(seed)),
          own,
          signal: mine.signal,
        });
        const { a, b } = JSON.parse(found.json());
        found.free();
        there.set(seed, { a, b });
        fresh++;
        request();
      }
    };
    try {
      await Promise.all(Array.from({ length: lab.size }, one));
      if (stop === mine) state = 'done';
    } catch (error) {
      if (stop === mine && !mine.signal.aborted) {
        mine.abort();
        state = 'failed';
        why = error instanceof Error ? error.message : String(error);
      }
    }
    request();
  }

  const key = () => matter(app.scene);
  const whose = () => {
    const list = [...there.keys()];
    const steps = study.on === 'networks' ? `, each trained for ${app.info().settings.a.steps} steps` : '';
    return `Seeds ${Math.min(...list)} to ${Math.max(...list)}${steps}.`;
  };
  const left = () => (fresh === 0 ? Number.NaN : ((performance.now() - began) / 1000 / fresh) * (STARTS - there.size));

  function tell() {
    const trains =
      study.on === 'networks'
        ? 'Each is trained to the end, in workers beside the page.'
        : 'Each is measured from its start.';
    const share = there.size / STARTS;
    if (state === 'running')
      gauge.show({
        says: `${there.size} of ${STARTS} starts: ${soFar(share, left())}`,
        share,
        action: 'Cancel',
        spoken: 'Measuring ten starts.',
      });
    else if (state === 'stopped')
      gauge.show({ says: `Stopped after ${there.size} of ${STARTS}.`, share: null, action: 'Go on' });
    else if (state === 'failed') gauge.show({ says: why, share: null, action: 'Try again' });
    else if (state === 'done')
      gauge.show({ says: whose(), share: null, action: '', spoken: 'Ten starts are measured.' });
    else gauge.show({ says: trains, share: null, action: `Try ${STARTS} starts` });
  }

  /**
   * A mark for each start, both networks on one axis, and their median and range in words.
   * @param {import('../types.d.ts').Engine} engine
   * @param {string} seeds  JSON
   */
  function strip(engine, seeds) {
    const width = box.clientWidth;
    const { a, b } = kinds(app.info());
    const told = {
      names: { a: `A, ${a}`, b: `B, ${b}` },
      width,
      theme: app.theme,
      pixel_ratio: pixelRatio(),
      ground: 'none',
    };
    const key = `${JSON.stringify(told)} ${seeds}`;
    if (width === 0 || key === drawn) return;
    drawn = key;
    write(words, sentence(app, study, seeds, scene));
    const height = engine.verdict_height(study.name, seeds, JSON.stringify(told));
    box.style.height = `${height}px`;
    engine.verdict_draw(study.name, seeds, canvas, JSON.stringify({ ...told, height }));
  }

  return {
    element,
    /** What runs stops; what was measured stays. */
    leave() {
      if (state === 'running') cancel();
    },
    draw() {
      if (of !== '' && of !== key() && state !== 'idle') {
        // Another setup: its starts are others.
        stop.abort();
        state = 'idle';
        there = new Map();
        of = '';
      }
      tell();
      const list = [...there].sort(([one], [other]) => one - other).map(([seed, numbers]) => ({ seed, ...numbers }));
      words.hidden = box.hidden = list.length === 0;
      if (list.length === 0 || !app.lab?.engine) return;
      strip(app.lab.engine, JSON.stringify(list.map(seeded)));
    },
  };
}

/**
 * A start as the engine reads it: a number that is not there is left out.
 * @param {{ seed: number, a: number | null, b: number | null }} one
 */
const seeded = ({ seed, a, b }) => ({
  seed,
  ...(a === null ? {} : { a }),
  ...(b === null ? {} : { b }),
  held: true,
  more: {},
});

/**
 * Median and range of each network, and whose seeds they are.
 * @param {App} app
 * @param {StudyInfo} study
 * @param {string} seeds  JSON
 * @param {string} scene
 */
function sentence(app, study, seeds, scene) {
  const name = names(app.info());
  /** @type {import('../types.d.ts').Verdict} */
  const verdict = JSON.parse(app.lab?.engine?.claim_judge(study.name, seeds));
  const { runs } = verdict;
  const told = (/** @type {'a' | 'b'} */ side) => {
    const spread = verdict[side];
    if (!spread) return `not a number in every start ${name[side]}`;
    const number = (/** @type {number | null} */ value) => text(value ?? Number.NaN);
    return `${number(spread.median)} ${name[side]}, from ${number(spread.min)} to ${number(spread.max)}`;
  };
  const steps = pairs(scene).find(([key]) => key === 'steps')?.[1] ?? app.info().settings.a.steps;
  const after = study.on === 'networks' ? `, after ${steps} steps` : '';
  return `${capital(inWords(app, study).headline_name)}${after}: median ${told('a')}; ${told('b')}. Seeds ${runs[0]?.seed} to ${runs.at(-1)?.seed}.`;
}
