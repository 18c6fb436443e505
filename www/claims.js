// Claims, seed by seed: what was measured once is kept, and work that nobody waits for any more stops.

/** @typedef {import('./types.js').Seeded} Seeded */
/** @typedef {import('./types.js').Verdict} Verdict */

export class Claims {
  #engine;
  #crew;
  #pace;
  /** @type {Map<string, { seeded: Seeded, seconds: number }>} */
  #seeds = new Map();
  /** @type {Map<string, { promise: Promise<Seeded>, wanted: number, stop: AbortController }>} */
  #asked = new Map();

  /**
   * @param {import('./types.js').Engine} engine
   * @param {import('./crew.js').Crew} crew
   * @param {import('./pace.js').Pace} pace
   */
  constructor(engine, crew, pace) {
    this.#engine = engine;
    this.#crew = crew;
    this.#pace = pace;
  }

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
    await this.#crew.do(
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
    signal?.throwIfAborted();
    /** @type {Map<number, Seeded>} */
    const there = new Map();
    const judge = () => {
      const runs = seeds.flatMap((seed) => there.get(seed) ?? []);
      /** @type {Verdict} */
      const verdict = JSON.parse(this.#engine.claim_judge(id, JSON.stringify(runs)));
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
