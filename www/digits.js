// The images of digits: a file of its own that is fetched once, when something first needs it.

/** @typedef {{ provide_digits: (bytes: Uint8Array) => void }} Engine */

/** @type {Promise<Uint8Array> | null} */
let coming = null;
/** @type {Uint8Array | null} */
let there = null;
/** The page's own engines: each gets the images as soon as they are there. @type {Engine[]} */
const engines = [];

/**
 * The file's bytes. Rejects with a sentence where it cannot be had; it is asked for again the next time.
 * @returns {Promise<Uint8Array>}
 */
export function digits() {
  coming ??= load().catch((error) => {
    coming = null;
    throw error;
  });
  return coming;
}

async function load() {
  /** @param {string} why */
  const fail = (why) => new Error(`The images of digits could not be loaded: ${why}.`);
  const response = await fetch(new URL('./data/digits.bin', import.meta.url)).catch(() => {
    throw fail('the file did not come');
  });
  if (!response.ok) throw fail(`${response.status} ${response.statusText}`.trim());
  const bytes = new Uint8Array(await response.arrayBuffer());
  for (const engine of engines) engine.provide_digits(bytes);
  there = bytes;
  return bytes;
}

/**
 * Hands them to an engine of the page's own, now or when they come.
 * @param {Engine} engine
 */
export function shareDigits(engine) {
  if (!engines.includes(engine)) engines.push(engine);
  if (there) engine.provide_digits(there);
}

/**
 * Fetches them for an engine of the page's own.
 * @param {Engine} engine
 */
export async function provideDigits(engine) {
  shareDigits(engine);
  await digits();
}
