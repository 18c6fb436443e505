// A worker: hears requests, has its host answer them, says what went wrong in words.

import { Host, Overtaken } from './host.js';

/** @type {{ noDigits: string } | null} */
let host = null;

/**
 * Buffers of a message that can be moved instead of copied.
 * @param {unknown} value
 */
const movable = (value) =>
  Object.values(value instanceof Object ? (ArrayBuffer.isView(value) ? { value } : value) : {})
    .filter(ArrayBuffer.isView)
    .map((view) => view.buffer);

/** @param {MessageEvent<{ id: number, op: string, what: any }>} event */
self.onmessage = async ({ data: { id, op, what } }) => {
  /** @param {object} message */
  const post = (message) => {
    const { value, part } = /** @type {{ value?: unknown, part?: unknown }} */ (message);
    self.postMessage({ id, ...message }, { transfer: movable(value ?? part) });
  };
  try {
    if (op === 'start') {
      // What measures is loaded by those workers alone that do.
      host = what.host === 'lab' ? new (await import('./lab-host.js')).LabHost(what.module) : new Host(what.module);
      post({ value: null });
      return;
    }
    if (!host) throw new Error('The engine has not started.');
    const answer = await /** @type {any} */ (host)[op](what, (/** @type {object} */ part) => post({ part }));
    post({ value: answer });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // After a trap nothing in the engine can be trusted.
    const fatal = error instanceof WebAssembly.RuntimeError;
    const needs = host !== null && !fatal && message.includes(host.noDigits) ? 'digits' : undefined;
    post({ error: message, overtaken: error instanceof Overtaken, fatal, needs });
  }
};
