// Sentences with numbers in them: powers of ten as superscripts, ratios and times as words.

import { count, text } from '../format.js';

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A sentence as nodes: raised figures (10⁻¹³) become superscripts that any font can draw.
 * @param {string} sentence
 * @returns {Node[]}
 */
export function rich(sentence) {
  // A number does not part from its power at a line's end.
  return sentence
    .replaceAll(' × ', '\u00a0×\u00a0')
    .split(/([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)/)
    .map((piece, k) => {
      if (k % 2 === 0) return document.createTextNode(piece);
      const sup = document.createElement('sup');
      sup.textContent = [...piece].map((c) => (c === '⁻' ? '−' : String(RAISED.indexOf(c)))).join('');
      return sup;
    });
}

/**
 * Puts a sentence where it differs from the one that stands there, so that nothing is laid out anew for nothing.
 * @param {HTMLElement} element
 * @param {string} sentence
 */
export function write(element, sentence) {
  if (element.dataset.said === sentence) return;
  element.dataset.said = sentence;
  element.replaceChildren(...rich(sentence));
}

/**
 * A ratio to 1 as words: `1/30`, `4 × 10⁻¹³`, `8 times`.
 * @param {number} value
 */
export function ratio(value) {
  if (Number.isNaN(value)) return 'not defined';
  if (value === 0) return 'exactly 0';
  if (!Number.isFinite(value)) return 'more than a number here can hold';
  if (value >= 1e4) return `${text(value, 2)} times`;
  if (value < 1e-3) return text(value, 2);
  if (value >= 1.05) return `${text(two(value), 2)} times`;
  if (value > 0.5) return text(value, 2);
  return `1/${text(two(1 / value), 2)}`;
}

/**
 * How many times apart two sizes are: `20,000`, `1.4`.
 * @param {number} one
 * @param {number} other
 */
export function times(one, other) {
  const apart = Math.max(one, other) / Math.min(one, other);
  if (!Number.isFinite(apart)) return '–';
  if (apart >= 1e6) return text(apart, 2);
  return apart < 10 ? text(two(apart), 2).replace(/\.0$/, '') : count(two(apart));
}

/**
 * Rounded to two digits that count.
 * @param {number} value
 */
function two(value) {
  return Number(value.toPrecision(2));
}

/**
 * Seconds as words: `2 s`, `1 min 20 s`.
 * @param {number} seconds
 */
export function duration(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/**
 * `at the start`, `after 1 step`, `after 300 steps`.
 * @param {number} step
 */
export function when(step) {
  if (step === 0) return 'at the start';
  return step === 1 ? 'after 1 step' : `after ${count(step)} steps`;
}

/**
 * The first letter large.
 * @param {string} sentence
 */
export function capital(sentence) {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/**
 * What the two networks are called in sentences: by their shortcut where only one has one, else by letter.
 * @param {import('../types.d.ts').SceneInfo} info
 * @returns {Record<import('../types.d.ts').Side, string>}
 */
export function names(info) {
  const { a, b } = info.settings;
  return a.shortcut === 'none' && b.shortcut !== 'none' ? { a: 'without', b: 'with' } : { a: 'in A', b: 'in B' };
}

/**
 * What stands after the letter in a figure: `without`, or the shortcut where both have one.
 * @param {import('../types.d.ts').SceneInfo} info
 * @returns {Record<import('../types.d.ts').Side, string>}
 */
export function kinds(info) {
  const { a, b } = names(info);
  if (a === 'without') return { a, b };
  const word = (/** @type {string | undefined} */ shortcut) => (shortcut === 'none' ? 'without' : (shortcut ?? ''));
  return { a: word(info.settings.a.shortcut), b: word(info.settings.b.shortcut) };
}
