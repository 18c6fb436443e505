// The page's own networks, for whatever is measured of them: asked for once for every state that they come to rest in.

/** @typedef {import('../types.d.ts').Records} Records */

export class Live {
  #app;
  #runs = 0;
  #key = '';
  /** @type {Promise<{ step: number, records: Records }> | null} */
  #asked = null;

  /** @param {import('../types.d.ts').App} app */
  constructor(app) {
    this.#app = app;
    app.twin?.addEventListener('open', () => {
      this.#runs++;
    });
  }

  /** Another one whenever the networks have moved, or are others. */
  get state() {
    const { shown } = this.#app;
    return `${this.#runs} ${shown.recorded} ${shown.step}`;
  }

  /** Whether they are there, and not a recording. */
  get there() {
    return this.#app.twin !== null && !this.#app.shown.recorded;
  }

  /** Both networks with their records. Equal states give the same ones. */
  records() {
    const { twin } = this.#app;
    if (!twin) throw new Error('The engine has not loaded yet.');
    const { state } = this;
    if (this.#key !== state || !this.#asked) {
      this.#key = state;
      const asked = twin.records();
      asked.catch(() => {
        if (this.#asked === asked) this.#asked = null;
      });
      this.#asked = asked;
    }
    return this.#asked;
  }
}
