// A slice of both loss surfaces being measured: rows as they come, how far it is, how long it still takes.

/** @typedef {import('../types.d.ts').Records} Records */
/** @typedef {import('../slice.js').Facts} Facts */
/** @typedef {import('../types.d.ts').Side} Side */

/**
 * What is to be measured. Two that are equal in everything need not be measured twice.
 * @typedef {{run: string, step: number, plane: string, span: number, grid: number}} Wish
 */

export class Measuring {
  /** @type {Wish | null} */
  wish = null;
  /** Losses row by row, NaN where they are not there yet.
   * @type {Record<Side, Float32Array>} */
  losses = { a: new Float32Array(), b: new Float32Array() };
  /** @type {Record<Side, Facts> | null} */
  facts = null;
  /** @type {'idle' | 'running' | 'done' | 'cancelled' | 'failed'} */
  state = 'idle';
  /** Why there is nothing. */
  why = '';
  #began = 0;
  /** @type {Record<Side, number>} */
  #done = { a: 0, b: 0 };
  #stop = new AbortController();

  /** Grows with everything that there is to show. */
  version = 0;

  /** @param {() => void} changed  called when there is more to show */
  constructor(changed) {
    this.changed = () => {
      this.version += 1;
      changed();
    };
  }

  /** @param {Wish} wish */
  has(wish) {
    return this.wish !== null && key(this.wish) === key(wish);
  }

  /** Share that is done, 0 … 1: that of the slower network. */
  get share() {
    return Math.min(this.#done.a, this.#done.b);
  }

  /** Seconds that are left; not a number before there is anything to go by. */
  get left() {
    const passed = (performance.now() - this.#began) / 1000;
    return this.share > 0.02 && passed > 0.2 ? (passed * (1 - this.share)) / this.share : Number.NaN;
  }

  /**
   * @param {import('../lab.js').Lab} lab
   * @param {Wish} wish
   * @param {{ scene: string, own: string | undefined }} of
   * @param {() => Promise<{ step: number, records: Records }>} live  the networks
   */
  async start(lab, wish, of, live) {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const points = wish.grid * wish.grid;
    const losses = { a: new Float32Array(points).fill(Number.NaN), b: new Float32Array(points).fill(Number.NaN) };
    Object.assign(this, { wish, losses, facts: null, state: 'running', why: '' });
    this.#began = performance.now();
    this.#done = { a: 0, b: 0 };
    try {
      const { step, records } = await live();
      signal.throwIfAborted();
      // While they train they may have gone on by now.
      this.wish = { ...wish, step };
      const { plane, span, grid } = wish;
      const square = { plane, span, grid };
      const onPart = (/** @type {import('../slice.js').Part} */ part) => {
        losses[part.side].set(part.losses, part.from);
        this.#done[part.side] = part.done / Math.max(1, part.all);
        this.changed();
      };
      const facts = await lab.slice({ ...of, records, square, signal, onPart });
      signal.throwIfAborted();
      Object.assign(this, { facts, state: 'done' });
    } catch (error) {
      if (signal.aborted) return;
      this.state = 'failed';
      this.why = error instanceof Error && error.message ? error.message : 'The slice could not be measured.';
    }
    this.changed();
  }

  /** Ends it; the rows that are there stay. */
  cancel() {
    if (this.state !== 'running') return;
    this.state = 'cancelled';
    this.#stop.abort();
    this.changed();
  }

  /** Forgets what was measured, so that it is measured anew. */
  forget() {
    this.#stop.abort();
    Object.assign(this, { wish: null, state: 'idle', why: '' });
    this.changed();
  }
}

/** @param {Wish} wish */
const key = (wish) => [wish.run, wish.step, wish.plane, wish.span, wish.grid].join('|');
