// The measured sentences of the page. Each says what is so, with its numbers and when; none says why.
import { count, nodes, parts, powerNodes, text } from './format.js';
import { valueAt } from './scales.js';

/** @typedef {import('./protocol.js').Frame} Frame */
/** @typedef {import('./scales.js').Quantity} Quantity */

/**
 * A number of which only the logarithm is at hand: it may lie below the smallest that a double holds.
 * @param {number} log  log10
 * @returns {Node[]}
 */
export function logNodes(log) {
  if (!Number.isFinite(log) || Math.abs(log) < 300) return nodes(10 ** log, 2);
  const exponent = Math.floor(log);
  return powerNodes(parts(10 ** (log - exponent), 2).digits, exponent);
}

/**
 * The same as plain text.
 * @param {number} log
 */
export function logText(log) {
  if (!Number.isFinite(log) || Math.abs(log) < 300) return text(10 ** log, 2);
  return logNodes(log)
    .map((node) => node.textContent)
    .join('');
}

/**
 * @typedef {object} Summary
 * @property {number} low       smallest value over the layers, log10
 * @property {number} lowAt     its layer
 * @property {number} high
 * @property {number} highAt
 * @property {number} first     layer 1's
 * @property {number} median
 */

/**
 * @param {Frame} frame
 * @param {number} depth
 * @param {Quantity} quantity
 * @param {boolean} relative
 * @returns {Summary | null}  null where nothing is defined
 */
export function summary(frame, depth, quantity, relative) {
  const all = [];
  for (let layer = 1; layer <= depth; layer++) {
    const value = valueAt(frame, quantity, layer, relative);
    if (!Number.isNaN(value)) all.push({ layer, value });
  }
  const sorted = [...all].sort((p, q) => p.value - q.value);
  const low = sorted[0];
  const high = sorted.at(-1);
  if (!low || !high) return null;
  return {
    low: low.value,
    lowAt: low.layer,
    high: high.value,
    highAt: high.layer,
    first: valueAt(frame, quantity, 1, relative),
    median: sorted[Math.floor(sorted.length / 2)]?.value ?? Number.NaN,
  };
}

/**
 * What a lane's bars show, in one sentence.
 * @param {Frame} frame
 * @param {Frame | null} start  the frame of step 0, where it has all its layers
 * @param {number} depth
 * @param {Quantity} quantity
 * @param {boolean} relative
 * @param {string} [unit]  what a column is
 * @returns {(string | Node)[]}
 */
export function laneSentence(frame, start, depth, quantity, relative, unit = 'layer') {
  const now = summary(frame, depth, quantity, relative);
  if (!now) return ['Nothing is defined here: the gradient is exactly 0, or not a number.'];
  const before = start && start.step !== frame.step ? summary(start, depth, quantity, relative) : null;
  if (quantity === 'gradient') return gradientSentence(now, before, depth, relative, unit);
  const most = [`; most at ${unit} ${now.highAt}, by `, ...logNodes(now.high), '.'];
  const from = [...logNodes(now.median), ...(quantity === 'turn' ? [' (1 − cos)'] : [' of its size'])];
  const verb = quantity === 'turn' ? 'turn' : 'change';
  return [`Half of the ${unit}s ${verb} h by `, ...from, ' or more', ...since(before?.median), ...most];
}

/** @param {number | undefined} value */
function since(value) {
  return value === undefined ? [] : [' (at start ', ...logNodes(value), ')'];
}

/**
 * @param {Summary} now
 * @param {Summary | null} before
 * @param {number} depth
 * @param {boolean} relative
 * @param {string} unit
 * @returns {(string | Node)[]}
 */
function gradientSentence(now, before, depth, relative, unit) {
  if (depth === 1) return [`One ${unit}: there is nothing to compare its gradient with.`];
  if (!relative) {
    return [
      'The gradient is ',
      ...logNodes(now.first),
      ` at ${unit} 1`,
      ...since(before?.first),
      ', smallest at ',
      `${unit} ${now.lowAt}: `,
      ...logNodes(now.low),
      '.',
    ];
  }
  // Which end is farther from 1: what shrinks, or what grows?
  if (-now.low > now.high && now.low < -0.5) {
    const where = now.lowAt === 1 ? ` at ${unit} 1` : `, lowest at ${unit} ${now.lowAt}`;
    return [
      'The gradient shrinks to ',
      ...logNodes(now.low),
      ` of the last ${unit}’s`,
      where,
      ...since(before?.low),
      '.',
    ];
  }
  if (now.high > 0.5) {
    return [
      'The gradient grows to ',
      ...logNodes(now.high),
      ` times the last ${unit}’s at ${unit} ${now.highAt}`,
      ...since(before?.high),
      '; even would be 1.',
    ];
  }
  return [
    `The gradient at ${unit} 1 is `,
    ...logNodes(now.first),
    ` times the last ${unit}’s`,
    ...since(before?.first),
    '; even would be 1.',
  ];
}

/**
 * The two losses side by side, for the rail between the lanes: a lead and what is to be read first.
 * @param {number} a
 * @param {number} b
 * @param {string} [examples]  what is learnt from
 * @returns {{ lead: string, strong: (string | Node)[] }}
 */
export function apart(a, b, examples = 'points') {
  const lead = `Same ${examples}, same steps:`;
  if (!Number.isFinite(a) || !Number.isFinite(b)) return { lead, strong: ['one of them has diverged'] };
  const ratio = Math.max(a, b) / Math.min(a, b);
  if (!(ratio >= 1.05)) return { lead, strong: [ratio === 1 ? 'the same loss' : 'nearly the same loss'] };
  const times = ratio < 1000 ? nodes(ratio, 2) : ratio < 1e9 ? [rounded(ratio)] : nodes(ratio, 2);
  return { lead, strong: ['losses ', ...times, ' times apart'] };
}

/**
 * Two digits of a large number, written out: 20,000.
 * @param {number} value
 */
function rounded(value) {
  return count(Number(value.toPrecision(2)));
}

/**
 * What a network's shortcut makes of its name.
 * @param {string} shortcut
 */
export function networkName(shortcut) {
  if (shortcut === 'none') return 'without shortcut';
  if (shortcut === 'identity') return 'with shortcut';
  /** @type {Record<string, string>} */
  const words = { rezero: 'with ReZero', highway: 'with highway gate', dense: 'with dense links' };
  return words[shortcut] ?? `with ${shortcut}`;
}
