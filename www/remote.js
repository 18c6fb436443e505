// A worker as the page sees it: a method call that is a promise.

import { Thread } from './thread.js';

/** What a worker or its engine could not get over. */
export class Broken extends Error {}

/** Work that later work has made pointless: nobody waits for it. */
export class Overtaken extends Error {}

/** Work that needs a file which the worker does not have. */
class Needs extends Error {}

/** @typedef {{ resolve: (value: any) => void, reject: (error: Error) => void, part?: (part: any) => void }} Waiting */

/** A worker that trains one of the page's networks. */
const TRAINS = {
  host: 'network',
  words: { thread: 'The worker that trains this network', engine: 'The engine that trains this network' },
};

export class Remote {
  #worker;
  #next = 1;
  /** @type {Map<number, Waiting>} */
  #waiting = new Map();
  /** @type {string | null} */
  #broken = null;

  /**
   * @param {WebAssembly.Module | Promise<WebAssembly.Module>} module  the worker starts while it comes
   * @param {(sentence: string) => void} broke  hears of the end of a worker that was not asked to end
   * @param {{ host: string, words: { thread: string, engine: string } }} [kind]  whom the worker serves, and what it is in sentences
   */
  constructor(module, broke, { host, words } = TRAINS) {
    this.#worker = new Thread();
    /** @param {string} sentence */
    const fail = (sentence) => {
      if (this.#broken) return;
      this.#broken = sentence;
      this.#worker.terminate();
      for (const { reject } of this.#waiting.values()) reject(new Broken(sentence));
      this.#waiting.clear();
      broke(sentence);
    };
    this.#worker.onerror = (event) => {
      fail(`${words.thread} stopped: ${event.message || 'the browser ended it'}.`);
    };
    this.#worker.onmessageerror = () => fail(`${words.thread} sent what could not be read.`);
    this.#worker.onmessage = ({ data }) => {
      const waiting = this.#waiting.get(data.id);
      if (!waiting) return;
      if ('part' in data) {
        waiting.part?.(data.part);
        return;
      }
      this.#waiting.delete(data.id);
      if (!('error' in data)) waiting.resolve(data.value);
      else if (data.overtaken) waiting.reject(new Overtaken());
      else if (data.needs) waiting.reject(new Needs(data.error));
      else if (data.fatal) {
        const sentence = `${words.engine} stopped: ${data.error}.`;
        waiting.reject(new Broken(sentence));
        fail(sentence);
      } else waiting.reject(new Error(data.error));
    };
    this.started = Promise.resolve(module).then((engine) => this.ask('start', { module: engine, host }));
    // Whoever asks it for something hears why it did not start.
    this.started.catch(() => {});
  }

  /**
   * The answer to a request. A worker that lacks the images of digits for it gets them, and is asked again.
   * @param {string} op  a method of the worker's host
   * @param {object} [what]
   * @param {(part: any) => void} [part]  hears what comes before the answer
   * @returns {Promise<any>}
   */
  async ask(op, what = {}, part) {
    try {
      return await this.#send(op, what, part);
    } catch (error) {
      if (!(error instanceof Needs)) throw error;
    }
    const { digits } = await import('./digits.js');
    await this.#send('provide', { digits: await digits() });
    return this.#send(op, what, part);
  }

  /**
   * @param {string} op
   * @param {object} what
   * @param {(part: any) => void} [part]
   * @returns {Promise<any>}
   */
  #send(op, what, part) {
    if (this.#broken) return Promise.reject(new Broken(this.#broken));
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject, part });
      this.#worker.postMessage({ id, op, what });
    });
  }

  get broken() {
    return this.#broken !== null;
  }

  /** Ends the worker; whoever still waits hears that it is over. */
  end() {
    this.#worker.terminate();
    for (const { reject } of this.#waiting.values()) reject(new Overtaken());
    this.#waiting.clear();
    this.#broken ??= 'The worker was ended.';
  }
}
