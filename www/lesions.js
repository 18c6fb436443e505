// Removed layers: which, what it costs, and what a lane says of it. A removed layer hands h on unchanged (Veit et al. 2016).
import { el, fill, setText } from './dom.js';
import { nodes, share } from './format.js';

/** @typedef {import('./types.js').Side} Side */
/** @typedef {{ loss: number, accuracy: number, test_loss: number, test_accuracy: number }} Scores */

/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

export class Lesions {
  /** @type {Record<Side, Uint8Array>} */
  removed = { a: new Uint8Array(0), b: new Uint8Array(0) };
  /** What is left without them. */
  /** @type {Record<Side, Scores | null>} */
  scores = { a: null, b: null };
  /** @type {Record<Side, { busy: boolean, again: boolean }>} */
  #asking = { a: { busy: false, again: false }, b: { busy: false, again: false } };

  /** @param {Side} side */
  any(side) {
    return this.removed[side].includes(1);
  }

  /**
   * Forgets all, for networks of these depths.
   * @param {Record<Side, number>} depths
   */
  clear(depths) {
    this.removed = { a: new Uint8Array(depths.a), b: new Uint8Array(depths.b) };
    this.scores = { a: null, b: null };
  }

  /**
   * @param {Side} side
   * @param {number} layer  from 1
   * @returns {boolean | null} whether it is removed now; null where there is no such layer
   */
  toggle(side, layer) {
    const marks = this.removed[side];
    if (layer < 1 || layer > marks.length) return null;
    const next = marks.slice();
    next[layer - 1] = marks[layer - 1] ? 0 : 1;
    this.removed = { ...this.removed, [side]: next };
    return next[layer - 1] === 1;
  }

  /** @param {Side} side */
  putBack(side) {
    this.removed = { ...this.removed, [side]: new Uint8Array(this.removed[side].length) };
    this.scores[side] = null;
  }

  /**
   * Measures what is left, one measurement at a time.
   * @param {Side} side
   * @param {(side: Side, removed: Uint8Array) => Promise<Scores>} ask
   * @param {() => void} done
   */
  async measure(side, ask, done) {
    if (!this.any(side)) {
      this.scores[side] = null;
      done();
      return;
    }
    const asking = this.#asking[side];
    if (asking.busy) {
      asking.again = true;
      return;
    }
    asking.busy = true;
    const marks = this.removed[side];
    try {
      const scores = await ask(side, marks);
      if (this.removed[side] === marks) this.scores[side] = scores;
    } catch {
      // Another run has begun, or the worker ended: there is nothing to show, and the page says why elsewhere.
      this.scores[side] = null;
    }
    asking.busy = false;
    done();
    if (asking.again) {
      asking.again = false;
      this.measure(side, ask, done);
    }
  }

  /**
   * In place of the lane’s sentence: which layers are out, before → after.
   * @param {import('./lane.js').Lane['tag']} tag
   * @param {Side} side
   * @param {import('./protocol.js').Frame | null} frame  of the whole network
   * @param {string} [unit]  what a column is
   */
  show({ root, says, back }, side, frame, unit = 'layer') {
    const gone = [...this.removed[side].keys()].filter((i) => this.removed[side][i]).map((i) => i + 1);
    root.hidden = gone.length === 0;
    root.closest('.lane')?.classList.toggle('has-removed', !root.hidden);
    if (root.hidden) return;
    const scores = this.scores[side];
    const which =
      gone.length === 1
        ? `${capital(unit)} ${gone[0]}`
        : gone.length <= 3
          ? `${capital(unit)}s ${gone.join(', ')}`
          : `${gone.length} ${unit}s`;
    const classes = frame !== null && !Number.isNaN(frame.accuracy);
    fill(
      says,
      `${which} removed: `,
      classes && `accuracy ${share(frame.accuracy)} → ${scores ? share(scores.accuracy) : '…'}, `,
      el(
        'span',
        { class: 'tag-loss' },
        'loss ',
        ...(frame ? nodes(frame.loss) : ['–']),
        ' → ',
        ...(scores ? nodes(scores.loss) : ['…']),
      ),
    );
    setText(back, gone.length === 1 ? 'Put it back' : 'Put all back');
  }
}
