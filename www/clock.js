// How long training has taken by the wall clock. It is no part of the run, and nothing of the run depends on it.

export class Clock {
  #sum = 0;
  /** @type {number | null} */
  #since = null;

  /** @param {boolean} on  whether training goes on from now */
  go(on) {
    const now = performance.now();
    if (this.#since !== null) this.#sum += now - this.#since;
    this.#since = on ? now : null;
  }

  clear() {
    this.#sum = 0;
    this.#since = null;
  }

  get seconds() {
    return (this.#sum + (this.#since === null ? 0 : performance.now() - this.#since)) / 1000;
  }
}
