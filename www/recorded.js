// The recorded run of the empty setup, shown at first paint until the reader starts a live one. `tools/record.mjs` writes
// `recorded.json`, and a test repeats it.

/** @typedef {import('./types.js').Shown} Shown */
/** @typedef {import('./types.js').ShownNetwork} ShownNetwork */

/**
 * A network in the file: `frame` and `start` are measured at the last step and at step 0, arrays as in protocol.js with null for what
 * is not a number; `map` is size × size bytes, row 0 at the top, in base64: how far the probability of class 1 is from a toss-up, by
 * its root, so that the border between the classes is drawn finely.
 * @typedef {object} Track
 * @property {FlatFrame} frame
 * @property {FlatFrame} start
 * @property {string} map
 * @property {number[][]} history  step, loss, accuracy, held-out loss
 * @property {string} digest
 */

/** @typedef {(number | null)[]} FlatFrame */

/**
 * `points` are three bytes each, in base64: both coordinates, from −extent at 0 to extent at 255, and the class.
 * @typedef {object} File
 * @property {import('./types.js').SceneInfo} info
 * @property {number} steps
 * @property {number} size
 * @property {{ extent: number, outputs: number, points: string }} data
 * @property {Track} a
 * @property {Track} b
 */

/**
 * @typedef {object} Recorded
 * @property {import('./types.js').SceneInfo} info
 * @property {Shown} shown
 * @property {import('./types.js').DataInfo} data
 * @property {{ a: Float32Array, b: Float32Array }} maps
 */

import { parseFrame } from './protocol.js';

/**
 * @returns {Promise<Recorded | null>}  null where there is no recording
 */
export async function loadRecorded() {
  const response = await fetch(new URL('./recorded.json', import.meta.url)).catch(() => null);
  return response?.ok ? read(await response.json()) : null;
}

/**
 * @param {File} file
 * @returns {Recorded}
 */
function read(file) {
  const { info, steps } = file;
  return {
    info,
    shown: {
      recorded: true,
      step: steps,
      steps,
      playing: false,
      done: true,
      a: network(file, 'a'),
      b: network(file, 'b'),
    },
    data: points(file),
    maps: { a: field(file.a.map), b: field(file.b.map) },
  };
}

/** @param {FlatFrame} flat @param {number} depth */
function frame(flat, depth) {
  return parseFrame(
    Float32Array.from(flat, (value) => value ?? Number.NaN),
    depth,
  );
}

/**
 * @param {File} file
 * @param {'a' | 'b'} side
 * @returns {ShownNetwork}
 */
function network(file, side) {
  const track = file[side];
  const { blocks: depth, parameters } = file.info.model[side];
  const none = new Float32Array(0);
  /** @type {import('./protocol.js').Frame[]} */
  const history = track.history.map(([step = 0, loss = Number.NaN, accuracy = Number.NaN, test_loss = Number.NaN]) => ({
    step,
    loss,
    accuracy,
    test_loss,
    test_accuracy: Number.NaN,
    grad: none,
    contribution: none,
    turn: none,
  }));
  history[0] = frame(track.start, depth);
  return { frame: frame(track.frame, depth), history, parameters, depth, diverged: null, digest: track.digest };
}

/** @param {string} text */
function bytes(text) {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

/** @param {string} map */
function field(map) {
  const one = bytes(map);
  const both = new Float32Array(2 * one.length);
  one.forEach((byte, i) => {
    const root = byte / 127.5 - 1;
    both[2 * i + 1] = 0.5 + 0.5 * root * Math.abs(root);
    both[2 * i] = 0.5 - 0.5 * root * Math.abs(root);
  });
  return both;
}

/** @param {File} file */
function points({ data: { extent, outputs, points: text } }) {
  const all = bytes(text);
  const rows = all.length / 3;
  const train_inputs = new Float32Array(2 * rows);
  const train_targets = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    for (const axis of [0, 1]) train_inputs[2 * r + axis] = ((all[3 * r + axis] ?? 0) / 127.5 - 1) * extent;
    train_targets[r] = all[3 * r + 2] ?? 0;
  }
  const none = new Float32Array(0);
  return {
    inputs: 2,
    outputs,
    answers: 1,
    extent,
    classes: true,
    train_inputs,
    train_targets,
    test_inputs: none,
    test_targets: none,
  };
}
