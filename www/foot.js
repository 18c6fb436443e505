// Under a lane: which column is which. Layers have numbers, blocks of a convnet stand in stages, those of a transformer have names.
import { kindOf, modelOf, partsOf, unitOf } from './columns.js';
import { el } from './dom.js';
import { cellLeft, numbered } from './geometry.js';

/** @typedef {import('./types.js').Side} Side */
/** @typedef {import('./state.js').PageState} Page */
/** @typedef {import('./geometry.js').Layers} Layers */

/**
 * The marks under one network's columns.
 * @param {Page} page
 * @param {Side} side
 * @param {Layers} layers
 */
export function footMarks(page, side, layers) {
  const { depth } = page.shown[side];
  const model = modelOf(page);
  if (model === 'convnet') return stages(page, side, layers, depth);
  if (model === 'transformer' && layers.pitch >= 38) return halves(page, layers, depth);
  return numbered(layers, depth).map((layer, i, all) => {
    const first = cellLeft(layers, 1);
    if (i === 0) return mark(`${unitOf(page)} 1`, first, 'tick-first');
    if (i === all.length - 1) return mark(String(layer), cellLeft(layers, depth) + layers.cell, 'tick-last');
    return mark(String(layer), (layer - 0.5) * layers.pitch);
  });
}

/**
 * @param {string} words
 * @param {number} x
 * @param {string} [kind]
 */
function mark(words, x, kind) {
  const made = el('span', { class: kind ? `tick ${kind}` : 'tick' }, words);
  made.style.left = `${x}px`;
  return made;
}

/** @param {Page} page @param {Side} side @param {Layers} layers @param {number} depth */
function stages(page, side, layers, depth) {
  const parts = partsOf(page, side);
  const width = (depth / parts.length) * layers.pitch;
  const marks = parts.map(({ after, name }) => {
    const words = width >= 130 ? `${name}, block ${after + 1}` : width >= 52 ? name : name.replace(/\D+/, '');
    return mark(words, cellLeft(layers, after + 1), 'tick-first');
  });
  if (depth > parts.length && width >= 150)
    marks.push(mark(String(depth), cellLeft(layers, depth) + layers.cell, 'tick-last'));
  return marks;
}

/** @param {Page} page @param {Layers} layers @param {number} depth */
function halves(page, layers, depth) {
  return Array.from({ length: depth }, (_, k) => {
    const attends = kindOf(page, k + 1) === 'attention';
    const long = attends ? 'attention' : 'feed-forward';
    const word = layers.pitch >= 92 ? long : attends ? 'att' : 'ff';
    return mark(`${word} ${Math.floor(k / 2) + 1}`, (k + 0.5) * layers.pitch);
  });
}
