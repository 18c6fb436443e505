// The setup in the page's address: read when it opens, written as it changes, so that back and forward are undo and redo.

/** The setup's text in the address, as typed. */
export function fromAddress() {
  const text = location.hash.slice(1);
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/**
 * Writes a link's text into the address.
 * @param {string} link     empty for the empty setup
 * @param {boolean} replace  overwrite the present entry of the history
 */
export function toAddress(link, replace) {
  const here = location.pathname + location.search;
  const goal = link === '' ? here : `${here}#${link}`;
  if (here + location.hash === goal) return;
  try {
    if (replace) history.replaceState(null, '', goal);
    else history.pushState(null, '', goal);
  } catch {
    // A browser refuses when the address changes too often, or in a frame without an origin; the page goes on without it.
  }
}

/**
 * Calls back when the reader goes back, goes forward, or edits the address.
 * @param {() => void} changed
 */
export function onAddress(changed) {
  addEventListener('popstate', changed);
  return () => removeEventListener('popstate', changed);
}

/** Where the page keeps its setup; a frame in someone's notes has another one. */
export const ADDRESS = { read: fromAddress, write: toAddress, on: onAddress };

/** @typedef {typeof ADDRESS} Address */
