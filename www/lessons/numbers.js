// Numbers as the lessons' sentences write them. They come from a run or from recorded starts; none is typed into a sentence.

import { count, share, text } from '../format.js';

/** So many digits that count, also of a large number. @param {number} value @param {number} digits */
const rounded = (value, digits) => (Number.isFinite(value) ? Number(value.toPrecision(digits)) : value);

/**
 * A number with so many digits that count: `0.61`, `3 × 10⁻⁵`.
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function num(value, digits = 2) {
  return text(rounded(value ?? Number.POSITIVE_INFINITY, digits), digits);
}

/** A whole number with separators. @param {number} value */
export const whole = (value) => count(value);

/** An accuracy: `0.55`, `1.00`. @param {number | null | undefined} value */
export const accuracy = (value) => share(value ?? Number.NaN);

/**
 * A share as a percentage, as the engine's sentences write it: `99 %`, `99.7 %` where a whole one would say all of it.
 * @param {number | null | undefined} value
 */
export function percent(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const hundred = 100 * value;
  if (value < 1 && hundred >= 99.95) return 'over 99.9\u00a0%';
  return `${value < 1 && hundred >= 99.5 ? hundred.toFixed(1) : Math.round(hundred)}\u00a0%`;
}

/**
 * How many times as large one is as the other, to two digits: `20,000`.
 * @param {number | null | undefined} one
 * @param {number | null | undefined} other
 */
export function times(one, other) {
  const apart = (one ?? Number.POSITIVE_INFINITY) / (other ?? Number.POSITIVE_INFINITY);
  return text(Number(apart.toPrecision(2)), 2);
}

/**
 * A power of ten given by its logarithm: `10⁻⁶`, `1/30` where it is near 1.
 * @param {number | null | undefined} log
 */
export function tenTo(log) {
  const value = log ?? Number.NEGATIVE_INFINITY;
  if (value < -0.3 && value > -2) return `1/${text(Number((10 ** -value).toPrecision(2)), 2)}`;
  return num(10 ** value);
}

/**
 * A median with its range over the starts: `0.61 (0.49 … 0.70)`.
 * @param {import('./types.d.ts').Spread | null} spread
 * @param {number} [digits]
 */
export function ranged(spread, digits = 2) {
  if (!spread) return '–';
  return `${num(spread.median, digits)} (${num(spread.min, digits)} … ${num(spread.max, digits)})`;
}
