// What the page and its workers say to each other: requests with a number, one answer each, and messages that belong to a
// request in between. Arrays move, they are not copied.

/**
 * What is measured of a network at one step, over the whole training set. NaN where there is nothing to measure.
 * @typedef {object} Frame
 * @property {number} step
 * @property {number} loss
 * @property {number} accuracy
 * @property {number} test_loss
 * @property {number} test_accuracy
 * @property {Float32Array} grad  log₁₀ of the norm of the loss's gradient by the state after l blocks, l = 0 … L
 * @property {Float32Array} contribution  how much each block changes its input, relative to it: the median over the points
 * @property {Float32Array} turn  1 − cosine of a block's output and input, the mean over the points
 */

/** Numbers before the arrays of a frame. */
const HEAD = 5;

/** @param {number} depth */
export const frameLength = (depth) => HEAD + 3 * depth + 1;

/**
 * A frame as it comes from the engine.
 * @param {Float32Array} flat
 * @param {number} depth
 * @param {number} [at]  where it starts
 * @returns {Frame}
 */
export function parseFrame(flat, depth, at = 0) {
  const [step, loss, accuracy, test_loss, test_accuracy] = flat.subarray(at, at + HEAD);
  const grad = at + HEAD;
  const contribution = grad + depth + 1;
  const turn = contribution + depth;
  return {
    step,
    loss,
    accuracy,
    test_loss,
    test_accuracy,
    grad: flat.subarray(grad, contribution),
    contribution: flat.subarray(contribution, turn),
    turn: flat.subarray(turn, turn + depth),
  };
}

/**
 * Many frames, one after the other.
 * @param {Float32Array} flat
 * @param {number} depth
 */
export function parseFrames(flat, depth) {
  const length = frameLength(depth);
  return Array.from({ length: Math.floor(flat.length / length) }, (_, i) => parseFrame(flat, depth, i * length));
}

/**
 * @typedef {object} Opened
 * @property {number} depth
 * @property {number} parameters
 * @property {number} steps
 * @property {string} digest
 * @property {Float32Array} frame
 * @property {Float32Array} history
 */

/**
 * @typedef {object} Advanced
 * @property {number} step
 * @property {string} state  ready, done or diverged
 * @property {string} why
 * @property {string} digest
 * @property {Float32Array} frame
 * @property {Float32Array} history  frames recorded since the last answer
 * @property {{ steps: number, frame: number }} spent  milliseconds, on steps and on what is measured after them
 * @property {boolean} whole  whether `history` is the whole record, to replace what was known of it
 */
