// Studies and claims, measured in workers of their own while training goes on. What the tasks gave is gathered here, also while
// some are still missing. The engine that measures loads when something is measured.

import { Pace } from './pace.js';
import { join, pairs } from './settings.js';

/** @typedef {import('./types.js').Engine} Engine */
/** @typedef {import('./types.js').Found} Found */
/** @typedef {import('./types.js').Records} Records */
/** @typedef {import('./types.js').Seeded} Seeded */
/** @typedef {import('./types.js').Verdict} Verdict */
/** @typedef {import('./types.js').StudyInfo} StudyInfo */
/** @typedef {import('./types.js').StudyProse} StudyProse */
/** @typedef {import('./types.js').ClaimInfo} ClaimInfo */
/** @typedef {import('./crew.js').Task} Task */

/**
 * What a study is put to.
 * @typedef {{ scene: string, own?: string, records?: Records | null }} Matter
 */

/** Least time between two gatherings of what is there so far, ms. */
const APART = 300;
/** A task of this share of the dearest one's cost tells how long the others take. */
const SMALL = 0.1;
/** Studies whose tasks' results are kept, so that what was stopped goes on and what was measured is there. */
const STUDIES = 24;
/** Trained networks that are kept, in bytes. */
const TRAINED = 96 << 20;

/** Keys of a setup that nothing measured depends on. */
const IDLE = new Set(['view', 'speed', 'play', 'lesson', 'theme', 'controls', 'hide', 'height', 'lang', 'present']);

/**
 * A setup without what nothing measured depends on: equal ones have equal results.
 * @param {string} scene
 */
export const matter = (scene) => join(pairs(scene).filter(([key]) => !IDLE.has(key)));

export class Lab {
  #lists;
  #say;
  /** Every claim, once what measures them has loaded. @type {ClaimInfo[]} */
  claims = [];
  /** @type {Record<string, StudyProse>} */
  #prose = {};
  /** @type {Promise<{ engine: Engine, crew: import('./crew.js').Crew }> | null} */
  #loading = null;
  #ended = false;
  /** The engine that measures and draws what was found; null until it has loaded. @type {Engine | null} */
  engine = null;
  /** What a study is measured by, once it has loaded. @type {typeof import('./job.js').Job | null} */
  #Job = null;
  /** Whether the page's own networks train: their workers have two of the cores then. */
  training = () => false;
  #pace = new Pace();
  /** @type {WeakMap<object, number>} */
  #numbers = new WeakMap();
  /** What tasks are put to, by what it is made of. @type {Map<string, number>} */
  #topics = new Map();
  #count = 0;
  /** @type {Map<string, (Float64Array | null)[]>} */
  #parts = new Map();
  /** @type {Map<string, Promise<Records>>} */
  #trained = new Map();
  /** @type {Map<string, { seeded: Seeded, seconds: number }>} */
  #seeds = new Map();
  /** What makes no sense for the setup that was asked about last, and why. @type {{ key: string, why: Map<string, string> } | null} */
  #unfit = null;
  /** @type {Map<string, { promise: Promise<Seeded>, wanted: number, stop: AbortController }>} */
  #asked = new Map();

  /**
   * @param {Engine} engine  the page's own, which knows what there is to measure
   * @param {(sentence: string) => void} say  hears that a worker died
   */
  constructor(engine, say) {
    this.#lists = engine;
    this.#say = say;
    /** @type {StudyInfo[]} */
    this.studies = JSON.parse(engine.studies());
  }

  /** Workers that measure at a time, at most: as many as there are cores, and one fewer while the networks train. */
  get size() {
    const cores = Math.min(5, navigator.hardwareConcurrency || 2);
    return Math.max(1, this.training() ? cores - 1 : cores);
  }

  /**
   * What a study says of itself; null until what measures it has loaded.
   * @param {string} name
   */
  prose(name) {
    return this.#prose[name] ?? null;
  }

