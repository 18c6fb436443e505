// The data sets as small pictures, drawn from the engine's own points.
import { modelOf } from './columns.js';
import { el, fill, setText } from './dom.js';
import { drawStrip } from './editmap.js';
import { drawMap } from './maps.js';
import { drawRows, isRows } from './outputs.js';
import { join, pairs } from './settings.js';

/** @typedef {import('./page.js').Page} Page */

/** Words under the pictures. */
/** @type {Record<string, string>} */
const WORDS = {
  spirals: 'two spirals',
  circles: 'circles',
  moons: 'moons',
  xor: 'xor',
  gauss: 'gauss',
  checker: 'checker',
  line: 'a line',
  edit: 'edit 2 of 16',
  digits: 'digits',
  reverse: 'reverse it',
  shift: 'shift by one',
  own: 'your own',
};

/**
 * @param {Page} page
 * @param {string[]} sets
 */
export function dataThumbs(page, sets) {
  const root = el('div', { class: 'thumbs', role: 'radiogroup', 'aria-label': 'Data' });
  const buttons = sets.map((name) => {
    const canvas = el('canvas', { 'aria-hidden': 'true' });
    const word = el('span', { class: 'thumb-word' }, name === 'own' ? '+ own' : '');
    const button = el(
      'button',
      { type: 'button', class: 'thumb', role: 'radio', title: WORDS[name] ?? name, 'aria-label': WORDS[name] ?? name },
      canvas,
      word,
    );
    button.addEventListener('click', () => {
      if (name === 'own') page.ask('own');
      else void choose(page, name);
    });
    if (name === 'own') button.classList.add('thumb-words');
    return { name, canvas, word, button };
  });
  fill(root, ...buttons.map(({ button }) => button));
  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const there = buttons.filter(({ button }) => !button.hidden);
    const at = there.findIndex(({ button }) => button === document.activeElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = there[(at + step + there.length) % there.length];
    next?.button.focus();
    if (next && next.name !== 'own') next.button.click();
  });

  let at = 0;
  /** One picture a turn, so that no turn of the page is long. */
  function paint() {
    const entry = buttons[at++];
    if (!entry || !page.engine) return;
    if (entry.name !== 'own' && !entry.button.hidden) {
      // Fewer points than the run has: at this size more would be a blot.
      const few = `points=120&test=8${modelOf(page) === 'mlp' ? '' : `&model=${modelOf(page)}`}`;
      const data = pointsOf(page.engine, few, entry.name);
      entry.button.classList.toggle('thumb-words', data === null);
      if (!data) setText(entry.word, WORDS[entry.name] ?? entry.name);
      else if (isRows(plain(data))) drawRows(entry.canvas, 48, 48, plain(data), null, { half: 'train' });
      else if (data.inputs > 2) {
        drawStrip(
          entry.canvas,
          48,
          { ...plain(data), test_inputs: data.train_inputs, test_targets: data.train_targets },
          data.train_targets,
          { colour: 'ink3' },
        );
      } else drawMap(entry.canvas, 48, plain(data), null, { points: 1.1 });
      data?.free?.();
    }
    setTimeout(paint);
  }
  function again() {
    at = 0;
    paint();
  }
  page.on('theme', again);
  let readable = '';

  return {
    root,
    /** @param {string} value */
    show(value) {
      const { reads } = page.info();
      const before = readable;
      // Digits have a picture once their file has come.
      readable = `${modelOf(page)} ${value === 'digits' || before.endsWith(' digits') ? 'digits' : ''}`;
      for (const { name, button } of buttons) {
        button.hidden = reads !== undefined && !reads.includes(name);
        button.setAttribute('aria-checked', String(name === value));
        button.tabIndex = name === value ? 0 : -1;
      }
      if (readable !== before) again();
    },
    /** @param {string} value */
    word: (value) => WORDS[value] ?? value,
  };
}

/**
 * Another set: what the reader's own rows brought into the setup goes with them.
 * @param {Page} page
 * @param {string} name
 */
function choose(page, name) {
  if (page.setting('b', 'data') !== 'own') return page.set('data', name);
  const brought = new Set(['data', 'own', 'loss']);
  return page.setScene(join([...pairs(page.scene).filter(([key]) => !brought.has(key)), ['data', name]]));
}

/**
 * A set's points; null for the digits before their file has come, which is not fetched for a thumbnail.
 * @param {import('./types.js').Engine} engine
 * @param {string} scene
 * @param {string} name
 */
function pointsOf(engine, scene, name) {
  try {
    return engine.data_info(engine.scene_set(scene, 'data', name), undefined);
  } catch {
    return null;
  }
}

/** @param {import('./types.js').DataInfo} data */
function plain({ inputs, outputs, answers, extent, classes, train_inputs, train_targets, test_inputs, test_targets }) {
  return { inputs, outputs, answers, extent, classes, train_inputs, train_targets, test_inputs, test_targets };
}
