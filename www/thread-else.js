// The other ways to a host, for frames that are refused a worker by its address: a classic worker made of a few words, which a frame
// without an origin may have; and the page's own thread, which every frame has. Loaded when the usual way fails.

import { desk } from './desk.js';

/** @typedef {import('./thread.js').Talker} Talker */

/** So long may a worker take to say its first word, ms: one that is refused may stay silent. */
const PATIENCE = 4000;

/**
 * @param {number} way  1 for the worker made of words, 2 for the page's own thread
 * @returns {Talker | null}  null where there is no such way
 */
export function open(way) {
  if (way === 1) return ofWords();
  return way === 2 ? here() : null;
}

/**
 * A classic worker that imports the usual one: a module made of words may fail in silence.
 * @returns {Talker}
 */
function ofWords() {
  const file = new URL('./worker.js', import.meta.url).href;
  const words = `
    postMessage('here');
    const early = [];
    onmessage = (event) => early.push(event);
    import(${JSON.stringify(file)}).then(
      () => early.forEach((event) => onmessage(event)),
      (error) => setTimeout(() => { throw error; }),
    );`;
  const url = URL.createObjectURL(new Blob([words], { type: 'text/javascript' }));
  /** @type {Talker} */
  const talker = { onerror: null, onmessageerror: null, onmessage: null, postMessage() {}, terminate() {} };
  const fail = () => talker.onerror?.(new ErrorEvent('error', { message: 'the browser refused it' }));
  /** @type {Worker} */
  let worker;
  try {
    worker = new Worker(url);
  } catch {
    setTimeout(fail);
    return talker;
  }
  const silence = setTimeout(fail, PATIENCE);
  worker.onmessage = (event) => {
    clearTimeout(silence);
    if (event.data === 'here') URL.revokeObjectURL(url);
    else talker.onmessage?.(event);
  };
  worker.onerror = (event) => {
    clearTimeout(silence);
    event.preventDefault();
    talker.onerror?.(event);
  };
  worker.onmessageerror = (event) => talker.onmessageerror?.(event);
  talker.postMessage = (message) => worker.postMessage(message);
  talker.terminate = () => {
    clearTimeout(silence);
    worker.terminate();
  };
  return talker;
}

/**
 * The page's own thread. A host does long work in slices and hears other messages in between, here as in a worker.
 * @returns {Talker}
 */
function here() {
  /** @type {Talker} */
  const talker = { onerror: null, onmessageerror: null, onmessage: null, postMessage() {}, terminate() {} };
  let ended = false;
  const hear = desk((message) => {
    if (!ended) talker.onmessage?.(new MessageEvent('message', { data: message }));
  });
  talker.postMessage = (message) => void hear(message);
  talker.terminate = () => {
    ended = true;
    void hear({ id: 0, op: 'end', what: {} });
  };
  return talker;
}
