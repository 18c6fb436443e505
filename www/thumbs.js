// The data sets as small pictures, drawn from the engine's own points.
import { el, fill } from './dom.js';
import { drawStrip } from './editmap.js';
import { drawMap } from './maps.js';
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
    const button = el(
      'button',
      { type: 'button', class: 'thumb', role: 'radio', title: WORDS[name] ?? name, 'aria-label': WORDS[name] ?? name },
      name === 'own' ? el('span', { class: 'thumb-word' }, '+ own') : canvas,
    );
    button.addEventListener('click', () => {
      if (name === 'own') page.actions.own?.();
      else void choose(page, name);
    });
    return { name, canvas, button };
  });
  fill(root, ...buttons.map(({ button }) => button));
  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = buttons.findIndex(({ button }) => button === document.activeElement);
    if (step === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    next?.button.focus();
    if (next && next.name !== 'own') next.button.click();
  });

  let at = 0;
  /** One picture a turn, so that no turn of the page is long. */
  function paint() {
    const entry = buttons[at++];
    if (!entry || !page.engine) return;
    if (entry.name !== 'own') {
      // Fewer points than the run has: at this size more would be a blot.
      const data = page.engine.data_info(page.engine.scene_set('points=120', 'data', entry.name), undefined);
      if (data.inputs > 2) {
        drawStrip(
          entry.canvas,
          48,
          { ...plain(data), test_inputs: data.train_inputs, test_targets: data.train_targets },
          data.train_targets,
          { colour: 'ink3' },
        );
      } else drawMap(entry.canvas, 48, plain(data), null, { points: 1.1 });
      data.free?.();
    }
    setTimeout(paint);
  }
  function again() {
    at = 0;
    paint();
  }
  page.on('theme', again);
  again();

  return {
    root,
    /** @param {string} value */
    show(value) {
      for (const { name, button } of buttons) {
        button.setAttribute('aria-checked', String(name === value));
        button.tabIndex = name === value ? 0 : -1;
      }
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

/** @param {import('./types.js').DataInfo} data */
function plain({ inputs, outputs, extent, classes, train_inputs, train_targets, test_inputs, test_targets }) {
  return { inputs, outputs, extent, classes, train_inputs, train_targets, test_inputs, test_targets };
}
