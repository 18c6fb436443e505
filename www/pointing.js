// Which layer is ringed, and whether it is held: by pointer, finger, key or number.

/** How long a ring stays after the pointer has left, so that it can reach the card between the lanes, ms. */
const LINGER = 350;

export class Pointing {
  /** @type {number | null} */
  layer = null;
  /** Held: the pointer may go elsewhere and the ring stays. */
  pinned = false;
  #timer = 0;
  #depth;
  #changed;

  /**
   * @param {() => number} depth  of the deeper network
   * @param {() => void} changed
   */
  constructor(depth, changed) {
    this.#depth = depth;
    this.#changed = changed;
  }

  /** @param {number | null} layer */
  hover(layer) {
    this.stay();
    const goal = layer === null ? null : Math.max(1, Math.min(this.#depth(), Math.round(layer)));
    if (goal === this.layer || Number.isNaN(goal)) return;
    this.layer = goal;
    if (goal === null) this.pinned = false;
    this.#changed();
  }

  /** @param {number | null} layer */
  pin(layer) {
    this.pinned = layer !== null;
    this.hover(layer);
  }

  leave() {
    if (this.pinned || this.layer === null) return;
    this.stay();
    this.#timer = window.setTimeout(() => this.hover(null), LINGER);
  }

  stay() {
    clearTimeout(this.#timer);
  }

  /**
   * Arrows walk, Home and End go to the ends, Escape lets go.
   * @param {KeyboardEvent} event
   * @returns {boolean} whether the key was one of these
   */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const here = this.layer ?? 0;
    const far = Math.max(1, Math.round(this.#depth() / 10));
    /** @type {Record<string, number | null>} */
    const goals = {
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      ArrowLeft: Math.max(1, here - 1),
      ArrowDown: Math.max(1, here - 1),
      PageUp: here + far,
      PageDown: Math.max(1, here - far),
      Home: 1,
      End: this.#depth(),
      Escape: null,
    };
    if (!(event.key in goals)) return false;
    event.preventDefault();
    this.pin(goals[event.key] ?? null);
    return true;
  }
}
