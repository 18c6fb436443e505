// What measures in a worker of the lab: tasks of studies, seeds of claims. One call is one task and is answered when it is done;
// whoever does not want to wait for it ends the worker.

import {
  claim_seed,
  export_run,
  initSync,
  Net,
  no_digits,
  provide_digits,
  Subject,
  SurfaceJob,
} from './pkg/skipscape.js';
import { breathe, SLICE } from './slices.js';

/** @typedef {import('./types.js').Records} Records */
/** @typedef {import('./slice.js').Cut} Cut */

export class LabHost {
  /**
   * What tasks are put to, by the page's number for it.
   * @type {Map<number, Subject>}
   */
  #subjects = new Map();
  /**
   * The slice through each network that points were last asked of.
   * @type {Map<string, { key: string, job: SurfaceJob }>}
   */
  #slices = new Map();

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
    for (const { job } of this.#slices.values()) job.free();
    this.#slices.clear();
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
   * A slice through a network: the one that was asked of last is kept, for its other points.
   * @param {Cut} cut
   */
  async #slice({ id, side, plane, span, grid, directions }) {
    const key = [id, plane, span, grid].join(' ');
    const kept = this.#slices.get(side);
    if (kept?.key === key) return kept.job;
    const subject = this.#subjects.get(id);
    if (!subject) throw new Error('There is nothing to cut through.');
    const both = directions && new Float32Array(await directions.arrayBuffer());
    const job = new SurfaceJob(subject, side, plane, span, grid, both);
    kept?.job.free();
    this.#slices.set(side, { key, job });
    return job;
  }

  /**
   * Makes the plane of a slice, or searches for it. Directions that were searched for are for the workers that did not.
   * @param {Cut} cut
   * @param {(part: { done: number, all: number }) => void} tell
   */
  async seek(cut, tell) {
    const job = await this.#slice(cut);
    let [done = 0, all = 0] = job.progress;
    const sought = all - job.points;
    let until = performance.now() + SLICE;
    while (!job.seek()) {
      if (performance.now() < until) continue;
      [done = 0, all = 0] = job.progress;
      tell({ done, all });
      await breathe();
      until = performance.now() + SLICE;
    }
    const found = sought > 0 ? new Blob([/** @type {Float32Array<ArrayBuffer>} */ (job.directions())]) : undefined;
    return { points: job.points, sought, directions: found };
  }

  /**
   * The losses at points of a slice: of so many as there is time for, but of one at least.
   * @param {Cut & { from: number, to: number, ms: number }} what
   */
  async points({ from, to, ms, ...cut }) {
    const job = await this.#slice(cut);
    const losses = new Float32Array(to - from);
    const end = performance.now() + ms;
    let until = performance.now() + SLICE;
    let point = from;
    do {
      losses[point - from] = job.loss(point);
      point++;
      if (performance.now() < until) continue;
      await breathe();
      until = performance.now() + SLICE;
    } while (point < to && performance.now() < end);
    return losses.slice(0, point - from);
  }

  /**
   * What a slice says, as JSON, from the losses at all its points.
   * @param {Cut & { losses: Blob }} what
   */
  async facts({ losses, ...cut }) {
    const [job, all] = await Promise.all([this.#slice(cut), losses.arrayBuffer()]);
    return job.facts(new Float32Array(all));
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
