// One lane: the elements that stand in it.
import { byId, el } from './dom.js';
import { readouts } from './readouts.js';

/** @typedef {import('./types.js').Side} Side */

/**
 * @typedef {object} Lane
 * @property {Side} side
 * @property {HTMLElement} root
 * @property {HTMLElement} name
 * @property {HTMLElement} formula
 * @property {HTMLElement} parameters
 * @property {HTMLElement} size
 * @property {HTMLElement} says
 * @property {HTMLElement} ways
 * @property {HTMLElement} strip
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} ring
 * @property {HTMLElement} axis
 * @property {HTMLElement} foot
 * @property {{ root: HTMLElement, says: HTMLElement, back: HTMLElement }} tag  what is told of removed layers
 * @property {HTMLElement} figure
 * @property {HTMLCanvasElement} map
 * @property {HTMLElement} caption
 * @property {ReturnType<typeof readouts>} readouts
 */

/**
 * @param {Side} side
 * @returns {Lane}
 */
export function buildLane(side) {
  const name = byId(`name-${side}`);
  const formula = el('p', { class: 'formula' });
  const parameters = el('p', { class: 'parameters' });
  const size = el('p', { class: 'parameters only-wide' });
  byId(`in-${side}`).append(formula, parameters, size);
  const says = el('p', { class: 'sentence', id: `says-${side}` });
  const ways = el('span', { class: 'ways' });
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const ring = el('div', { class: 'ring', hidden: true });
  const axis = el('div', { class: 'axis', 'aria-hidden': 'true' });
  const strip = el(
    'div',
    {
      class: 'strip',
      id: `strip-${side}`,
      role: 'slider',
      tabindex: '0',
      'aria-orientation': 'horizontal',
      'aria-valuemin': '1',
    },
    canvas,
    ring,
    axis,
  );
  // Its button stays the same from frame to frame: a press on it, and the keyboard's place, are not lost while the run goes on.
  const tag = { says: el('span', {}), back: el('button', { class: 'link', type: 'button' }) };
  const removed = el('div', { class: 'removed-tag', id: `removed-${side}`, hidden: true }, tag.says, tag.back);
  const foot = el('div', { class: 'lane-foot' });
  byId(`mid-${side}`).append(el('div', { class: 'lane-says' }, says, removed, ways), strip, foot);
  const map = el('canvas', { 'aria-hidden': 'true' });
  const caption = el('p', { class: 'map-words', hidden: true });
  const figure = el('div', { class: 'map', role: 'img', 'aria-label': 'what the network draws' }, map, caption);
  const numbers = readouts(side);
  // Beside a map without some layers: the numbers are of all of them.
  const whole = el('p', { class: 'of-whole' }, 'whole network');
  byId(`out-${side}`).append(figure, numbers.root, whole);
  const root = /** @type {HTMLElement} */ (figure.closest('.lane'));
  return {
    side,
    root,
    name,
    formula,
    parameters,
    size,
    says,
    ways,
    strip,
    canvas,
    ring,
    axis,
    foot,
    tag: { root: removed, ...tag },
    figure,
    map,
    caption,
    readouts: numbers,
  };
}
