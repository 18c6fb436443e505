// Hears requests, has a host answer them, says what went wrong in words. In a worker, or on the page's own thread.

import { Host, Overtaken } from './host.js';

/** @typedef {{ id: number, op: string, what: any }} Request */

/**
 * @param {(message: any) => void} post  hears answers, and what comes before one
 * @returns {(request: Request) => Promise<void>}
 */
export function desk(post) {
  /** @type {{ noDigits: string, end?: () => void } | null} */
  let host = null;
  return async ({ id, op, what }) => {
    try {
      if (op === 'start') {
        // What measures is loaded by those workers alone that do.
        host = what.host === 'lab' ? new (await import('./lab-host.js')).LabHost(what.module) : new Host(what.module);
        return post({ id, value: null });
      }
      if (op === 'end') return host?.end?.();
      if (!host) throw new Error('The engine has not started.');
      const answer = await /** @type {any} */ (host)[op](what, (/** @type {object} */ part) => post({ id, part }));
      post({ id, value: answer });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      // After a trap nothing in the engine can be trusted.
      const fatal = error instanceof WebAssembly.RuntimeError;
      const needs = host !== null && !fatal && message.includes(host.noDigits) ? 'digits' : undefined;
      post({ id, error: message, overtaken: error instanceof Overtaken, fatal, needs });
    }
  };
}
