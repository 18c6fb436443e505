// One network's engine and everything that can be asked of it. A desk holds one; it needs nothing of a worker itself.
// Long work is done in slices, and between two slices whatever was asked in the meantime is answered.

import { initSync, Net, no_digits, provide_digits } from './pkg/trainer.js';
import { breathe, SLICE } from './slices.js';

/** A request that another one has overtaken. */
export class Overtaken extends Error {}

export class Host {
  /** @type {Net | null} */
  #net = null;
  /** Counts runs: work for an earlier one stops. */
  #run = 0;
  /** Frames that the page has. */
  #known = 0;

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    initSync({ module });
  }

  /** The sentence of whatever fails for want of the images of digits. */
  get noDigits() {
    return no_digits();
  }

  /** @param {{ digits: Uint8Array }} what */
  provide({ digits }) {
    provide_digits(digits);
  }

  get net() {
    if (!this.#net) throw new Error('There is no run yet: open one first.');
    return this.#net;
  }

  /**
   * A new run at step 0. If it cannot be made, the one before stays.
   * @param {{ scene: string, side: string, own?: string }} what
   * @returns {import('./protocol.js').Opened}
   */
  open({ scene, side, own }) {
    const net = new Net(scene, side, own);
    this.#net?.free();
    this.#net = net;
    this.#run++;
    const history = net.history(0);
    this.#known = net.recorded;
    const { depth, parameters, steps, digest } = net;
    return { depth, parameters, steps, digest, frame: net.frame(), history };
  }

  /**
   * Trains up to a step, the end or divergence.
   * @param {{ to: number }} what
   * @returns {Promise<import('./protocol.js').Advanced>}
   */
  async advance({ to }) {
    const run = this.#run;
    const net = this.net;
    const begun = performance.now();
    while (net.step < to) {
      const until = performance.now() + SLICE;
      let going = true;
      while (going && net.step < to && performance.now() < until) going = net.advance();
      if (!going) break;
      await breathe();
      if (run !== this.#run) throw new Overtaken();
    }
    const stepped = performance.now();
    const whole = net.recorded < this.#known;
    const history = net.history(whole ? 0 : this.#known);
    this.#known = net.recorded;
    const { step, state, why, digest } = net;
    const frame = net.frame();
    const spent = { steps: stepped - begun, frame: performance.now() - stepped };
    return { step, state, why, digest, frame, history, whole, spent };
  }

  /** @param {{ steps: number }} what */
  extend({ steps }) {
    this.net.extend(steps);
    // The record is thinned as the run grows, so the page gets all of it again.
    this.#known = Number.POSITIVE_INFINITY;
  }

  /** @param {{ scene: string }} what */
  change({ scene }) {
    this.net.change(scene);
  }

  /** @param {{ size: number, layer: number, removed: Uint8Array }} what */
  map({ size, layer, removed }) {
    return this.net.map(size, layer, removed);
  }

  /** @param {{ inputs: Float32Array, removed: Uint8Array }} what */
  answers({ inputs, removed }) {
    return this.net.answers(inputs, removed);
  }

  /** @param {{ removed: Uint8Array }} what */
  lesion({ removed }) {
    return this.net.lesion(removed);
  }

  /**
   * The run so far, for whoever measures it: snapshots of the parameters, the last one being the network as it is now. A blob goes from
   * worker to worker by name: many megabytes that the page's thread never copies.
   */
  record() {
    return new Blob([/** @type {Float32Array<ArrayBuffer>} */ (this.net.record())]);
  }

  /** The fields of `run --json`. */
  report() {
    return JSON.parse(this.net.run_json());
  }

  /** Stops what is under way and lets go of the run. */
  end() {
    this.#run++;
    this.#net?.free();
    this.#net = null;
  }
}
