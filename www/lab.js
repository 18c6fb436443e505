// What is measured in workers of their own while training goes on: studies, slices, claims. What measures them, the whole engine and
// the crew of workers, loads when something is measured.

import { matter } from './settings.js';

/** @typedef {import('./types.js').Engine} Engine */
/** @typedef {import('./types.js').Found} Found */
/** @typedef {import('./types.js').Records} Records */
/** @typedef {import('./types.js').StudyInfo} StudyInfo */
/** @typedef {import('./types.js').StudyProse} StudyProse */
/** @typedef {import('./types.js').ClaimInfo} ClaimInfo */

/**
 * What a study is put to.
 * @typedef {{ scene: string, own?: string, records?: Records | null }} Matter
 */

/**
 * What measures.
 * @typedef {object} Tools
 * @property {Engine} engine  measures, and draws what was found
 * @property {import('./crew.js').Crew} crew
 * @property {import('./studies.js').Studies} studies
 * @property {import('./claims.js').Claims} claims
 */

export class Lab {
  #lists;
  #say;
  /** Every claim, once what measures them has loaded. @type {ClaimInfo[]} */
  claims = [];
  /** @type {Record<string, StudyProse>} */
  #prose = {};
  /** @type {Promise<Tools> | null} */
  #loading = null;
  /** @type {Tools | null} */
  #tools = null;
  #ended = false;
  /** Whether the page's own networks train: their workers have two of the cores then. */
  training = () => false;
  /** What makes no sense for the setup that was asked about last, and why. @type {{ key: string, why: Map<string, string> } | null} */
  #unfit = null;

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
    const [{ load }, { Crew }, { Pace }, { Studies }, { Claims }] = await Promise.all([
      import('./whole.js'),
      import('./crew.js'),
      import('./pace.js'),
      import('./studies.js'),
      import('./claims.js'),
    ]);
    const { engine, module } = await load();
    const hands = () => this.size;
    const crew = new Crew(module, hands, this.#say);
    if (this.#ended) crew.dispose();
    const pace = new Pace();
    this.#prose = JSON.parse(engine.studies_prose());
    this.claims = JSON.parse(engine.claims());
    this.#tools = {
      engine,
      crew,
      studies: new Studies(engine, crew, pace, hands),
      claims: new Claims(engine, crew, pace),
    };
    return this.#tools;
  }

  /** The engine that measures and draws what was found; null until it has loaded. */
  get engine() {
    return this.#tools?.engine ?? null;
  }

  /** Ends the workers. */
  dispose() {
    this.#ended = true;
    this.#loading?.then(
      ({ crew }) => crew.dispose(),
      () => {},
    );
  }

  // ---- studies and slices: see studies.js ---------------------------------------------------------------------------

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

  /** @param {string} name @param {Parameters<import('./studies.js').Studies['study']>[1]} what */
  async study(name, what) {
    const { studies } = await this.load();
    const found = this.studies.find((study) => study.name === name);
    if (!found) throw new Error(`There is no study ${name}.`);
    return studies.study(found, what);
  }

  /** Not a number before what measures it has loaded. @param {string} name @param {Matter} what */
  seconds(name, what) {
    return this.#tools?.studies.seconds(name, what) ?? Number.NaN;
  }

  /** @param {string} name @param {Matter & { signal?: AbortSignal }} what */
  async probe(name, what) {
    await (await this.load()).studies.probe(name, what);
  }

  /** @param {Parameters<import('./studies.js').Studies['slice']>[0]} what */
  async slice(what) {
    return (await this.load()).studies.slice(what);
  }

  // ---- claims: see claims.js ----------------------------------------------------------------------------------------

  /** @param {string} id @param {number} seed @param {{ signal?: AbortSignal }} [how] */
  async seed(id, seed, how) {
    return (await this.load()).claims.seed(id, seed, how);
  }

  /** @param {string} id @param {number[]} seeds @param {Parameters<import('./claims.js').Claims['claim']>[2]} [how] */
  async claim(id, seeds, how) {
    return (await this.load()).claims.claim(id, seeds, how);
  }

  /** @param {string} id */
  pace(id) {
    return this.#tools?.claims.pace(id) ?? Number.NaN;
  }

  /** @param {string} id @param {number} seed */
  has(id, seed) {
    return this.#tools?.claims.has(id, seed) ?? false;
  }
}
