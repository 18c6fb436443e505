// What a column of the lanes is called: a layer, a block of a stage, one half of a transformer's layer.

/** @typedef {import('./types.js').Side} Side */
/** @typedef {import('./state.js').PageState} Page */
/** @typedef {'attention' | 'feed-forward' | null} Kind */

/** Stages of a convnet, as the engine has them. */
const STAGES = 3;

/** The kind of network that stands. @param {Page} page */
export const modelOf = (page) => page.setting('b', 'model') || 'mlp';

/** What a column is, in a word. @param {Page} page */
export const unitOf = (page) => (modelOf(page) === 'mlp' ? 'layer' : 'block');

/** What is learnt from, one by one. @param {{[key: string]: string | undefined}} settings  of a network */
export const examplesOf = ({ model, data }) =>
  model === 'transformer' ? 'sequences' : model === 'convnet' || data === 'digits' ? 'images' : 'points';

/**
 * A text that speaks of layers, in the word for what the model that stands has a shortcut round.
 * @param {string} unit  `layer` or `block`
 * @param {string} text
 */
export const inUnits = (unit, text) =>
  unit === 'layer' ? text : text.replaceAll(/\blayer/g, 'block').replaceAll(/\bLayer/g, 'Block');

/** What a column of a transformer does; null for others. @param {Page} page @param {number} column  from 1 @returns {Kind} */
export const kindOf = (page, column) =>
  modelOf(page) !== 'transformer' ? null : column % 2 === 1 ? 'attention' : 'feed-forward';

/**
 * The columns after which a new part of the network begins, with what begins there: stages of a convnet, layers of a transformer.
 * @param {Page} page
 * @param {Side} side
 * @returns {{ after: number, name: string }[]}
 */
export function partsOf(page, side) {
  const model = modelOf(page);
  if (model === 'mlp') return [];
  const { depth } = page.shown[side];
  const each = model === 'convnet' ? Math.max(1, depth / STAGES) : 2;
  const word = model === 'convnet' ? 'stage' : 'layer';
  return Array.from({ length: Math.ceil(depth / each) }, (_, k) => ({ after: k * each, name: `${word} ${k + 1}` }));
}

/**
 * A column's place in its network: `stage 2`, `layer 2, attention`; empty where its number says all.
 * @param {Page} page
 * @param {Side} side
 * @param {number} column  from 1
 */
export function placeOf(page, side, column) {
  const part = partsOf(page, side).findLast(({ after }) => column > after);
  return [part?.name, kindOf(page, column)].filter(Boolean).join(', ');
}

/**
 * A column's whole name: `layer 5`, `block 5, stage 2`, `layer 2, attention`.
 * @param {Page} page
 * @param {Side} side
 * @param {number} column  from 1
 */
export function columnName(page, side, column) {
  const place = placeOf(page, side, column);
  if (modelOf(page) === 'transformer') return place;
  return `${unitOf(page)} ${column}${place && `, ${place}`}`;
}

/**
 * The kind of the shortcut round each column.
 * @param {Page} page
 * @param {Side} side
 * @returns {string[]}
 */
export function shortcutsOf(page, side) {
  const whole = page.setting(side, 'shortcut');
  const own = (/** @type {string} */ key) => {
    const kind = page.setting(side, key);
    return kind === 'shortcut' ? whole : kind;
  };
  const { depth } = page.shown[side];
  if (modelOf(page) !== 'transformer') return Array(depth).fill(whole);
  const halves = [own('shortcut.attention'), own('shortcut.mlp')];
  return Array.from({ length: depth }, (_, k) => /** @type {string} */ (halves[k % 2]));
}
