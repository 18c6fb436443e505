// Before its networks are there a frame says what it is going to be, so that it is no empty place in the notes.
import { byId, el, fill } from '../dom.js';
import { pairs } from '../settings.js';
import { WORDS } from './words.js';

/** Values longer than this are the reader's own data. */
const LONG = 40;

/** @param {string} text  the setup, as it stands in the address */
export function saySetup(text) {
  const said = pairs(text)
    .filter(([key, value]) => !['v', 'engine', ...WORDS.map(({ name }) => name)].includes(key) && value !== '')
    .map(([key, value]) => `${key}=${value.length > LONG ? '…' : decoded(value)}`);
  fill(
    byId('instruments'),
    el(
      'p',
      { class: 'before' },
      el('b', {}, 'This figure is measured here, in your browser.'),
      said.length > 0 ? `Setup: ${said.join(', ')}.` : 'The usual setup.',
    ),
  );
}

/** @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
