// Figures of one page, and of other pages of this site, take turns: at most two train at a time. The browser's locks know them all,
// also those in other frames; where it has none, or a frame has no origin, nothing holds anybody back.

/** So many may train at a time. */
const PLACES = ['skipscape.train.1', 'skipscape.train.2'];

export class Slot {
  /** Lets go of the place. @type {(() => void) | null} */
  #leave = null;
  /** @type {Promise<void> | null} */
  #asked = null;
  #stop = new AbortController();
  /** Whether the browser has no locks for this frame. */
  #refused = false;

  get held() {
    return this.#leave !== null || !navigator.locks || this.#refused;
  }

  /** Resolves when there is a place, or when the place was given up before it was there. */
  take() {
    if (this.held) return Promise.resolve();
    this.#asked ??= this.#ask();
    return this.#asked;
  }

  #ask() {
    const stop = new AbortController();
    this.#stop = stop;
    /** @type {Promise<void>} */
    const granted = new Promise((resolve) => {
      for (const place of PLACES) {
        const hold = () => {
          // The other place came first, or nobody waits any more.
          if (stop.signal.aborted) return undefined;
          return new Promise((leave) => {
            this.#leave = () => leave(undefined);
            resolve();
            stop.abort();
          });
        };
        navigator.locks.request(place, { signal: stop.signal }, hold).catch((error) => {
          this.#refused ||= error?.name !== 'AbortError';
          resolve();
        });
      }
    });
    return granted.finally(() => {
      this.#asked = null;
    });
  }

  /** Gives the place to whoever waits. */
  leave() {
    this.#stop.abort();
    this.#asked = null;
    this.#leave?.();
    this.#leave = null;
  }
}
