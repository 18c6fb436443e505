// What measures in a worker of the lab: tasks of studies, seeds of claims. One call is one task and is answered when it is done;
// whoever does not want to wait for it ends the worker.

import { claim_seed, export_run, initSync, Net, no_digits, provide_digits, Subject } from './pkg/skipscape.js';
import { breathe, SLICE } from './slices.js';

/** @typedef {import('./types.js').Records} Records */

export class LabHost {
  /**
   * What tasks are put to, by the page's number for it.
   * @type {Map<number, Subject>}
   */
  #subjects = new Map();

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

  /**
   * Takes what tasks will be put to. Networks that are not handed in are trained here when a task first looks at them.
   * @param {{ id: number, scene: string, own?: string, records: Records | null }} what
   */
  async take({ id, scene, own, records }) {
    const subject = new Subject(scene, own);
    for (const side of /** @type {const} */ (['a', 'b'])) {
      if (records) subject.take(side, new Float32Array(await records[side].arrayBuffer()));
    }
    this.#subjects.get(id)?.free();
    this.#subjects.set(id, subject);
  }

  /** Lets go of everything. */
  end() {
    for (const subject of this.#subjects.values()) subject.free();
    this.#subjects.clear();
  }

  /** @param {{ id: number }} what */
  drop({ id }) {
    this.#subjects.get(id)?.free();
    this.#subjects.delete(id);
  }

  /**
   * One task of a study.
   * @param {{ id: number, name: string, number: number }} what
   */
  run({ id, name, number }) {
    const subject = this.#subjects.get(id);
    if (!subject) throw new Error('There is nothing to put this task to.');
    return subject.run(name, number);
  }

  /**
   * Trains a network to its end and hands back the record of its run, as a blob.
   * @param {{ scene: string, own?: string, side: string }} what
   */
  async train({ scene, own, side }) {
    const net = new Net(scene, side, own);
    try {
      let until = performance.now() + SLICE;
      while (net.advance()) {
        if (performance.now() < until) continue;
        await breathe();
        until = performance.now() + SLICE;
      }
      return new Blob([/** @type {Float32Array<ArrayBuffer>} */ (net.record())]);
    } finally {
      net.free();
    }
  }

  /**
   * A setup’s two networks as a file.
   * @param {{ kind: string, scene: string, own?: string }} what
   */
  file({ kind, scene, own }) {
    return export_run(kind, scene, own);
  }

  /**
   * One seed of a claim, as JSON.
   * @param {{ id: string, seed: number }} what
   */
  claim({ id, seed }) {
    return claim_seed(id, seed);
  }
}
