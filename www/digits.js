// The images of digits: a file of its own that is fetched once, when something first needs it.

/** @type {Promise<Uint8Array> | null} */
let coming = null;

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
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * The same, handed to the page's own engine.
 * @param {{ provide_digits: (bytes: Uint8Array) => void }} engine
 */
export async function provideDigits(engine) {
  engine.provide_digits(await digits());
}
