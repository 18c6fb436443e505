// Studies and slices, measured by the crew of workers. What the tasks gave is gathered here, also while some are still missing.

import { Job } from './job.js';
import { join, matter, pairs } from './settings.js';

/** @typedef {import('./types.js').Engine} Engine */
/** @typedef {import('./types.js').Found} Found */
/** @typedef {import('./types.js').Records} Records */
/** @typedef {import('./lab.js').Matter} Matter */

/** Least time between two gatherings of what is there so far, ms. */
const APART = 300;
/** A task of this share of the dearest one's cost tells how long the others take. */
const SMALL = 0.1;
/** Studies whose tasks' results are kept, so that what was stopped goes on and what was measured is there. */
const STUDIES = 24;
/** Trained networks that are kept, in bytes. */
const TRAINED = 96 << 20;

export class Studies {
  #engine;
  #crew;
  #pace;
  #hands;
  /** @type {WeakMap<object, number>} */
  #numbers = new WeakMap();
  /** What tasks are put to, by what it is made of. @type {Map<string, number>} */
  #topics = new Map();
  #count = 0;
  /** @type {Map<string, (Float64Array | null)[]>} */
  #parts = new Map();
  /** @type {Map<string, Promise<Records>>} */
  #trained = new Map();

  /**
   * @param {Engine} engine
   * @param {import('./crew.js').Crew} crew
   * @param {import('./pace.js').Pace} pace
   * @param {() => number} hands  workers that measure at a time
   */
  constructor(engine, crew, pace, hands) {
    this.#engine = engine;
    this.#crew = crew;
    this.#pace = pace;
    this.#hands = hands;
  }

  /**
   * Measures a study on the networks that are handed in, or on its own. `onPart` hears what is there so far, a few times a second: the
   * share that is done and the seconds left (not a number before anything is known); what it is handed is its own to free.
   * Rejects with a sentence, or with the signal's reason. What was done before a stop is not done again.
   * @param {import('./types.js').StudyInfo} study
   * @param {Matter & { signal?: AbortSignal, onPart?: (found: Found, so: { done: number, left: number }) => void }} what
   * @returns {Promise<Found>}
   */
  async study({ name, on }, { scene, own, records = null, signal, onPart }) {
    signal?.throwIfAborted();
    const looked = on === 'networks' && !records ? await this.#train(scene, own, signal) : records;
    const job = this.#job(name, scene, own, looked);
    try {
      let told = performance.now();
      let wait = APART;
      const work = this.#crew.do(
        job.rest(),
        (task, value, seconds) => {
          job.take(task, value, seconds);
          if (!onPart || job.done === 1 || performance.now() - told < wait) return;
          const from = performance.now();
          onPart(job.gather(), { done: job.done, left: job.left(work.running(), this.#hands()) });
          told = performance.now();
          // What takes long to gather and to draw takes a small part of the page's time.
          wait = Math.max(APART, 8 * (told - from));
        },
        signal,
      );
      await work.promise;
      return job.gather();
    } finally {
      job.free();
    }
  }

  /**
   * Seconds that a study will take; not a number before one of its tasks was done here. What is kept is not counted.
   * @param {string} name
   * @param {Matter} matter
   */
  seconds(name, { scene, own, records = null }) {
    const job = this.#job(name, scene, own, records);
    try {
      return job.left([], this.#hands());
    } finally {
      job.free();
    }
  }

  /**
   * Does one task of a study and keeps what it gave: what all will take is known then. It is a small one, but not so small that
   * what it takes is mostly the setting up.
   * @param {string} name
   * @param {Matter & { signal?: AbortSignal }} what
   */
  async probe(name, { scene, own, records = null, signal }) {
    const job = this.#job(name, scene, own, records);
    try {
      const rest = job.rest();
      const enough = SMALL * Math.max(...rest.map(({ cost }) => cost));
      const least = rest.reduce((best, one) =>
        one.cost >= enough && (best.cost < enough || one.cost < best.cost) ? one : best,
      );
      await this.#crew.do([least], (task, value, seconds) => job.take(task, value, seconds), signal).promise;
    } finally {
      job.free();
    }
  }

  /**
   * A slice of both loss surfaces through the networks that are handed in. `onPart` hears the losses as they come. Rejects with a
   * sentence, or with the signal's reason.
   * @param {Matter & { records: Records, square: import('./slice.js').Square, signal: AbortSignal,
   *   onPart: (part: import('./slice.js').Part) => void }} what
   */
  async slice({ scene, own, records, square, signal, onPart }) {
    const { measureSlice } = await import('./slice.js');
    // The same networks in another slice are the same to the workers.
    const bare = join(pairs(scene).filter(([key]) => !(key in square)));
    const topic = { id: this.#topic(bare, own, records), scene: bare, own, records };
    return measureSlice(this.#crew, topic, square, onPart, signal);
  }

  /**
   * A study of one matter, with what is known of it.
   * @param {string} name
   * @param {string} scene
   * @param {string | undefined} own
   * @param {Records | null} records
   */
  #job(name, scene, own, records) {
    const topic = { id: this.#topic(scene, own, records), scene, own, records };
    const kept = (/** @type {number} */ tasks) =>
      remembered(this.#parts, `${name} ${topic.id}`, STUDIES, () => Array(tasks).fill(null));
    return new Job(this.#engine, name, topic, kept, this.#pace);
  }

  /**
   * A number for what tasks are put to: workers keep it by that.
   * @param {string} scene
   * @param {string | undefined} own
   * @param {Records | null} records
   */
  #topic(scene, own, records) {
    if (records && !this.#numbers.has(records)) this.#numbers.set(records, ++this.#count);
    const key = JSON.stringify([matter(scene), own ?? null, records ? this.#numbers.get(records) : null]);
    return remembered(this.#topics, key, 4 * STUDIES, () => ++this.#count);
  }

  /**
   * A setup's networks, trained to the end.
   * @param {string} scene
   * @param {string | undefined} own
   * @param {AbortSignal} [signal]
   * @returns {Promise<Records>}
   */
  async #train(scene, own, signal) {
    const key = JSON.stringify([matter(scene), own ?? null]);
    const kept = this.#trained.get(key);
    if (kept) return kept;
    const records = { a: new Blob(), b: new Blob() };
    const tasks = /** @type {const} */ (['b', 'a']).map((side) => ({
      op: 'train',
      what: { scene, own, side },
      cost: 1,
    }));
    await this.#crew.do(
      tasks,
      ({ what }, record) => {
        records[/** @type {{ side: 'a' | 'b' }} */ (what).side] = record;
      },
      signal,
    ).promise;
    const most = Math.floor(TRAINED / Math.max(1, records.a.size + records.b.size));
    return remembered(this.#trained, key, Math.max(1, most), () => Promise.resolve(records));
  }
}

/**
 * What stands under a key, made if it is not there. What was not asked for longest goes when there are more than so many.
 * @template T
 * @param {Map<string, T>} kept
 * @param {string} key
 * @param {number} most
 * @param {() => T} make
 * @returns {T}
 */
function remembered(kept, key, most, make) {
  const value = kept.has(key) ? /** @type {T} */ (kept.get(key)) : make();
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break;
    kept.delete(oldest);
  }
  return value;
}
