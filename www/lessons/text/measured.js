// What the texts read from measured claims. Nothing is computed here that the engine did not measure.

/** @typedef {import('../types.d.ts').Seeded} Seeded */

/**
 * A further number of one seed. One that is null lies past all numbers, as the loss of a network that diverged.
 * @param {Seeded | undefined} seeded
 * @param {string} name
 * @returns {number}
 */
export function further(seeded, name) {
  const value = seeded?.more[name];
  if (value === undefined) throw new Error(`There is no number "${name}" here.`);
  return value ?? Number.POSITIVE_INFINITY;
}

/**
 * The number without and the number with.
 * @param {Seeded | undefined} seeded
 * @returns {{ a: number, b: number }}
 */
export function pair(seeded) {
  return { a: seeded?.a ?? Number.POSITIVE_INFINITY, b: seeded?.b ?? Number.POSITIVE_INFINITY };
}

/** The rates at which both networks are compared, as claim C1d names its cells. */
export const RATES = ['.0001', '.0003', '.001', '.003', '.01', '.03'];

/** The loss below which a network counts as there, in C1d. */
export const THERE = 0.1;

/**
 * The lowest loss of a network over the rates, and its rate.
 * @param {Seeded | undefined} seeded
 * @param {'a' | 'b'} side
 * @param {300 | 1000} steps
 */
export function best(seeded, side, steps) {
  const cells = RATES.map((rate) => ({ rate, loss: further(seeded, `${side} ${rate} ${steps}`) }));
  return cells.reduce((least, cell) => (cell.loss < least.loss ? cell : least));
}
