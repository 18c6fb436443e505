// What the layers' bars show, and on which scale: the three quantities, their ranges and ticks. All on a log scale.

/** @typedef {import('./protocol.js').Frame} Frame */
/** @typedef {'gradient' | 'contribution' | 'turn'} Quantity */

/**
 * A scale from `lo` to `hi`, both powers of ten. Shared by the two networks and fixed for a run.
 * @typedef {object} Scale
 * @property {number} lo
 * @property {number} hi
 */

/** @type {Quantity[]} */
export const QUANTITIES = ['gradient', 'contribution', 'turn'];

/**
 * log10 of a quantity at layer `layer` (from 1). Gradients are the loss's by the layer's output, divided by the last layer's
 * where `relative`. NaN where it is not defined, −∞ where it is 0.
 * @param {Frame} frame
 * @param {Quantity} quantity
 * @param {number} layer
 * @param {boolean} relative
 */
export function valueAt(frame, quantity, layer, relative) {
  if (quantity === 'gradient') {
    const depth = frame.grad.length - 1;
    return (frame.grad[layer] ?? Number.NaN) - (relative ? (frame.grad[depth] ?? Number.NaN) : 0);
  }
  const value = (quantity === 'contribution' ? frame.contribution : frame.turn)[layer - 1] ?? Number.NaN;
  return Math.log10(Math.max(0, value));
}

/** The scale that is taken unless the start of a run lies outside it. */
const USUAL = {
  gradient: { lo: -12, hi: 2 },
  absolute: { lo: -14, hi: 2 },
  contribution: { lo: -3, hi: 1 },
  turn: { lo: -4, hi: Math.log10(2) },
};

/**
 * The scale of a run, from the frames at its start. It never follows later frames: a bar that goes past its end is capped and marked.
 * @param {Quantity} quantity
 * @param {boolean} relative
 * @param {Frame[]} start
 * @returns {Scale}
 */
export function scaleFor(quantity, relative, start) {
  let { lo, hi } = USUAL[quantity === 'gradient' && !relative ? 'absolute' : quantity];
  if (quantity === 'turn') return { lo, hi };
  for (const frame of start) {
    const depth = Math.max(frame.grad.length - 1, frame.contribution.length);
    for (let layer = 1; layer <= depth; layer++) {
      const value = valueAt(frame, quantity, layer, relative);
      if (!Number.isFinite(value)) continue;
      if (value < lo) lo = Math.max(-44, 4 * Math.floor(value / 4));
      if (value > hi) hi = Math.min(40, 4 * Math.ceil(value / 4));
    }
  }
  return { lo, hi };
}

/**
 * Where a value stands on a scale: 0 at its low end, 1 at its high end, beyond where it goes past.
 * @param {Scale} scale
 * @param {number} value
 */
export function place(scale, value) {
  return (value - scale.lo) / (scale.hi - scale.lo);
}

/**
 * Whole powers of ten above the low end, as many as stand at least `apart` px from each other over `length` px.
 * @param {Scale} scale
 * @param {number} length
 * @param {number} apart
 */
export function ticks(scale, length, apart) {
  const decade = length / (scale.hi - scale.lo);
  const step = [1, 2, 4, 5, 10, 20].find((s) => s * decade >= apart) ?? 40;
  const out = [];
  for (let at = step * Math.floor(scale.hi / step); at > scale.lo + step / 4; at -= step) out.push(at === 0 ? 0 : at);
  return out;
}
