// What is said of a slice: its sentence, its numbers, and when another setup would say more.

import { el, fill } from '../dom.js';
import { count, nodes, text } from '../format.js';
import { capital, kinds, names, times, when } from './sentence.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Side} Side */
/** @typedef {import('../slice.js').Facts} Facts */
/** @typedef {import('./measuring.js').Measuring} Measuring */

const NARROW = matchMedia('(width < 720px)');

/**
 * @param {App} app
 * @param {Measuring} measuring
 */
export function headline(app, measuring) {
  const name = names(app.info());
  const { facts, wish } = measuring;
  if (!facts || !wish) return 'The training loss around each network’s weights.';
  if (wish.plane === 'between') {
    const ends = (/** @type {Facts} */ f) =>
      `${text(f.path[0]?.loss ?? Number.NaN)} to ${text(f.centre ?? Number.NaN)}`;
    return `Loss from start to end: ${ends(facts.a)} ${name.a}, ${ends(facts.b)} ${name.b}.`;
  }
  if (wish.plane === 'trajectory') {
    const held = (/** @type {Facts} */ f) =>
      percent((f.explained?.[0] ?? Number.NaN) + (f.explained?.[1] ?? Number.NaN));
    return `The plane holds ${held(facts.a)} of the path ${name.a}, ${held(facts.b)} ${name.b}.`;
  }
  const [a, b] = [facts.a.roughness ?? Number.NaN, facts.b.roughness ?? Number.NaN];
  if (Number.isNaN(a) || Number.isNaN(b))
    return 'A loss in this slice is no longer a number, so its roughness is not defined.';
  const ratio = a / b;
  const both = `roughness ${text(a, 2)} ${name.a}, ${text(b, 2)} ${name.b}`;
  if (ratio >= 2) return `This slice is ${times(a, b)} times smoother ${name.b}: ${both}.`;
  if (ratio <= 0.5) return `In this slice the order inverts: ${both}.`;
  return `This slice does not tell them apart: ${both}.`;
}

/**
 * @param {Measuring} measuring
 */
export function note(measuring) {
  const { facts, wish } = measuring;
  if (!facts || !wish) return 'Measured on the networks above, row by row.';
  return `${capital(when(wish.step))}.`;
}

/**
 * What the numbers of the slice are, and why there is no path in it.
 * @param {Measuring} measuring
 */
export function caption({ wish }) {
  const numbers =
    'Roughness is the mean size of the second differences over the range, on 21 × 21 points of half-width 1 whatever is drawn. On the same points, strict minima are those lower than all eight round them, and variation is how far the loss goes up and down along a line, over the range, in the mean over all lines both ways.';
  if (wish?.plane === 'random')
    return `${numbers} The path that training takes lies off a random plane, as far as the last column says, so it is not drawn.`;
  if (wish?.plane === 'hessian')
    return `${numbers} Both directions are of length 1. The path that training takes lies off their plane, as far as the last column says, so it is not drawn.`;
  return numbers;
}

/** @param {number} share */
function percent(share) {
  if (!Number.isFinite(share)) return '–';
  const hundred = 100 * share;
  return `${hundred > 99 && hundred < 100 ? hundred.toFixed(1) : hundred.toFixed(0)} %`;
}

/**
 * The numbers of the slice.
 * @param {App} app
 * @param {HTMLTableElement} table
 * @param {Measuring} measuring
 */
export function figures(app, table, measuring) {
  const { facts, wish } = measuring;
  const narrow = NARROW.matches;
  const key = JSON.stringify([facts?.a.roughness, facts?.b.roughness, wish, app.scene, narrow]);
  if (table.dataset.key === key) return;
  table.dataset.key = key;
  const { a, b } = kinds(app.info());
  const label = { a: `A, ${a}`, b: `B, ${b}` };
  const far = (/** @type {Facts} */ f) => (f.path.length ? Math.max(...f.path.map((point) => point.off)) : Number.NaN);
  const number = (/** @type {number | null} */ value) => nodes(value ?? Number.NaN);
  /** @type {[string, (f: Facts) => Node[] | string][]} */
  const measures = [
    ['roughness', (f) => number(f.roughness)],
    ['strict minima', (f) => count(f.minima)],
    ['variation ÷ range', (f) => number(f.variation)],
    ['loss at the dot', (f) => number(f.centre)],
    ['lowest', (f) => number(f.min)],
    ['highest', (f) => number(f.max)],
    ['path off the plane', (f) => number(far(f))],
  ];
  const cell = (/** @type {Side} */ side, /** @type {(f: Facts) => Node[] | string} */ of) =>
    el('td', {}, facts ? of(facts[side]) : '');
  const head = (/** @type {string} */ words, /** @type {string} */ scope, /** @type {string} */ name = '') =>
    el('th', { scope, class: name || false }, words);
  const title = el('caption', { class: 'spoken' }, 'Numbers of the slice');
  // A row for each network where there is room, a row for each measure where there is not.
  if (narrow) {
    const top = el('tr', {}, el('td', {}), head(label.a, 'col', 'colour-a'), head(label.b, 'col', 'colour-b'));
    const rows = measures.map(([words, of]) => el('tr', {}, head(words, 'row'), cell('a', of), cell('b', of)));
    fill(table, title, el('thead', {}, top), el('tbody', {}, rows));
    return;
  }
  const row = (/** @type {Side} */ side) =>
    el(
      'tr',
      {},
      head(label[side], 'row', `colour-${side}`),
      measures.map(([, of]) => cell(side, of)),
    );
  const top = el(
    'tr',
    {},
    el('td', {}),
    measures.map(([words]) => head(words, 'col')),
  );
  fill(table, title, el('thead', {}, top), el('tbody', {}, row('a'), row('b')));
}

/**
 * Says when the setup is one whose slices do not separate, and offers the one whose do.
 * @param {App} app
 * @param {Measuring} measuring
 * @param {HTMLElement} place
 */
export function propose(app, measuring, place) {
  const { b } = app.info().settings;
  const { facts, wish } = measuring;
  // What scaling does was measured of layers.
  const whole = b.model === 'mlp' && b.shortcut === 'identity' && b.scale !== 'depth';
  place.hidden = !whole || wish?.plane !== 'random' || !facts;
  if (place.hidden || !facts) return;
  const words = ' At scale 1 slices are not reliably apart; with the branch scaled they are: ';
  const span = place.querySelector('span');
  if (span && span.textContent !== words) span.textContent = words;
}
