// Figures take turns: at most two train at a time. Those that an element holds ask the element, which knows all of its page; others ask
// the browser's locks, which know all frames of this site. Where there are no locks (a browser may deny them to a frame of another
// site, or without an origin) nothing holds anybody back.

/** Asks for a place: resolves with what gives it back, or with null where nobody keeps places. @typedef {(signal: AbortSignal) => Promise<(() => void) | null>} Ask */

const PLACES = ['skipscape.train.1', 'skipscape.train.2'];

/** @type {Ask} */
export const byLocks = (signal) =>
  new Promise((resolve) => {
    if (!navigator.locks) return resolve(null);
    /** Whichever place comes first: the other is not waited for. */
    const first = new AbortController();
    signal.addEventListener('abort', () => first.abort());
    for (const place of PLACES) {
      const hold = () => {
        if (first.signal.aborted) return undefined;
        return new Promise((leave) => {
          resolve(() => leave(undefined));
          first.abort();
        });
      };
      navigator.locks.request(place, { signal: first.signal }, hold).catch(() => resolve(null));
    }
  });

export class Slot {
  #ask;
  /** Gives the place back. @type {(() => void) | null} */
  #leave = null;
  /** Nobody keeps places. */
  #free = false;
  /** @type {Promise<void> | null} */
  #asked = null;
  #stop = new AbortController();

  /** @param {Ask} ask */
  constructor(ask) {
    this.#ask = ask;
  }

  get held() {
    return this.#leave !== null || this.#free;
  }

  /** Resolves when there is a place, or when it was given up before it was there. */
  take() {
    if (this.held) return Promise.resolve();
    this.#asked ??= this.#wait();
    return this.#asked;
  }

  async #wait() {
    const { signal } = this.#stop;
    const over = new Promise((resolve) => signal.addEventListener('abort', () => resolve(undefined)));
    const place = this.#ask(signal);
    await Promise.race([place, over]);
    if (signal.aborted) return void place.then((leave) => leave?.());
    this.#leave = await place;
    this.#free = this.#leave === null;
    this.#asked = null;
  }

  /** Gives the place to whoever waits. */
  leave() {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#asked = null;
    this.#leave?.();
    this.#leave = null;
  }
}