  /** Loads the engine that measures, if it is not there. Rejects with a sentence; asked again, it tries again. */
  load() {
    this.#loading ??= this.#equip().catch((error) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  async #equip() {
    const [{ load }, { Crew }, { Job }] = await Promise.all([
      import('./whole.js'),
      import('./crew.js'),
      import('./job.js'),
    ]);
    const { engine, module } = await load();
    const crew = new Crew(module, () => this.size, this.#say);
    if (this.#ended) crew.dispose();
    this.#Job = Job;
    this.#prose = JSON.parse(engine.studies_prose());
    this.claims = JSON.parse(engine.claims());
    this.engine = engine;
    return { engine, crew };
  }

  /** Ends the workers. */
  dispose() {
    this.#ended = true;
    this.#loading?.then(
      ({ crew }) => crew.dispose(),
      () => {},
    );
  }

  // ---- studies ------------------------------------------------------------------------------------------------------

  /**
   * Why a study makes no sense for a setup, a sentence; empty where it does.
   * @param {string} name
   * @param {Matter} matter
   */
  unfit(name, { scene, own }) {
    const key = JSON.stringify([matter(scene), own ?? null]);
    if (this.#unfit?.key !== key) {
      this.#unfit = { key, why: new Map(JSON.parse(this.#lists.unfit(scene, own))) };
    }
    return this.#unfit.why.get(name) ?? '';
  }

  /**
   * Measures a study on the networks that are handed in, or on its own. `onPart` hears what is there so far, a few times a second: the
   * share that is done and the seconds left (not a number before anything is known); what it is handed is its own to free.
   * Rejects with a sentence, or with the signal's reason. What was done before a stop is not done again.
   * @param {string} name
   * @param {Matter & { signal?: AbortSignal, onPart?: (found: Found, so: { done: number, left: number }) => void }} what
   * @returns {Promise<Found>}
   */
  async study(name, { scene, own, records = null, signal, onPart }) {
    const { engine, crew } = await this.load();
    signal?.throwIfAborted();
    const looked = this.#study(name).on === 'networks' && !records ? await this.#train(scene, own, signal) : records;
    const job = this.#job(engine, name, scene, own, looked);
    try {
      let told = performance.now();
      let wait = APART;
      const work = crew.do(
        job.rest(),
        (task, value, seconds) => {
          job.take(task, value, seconds);
          if (!onPart || job.done === 1 || performance.now() - told < wait) return;
          const from = performance.now();
          onPart(job.gather(), { done: job.done, left: job.left(work.running(), this.size) });
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
    if (!this.engine) return Number.NaN;
    const job = this.#job(this.engine, name, scene, own, records);
    try {
      return job.left([], this.size);
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
    const { engine, crew } = await this.load();
    const job = this.#job(engine, name, scene, own, records);
    try {
      const rest = job.rest();
      const enough = SMALL * Math.max(...rest.map(({ cost }) => cost));
      const least = rest.reduce((best, one) =>
        one.cost >= enough && (best.cost < enough || one.cost < best.cost) ? one : best,
      );
      await crew.do([least], (task, value, seconds) => job.take(task, value, seconds), signal).promise;
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
    const [{ crew }, { measureSlice }] = await Promise.all([this.load(), import('./slice.js')]);
    // The same networks in another slice are the same to the workers.
    const bare = join(pairs(scene).filter(([key]) => !(key in square)));
    const topic = { id: this.#topic(bare, own, records), scene: bare, own, records };
    return measureSlice(crew, topic, square, onPart, signal);
  }

  /** @param {string} name */
  #study(name) {
    const found = this.studies.find((study) => study.name === name);
    if (!found) throw new Error(`There is no study ${name}.`);
    return found;
  }

  /**
   * A study of one matter, with what is known of it.
   * @param {Engine} engine
   * @param {string} name
   * @param {string} scene
   * @param {string | undefined} own
   * @param {Records | null} records
   */
  #job(engine, name, scene, own, records) {
    const topic = { id: this.#topic(scene, own, records), scene, own, records };
    const kept = (/** @type {number} */ tasks) =>
      remembered(this.#parts, `${name} ${topic.id}`, STUDIES, () => Array(tasks).fill(null));
    if (!this.#Job) throw new Error('What measures has not loaded yet.');
    return new this.#Job(engine, name, topic, kept, this.#pace);
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
    const { crew } = await this.load();
    await crew.do(
      tasks,
      ({ what }, record) => {
        records[/** @type {{ side: 'a' | 'b' }} */ (what).side] = record;
      },
      signal,
    ).promise;
    const most = Math.floor(TRAINED / Math.max(1, records.a.size + records.b.size));
    return remembered(this.#trained, key, Math.max(1, most), () => Promise.resolve(records));
  }

  // ---- claims -------------------------------------------------------------------------------------------------------

  /**
   * One seed of a claim. What was measured once is kept.
   * @param {string} id
   * @param {number} seed
   * @param {{ signal?: AbortSignal }} [how]
   * @returns {Promise<Seeded>}
   */
  async seed(id, seed, { signal } = {}) {
    const key = `${id} ${seed}`;
    const kept = this.#seeds.get(key);
    if (kept) return kept.seeded;
    signal?.throwIfAborted();
    let asked = this.#asked.get(key);
    if (!asked || asked.stop.signal.aborted) {
      const stop = new AbortController();
      asked = { promise: this.#measure(id, seed, stop.signal), wanted: 0, stop };
      this.#asked.set(key, asked);
      const over = () => this.#asked.get(key)?.stop === stop && this.#asked.delete(key);
      asked.promise.then(over, over);
    }
    const mine = asked;
    mine.wanted++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        // The work stops when nobody waits for it any more.
        if (--mine.wanted === 0) mine.stop.abort(signal?.reason);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', leave, { once: true });
      mine.promise.then(resolve, reject).finally(() => signal?.removeEventListener('abort', leave));
    });
  }

  /**
   * @param {string} id
   * @param {number} seed
   * @param {AbortSignal} signal
   */
  async #measure(id, seed, signal) {
    /** @type {Seeded | undefined} */
    let seeded;
    const { crew } = await this.load();
    await crew.do(
      [{ op: 'claim', what: { id, seed }, cost: 1 }],
      (_, json, seconds) => {
        seeded = /** @type {Seeded} */ (JSON.parse(json));
        this.#seeds.set(`${id} ${seed}`, { seeded, seconds });
        this.#pace.saw(`claim ${id}`, seconds);
      },
      signal,
    ).promise;
    if (!seeded) throw new Error(`Claim ${id} gave no number.`);
    return seeded;
  }

  /**
   * Several seeds of a claim. `onVerdict` hears the verdict of those that are there, after each. Its seconds are those that its seeds
   * took, one after the other.
   * @param {string} id
   * @param {number[]} seeds
   * @param {{ signal?: AbortSignal, onVerdict?: (verdict: Verdict, done: number) => void }} [how]
   * @returns {Promise<Verdict>}
   */
  async claim(id, seeds, { signal, onVerdict } = {}) {
    const { engine } = await this.load();
    signal?.throwIfAborted();
    /** @type {Map<number, Seeded>} */
    const there = new Map();
    const judge = () => {
      const runs = seeds.flatMap((seed) => there.get(seed) ?? []);
      /** @type {Verdict} */
      const verdict = JSON.parse(engine.claim_judge(id, JSON.stringify(runs)));
      verdict.seconds = runs.reduce((sum, { seed }) => sum + (this.#seeds.get(`${id} ${seed}`)?.seconds ?? 0), 0);
      return verdict;
    };
    // If one seed fails the others need not be measured for it.
    const stop = new AbortController();
    const abort = () => stop.abort(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    try {
      await Promise.all(
        seeds.map(async (seed) => {
          there.set(seed, await this.seed(id, seed, { signal: stop.signal }));
          onVerdict?.(judge(), there.size / seeds.length);
        }),
      );
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
    return judge();
  }

  /**
   * Seconds that a seed of a claim takes one worker; not a number before one was measured here.
   * @param {string} id
   */
  pace(id) {
    return this.#pace.of(`claim ${id}`);
  }

  /**
   * Whether a seed of a claim was measured.
   * @param {string} id
   * @param {number} seed
   */
  has(id, seed) {
    return this.#seeds.has(`${id} ${seed}`);
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
