// A study being measured: how far it is, what it found so far, how long it still takes.

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Found} Found */
/** @typedef {import('../types.d.ts').Findings} Findings */
/** @typedef {import('../types.d.ts').Records} Records */

/** @typedef {{ key: string, scene: string, own: string | undefined }} Wish */

export class Inquiry {
  /** @type {Wish | null} */
  wish = null;
  /** @type {'idle' | 'running' | 'done' | 'stopped' | 'failed'} */
  state = 'idle';
  /** Why there is nothing. */
  why = '';
  share = 0;
  left = Number.NaN;
  /** The step of the networks that were measured, and their scene. */
  step = 0;
  /** @type {Found | null} */
  found = null;
  /** @type {Findings | null} */
  findings = null;
  /** Grows with everything that there is to show. */
  version = 0;
  #stop = new AbortController();
  #name;
  #app;
  #changed;

  /**
   * @param {App} app
   * @param {string} name
   * @param {() => void} changed  called when there is more to show
   */
  constructor(app, name, changed) {
    this.#app = app;
    this.#name = name;
    this.#changed = changed;
  }

  /** @param {Wish} wish */
  has(wish) {
    return this.wish?.key === wish.key;
  }

  /**
   * @param {Wish} wish
   * @param {(() => Promise<{ step: number, records: Records }>) | null} live  the networks that it is put to; none for a study that
   *   trains its own
   */
  async start(wish, live) {
    const { lab } = this.#app;
    if (!lab) return;
    this.#stop.abort();
    const stop = new AbortController();
    this.#stop = stop;
    // What stands is of other networks or another setup, unless they only trained on: then it stands until there is more.
    if (this.wish?.scene !== wish.scene) this.#hold(null);
    Object.assign(this, { wish, state: 'running', why: '', share: 0, left: Number.NaN });
    this.#tell();
    const { scene, own } = wish;
    try {
      const networks = live ? await live() : null;
      if (stop.signal.aborted) return;
      const step = networks?.step ?? 0;
      const found = await lab.study(this.#name, {
        scene,
        own,
        records: networks?.records ?? null,
        signal: stop.signal,
        onPart: (part, { done, left }) => {
          if (stop.signal.aborted) return part.free();
          Object.assign(this, { share: done, left, step });
          this.#hold(part);
          this.#tell();
        },
      });
      if (stop.signal.aborted) return found.free();
      Object.assign(this, { state: 'done', share: 1, left: 0, step });
      this.#hold(found);
    } catch (error) {
      if (stop.signal.aborted) return;
      Object.assign(this, { state: 'failed', why: error instanceof Error ? error.message : String(error) });
    }
    this.#tell();
  }

  /** Ends it; what is there stays, and is not done again. */
  cancel() {
    if (this.state !== 'running') return;
    this.#stop.abort();
    this.state = 'stopped';
    this.#tell();
  }

  /** Ends it, and forgets it. */
  forget() {
    this.#stop.abort();
    Object.assign(this, { wish: null, state: 'idle', why: '', share: 0, left: Number.NaN });
    this.#hold(null);
    this.#tell();
  }

  /** @param {Found | null} found */
  #hold(found) {
    this.found?.free();
    this.found = found;
    this.findings = found ? JSON.parse(found.json()) : null;
    this.version++;
  }

  #tell() {
    this.version++;
    this.#changed();
  }
}
