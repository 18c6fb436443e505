// Where a host lives: in a worker, or where a frame is refused one, in a worker made of a few words, or on the page's own thread.
// Each of them answers alike and to the same bits. Nothing is shown to have failed before the last of them has.

/**
 * What a `Worker` is to whoever speaks with it.
 * @typedef {object} Talker
 * @property {((event: ErrorEvent) => void) | null} onerror
 * @property {((event: MessageEvent) => void) | null} onmessageerror
 * @property {((event: MessageEvent) => void) | null} onmessage
 * @property {(message: any) => void} postMessage
 * @property {() => void} terminate
 */

const address = () => new URL('./worker.js', import.meta.url);

/** A worker by its address, the usual way. */
const usual = () => /** @type {Talker} */ (new Worker(address(), { type: 'module' }));

/**
 * The way to begin with. A page without an origin is refused the usual one, and Firefox says so to the console; but not a worker that
 * the page itself holds, as in a single file.
 */
const first = () => (globalThis.origin === 'null' && address().protocol !== 'blob:' ? 1 : 0);

/** The way by which a thread was opened here last: the next one takes it at once. @type {number | null} */
let known = null;

/** @implements {Talker} */
export class Thread {
  /** @type {Talker['onerror']} */
  onerror = null;
  /** @type {Talker['onmessageerror']} */
  onmessageerror = null;
  /** @type {Talker['onmessage']} */
  onmessage = null;
  /** @type {Talker | null} */
  #inner = null;
  /** What was sent before the first answer: the next way has to hear it too. @type {any[] | null} */
  #unheard = [];
  #ended = false;
  #way = known ?? first();

  constructor() {
    try {
      if (this.#way === 0) this.#take(usual());
      else void this.#other();
    } catch {
      void this.#other();
    }
  }

  /** @param {Talker} inner */
  #take(inner) {
    if (this.#ended) return inner.terminate();
    this.#inner = inner;
    inner.onmessage = (event) => {
      if (this.#unheard) known = this.#way;
      this.#unheard = null;
      this.onmessage?.(event);
    };
    /** @param {() => void} say */
    const fail = (say) => {
      if (!this.#unheard || this.#ended) return say();
      inner.onmessage = inner.onerror = inner.onmessageerror = null;
      inner.terminate();
      this.#way++;
      void this.#other(say);
    };
    inner.onerror = (event) => {
      event.preventDefault?.();
      fail(() => this.onerror?.(event));
    };
    inner.onmessageerror = (event) => fail(() => this.onmessageerror?.(event));
    for (const message of this.#unheard ?? []) inner.postMessage(message);
  }

  /** @param {() => void} [say]  what is said where there is no other way */
  async #other(say) {
    this.#inner = null;
    this.#way = Math.max(1, this.#way);
    try {
      const { open } = await import('./thread-else.js');
      const inner = open(this.#way);
      if (inner) this.#take(inner);
      else say?.();
    } catch {
      say?.();
    }
  }

  /** @param {any} message */
  postMessage(message) {
    this.#unheard?.push(message);
    this.#inner?.postMessage(message);
  }

  terminate() {
    this.#ended = true;
    this.#inner?.terminate();
  }
}
