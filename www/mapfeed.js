// Asks the workers for what the networks draw, at most one picture a network at a time: coarse while training, fine at rest.

/** @typedef {import('./types.js').Side} Side */

/** Places a side that are asked for while the run goes on, and at rest. */
const COARSE = 56;
const FINE = 120;
/** Least time between two pictures of one network while the run goes on, ms; and in times of what the last one took. */
const APART = 90;
const SHARE = 4;

export class MapFeed {
  /** @type {Record<Side, { busy: boolean, stale: boolean, at: number, took: number, key: string, timer: number }>} */
  #feeds = {
    a: { busy: false, stale: false, at: 0, took: 0, key: '', timer: 0 },
    b: { busy: false, stale: false, at: 0, took: 0, key: '', timer: 0 },
  };
  #ask;
  #draw;
  #coarse;
  #fine;

  /**
   * @param {(side: Side, size: number) => Promise<Float32Array> | null} ask
   * @param {(side: Side, field: Float32Array) => void} draw
   * @param {{ coarse?: number, fine?: number }} [sizes]
   */
  constructor(ask, draw, sizes = {}) {
    this.#ask = ask;
    this.#draw = draw;
    this.#coarse = sizes.coarse ?? COARSE;
    this.#fine = sizes.fine ?? FINE;
  }

  /**
   * Wants a picture.
   * @param {Side} side
   * @param {boolean} moving  the run goes on
   * @param {string} key  what the picture depends on: the same key and fineness is not asked for twice
   */
  want(side, moving, key) {
    const feed = this.#feeds[side];
    const size = moving ? this.#coarse : this.#fine;
    const whole = `${size} ${key}`;
    if (feed.busy) {
      feed.stale = whole !== feed.key;
      if (feed.stale) this.#later = { ...this.#later, [side]: [moving, key] };
      return;
    }
    if (feed.key === whole) return;
    const wait = moving ? feed.at + Math.max(APART, SHARE * feed.took) - performance.now() : 0;
    clearTimeout(feed.timer);
    if (wait > 0) {
      feed.timer = window.setTimeout(() => this.want(side, moving, key), wait);
      return;
    }
    const promise = this.#ask(side, size);
    if (!promise) return;
    feed.busy = true;
    feed.at = performance.now();
    feed.key = whole;
    promise.then(
      (field) => {
        feed.busy = false;
        feed.took = performance.now() - feed.at;
        this.#draw(side, field);
        this.#again(side);
      },
      () => {
        // Overtaken by another run, or the worker ended, which is said elsewhere.
        feed.busy = false;
        feed.key = '';
        this.#again(side);
      },
    );
  }

  /** @type {Partial<Record<Side, [boolean, string]>>} */
  #later = {};

  /** @param {Side} side */
  #again(side) {
    const next = this.#later[side];
    delete this.#later[side];
    if (next && this.#feeds[side].stale) {
      this.#feeds[side].stale = false;
      this.want(side, ...next);
    }
  }

  /** Forgets what was drawn, so that the next wish is asked for again. */
  forget() {
    for (const feed of Object.values(this.#feeds)) feed.key = '';
  }
}
