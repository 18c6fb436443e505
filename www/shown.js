// What the page shows of a run: a copy of its state at one moment, so that nothing moves while it is painted.

/** @typedef {import('./types.js').Shown} Shown */

/**
 * @param {import('./twin.js').Twin['state']} state
 * @returns {Shown}
 */
export function snapshot({ step, steps, playing, done, a, b }) {
  return { recorded: false, step, steps, playing, done, a: network(a), b: network(b) };
}

/**
 * A network that diverged stands at its last finite weights, whose loss may be past all numbers: then the last frame that has one is shown.
 * @param {import('./twin.js').ArmState} arm
 * @returns {import('./types.js').ShownNetwork}
 */
function network(arm) {
  const { frame, history } = arm;
  const lost = arm.diverged && !Number.isFinite(frame?.loss);
  return { ...arm, measured: frame, frame: (lost && history.findLast(({ loss }) => Number.isFinite(loss))) || frame };
}

/**
 * Before anything has loaded: empty slots.
 * @returns {Shown}
 */
export function still() {
  const empty = () => ({ frame: null, history: [], parameters: 0, depth: 56, diverged: null, digest: '' });
  return { recorded: false, step: 0, steps: 300, playing: false, done: false, a: empty(), b: empty() };
}
