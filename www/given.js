// The reader's own data of this visit. A link lacks some of it: what the classes are called, and rows that are too many to travel in
// it, of which it has the digest alone.
import { isDigest, pairs } from './settings.js';

/** @typedef {import('./types.js').OwnRows} OwnRows */

/** So many data sets are kept, to go back to: the largest that the engine takes have a few megabytes. */
const KEPT = 8;

/** What a setup has of the reader's data: the rows, or their digest. @param {string} text */
const linkIn = (text) => Object.fromEntries(pairs(text)).own ?? '';

/**
 * The rows that the engine has to be handed beside a setup; those that are in the setup come from there.
 * @param {string} text
 * @param {OwnRows} [rows]
 */
export const beside = (text, rows) => (isDigest(linkIn(text)) ? rows?.packed : undefined);

export class Given {
  /** By what a link has of them; the set that was used last is at the end. @type {Map<string, OwnRows>} */
  #sets = new Map();

  /** What was given for a setup, if anything was. @param {string} text */
  for(text) {
    return this.#sets.get(linkIn(text));
  }

  /**
   * Keeps what a setup was opened with.
   * @param {string} text
   * @param {OwnRows} rows
   */
  keep(text, { packed, labels }) {
    const link = linkIn(text);
    this.#sets.delete(link);
    this.#sets.set(link, { packed, labels });
    for (const oldest of [...this.#sets.keys()].slice(0, -KEPT)) this.#sets.delete(oldest);
  }

  /** The digest of rows that a setup needs and nobody has given; null where it needs none. @param {string} text */
  lacks(text) {
    const { data, own = '' } = Object.fromEntries(pairs(text));
    return data === 'own' && isDigest(own) && !this.#sets.has(own) ? own : null;
  }
}
