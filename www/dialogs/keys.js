// The sheet of keys, and the switch that turns the page's single keys off.

import { el } from '../dom.js';
import { KEYS } from '../keyboard.js';
import { sheet } from './dialog.js';

/** Keys of the figures, which are theirs while they have the focus. */
const ON_FIGURES = [
  { keys: ['←', '→'], what: 'along a chart; turn the landscape' },
  { keys: ['↑', '↓'], what: 'through the steps of a map; tilt the landscape' },
  { keys: ['Shift'], what: 'with an arrow: farther' },
  { keys: ['Esc'], what: 'let go' },
];

/**
 * @param {import('../keyboard.js').Keyboard} keyboard
 * @returns {() => void} opens it
 */
export function makeKeys(keyboard) {
  const part = (/** @type {string} */ heading, /** @type {{keys: string[], what: string}[]} */ rows) =>
    el(
      'section',
      {},
      el('h3', {}, heading),
      el(
        'dl',
        { class: 'keys' },
        rows.flatMap(({ keys, what }) => [
          el(
            'dt',
            {},
            keys.map((key) => el('kbd', {}, key)),
          ),
          el('dd', {}, what),
        ]),
      ),
    );
  const box = el('input', { type: 'checkbox' });
  box.addEventListener('change', () => keyboard.set(box.checked));
  const dialog = sheet(
    'keys',
    'Keys',
    el('div', { class: 'keys-grid' }, part('Anywhere', KEYS), part('On a figure', ON_FIGURES)),
    el(
      'label',
      { class: 'option' },
      box,
      'Single keys work anywhere on the page. Off: only where something has the focus.',
    ),
  );
  return () => {
    box.checked = keyboard.on;
    dialog.show();
  };
}
