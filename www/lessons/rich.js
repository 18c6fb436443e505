// Text of the lessons as elements: emphasis, raised figures, and words of the glossary that say what they mean when asked.

import { el } from '../dom.js';
import { rich as raised } from '../instruments/sentence.js';
import { find, pop } from './glossary.js';

/** `*emphasis*`, `[[term]]` and `[[shown|term]]`, the only marks there are. */
const MARKS = /(\*[^*]+\*|\[\[[^\]]+\]\])/;

/** What clings to a term before it and after it. */
const OPEN = /\($/;
const CLOSE = /^[.,:;?!)’]+/;

/**
 * @param {import('./types.d.ts').Rich} text
 * @returns {Node[]}
 */
export function rich(text) {
  // A rate reads 0.003 in a sentence, whatever it is in a setup.
  return text
    .replace(/(?<![\d.\w/])\.(?=\d)/g, '0.')
    .split(MARKS)
    .flatMap((piece, k, all) => {
      const before = (all[k - 1] ?? '').startsWith('[[');
      const next = all[k + 1] ?? '';
      // A bracket or a stop does not part from its word at a line's end.
      if (piece.startsWith('[[')) {
        const open = (all[k - 1] ?? '').match(OPEN)?.[0] ?? '';
        const close = next.match(CLOSE)?.[0] ?? '';
        const term = word(piece.slice(2, -2));
        return open || close ? [el('span', { class: 'nowrap' }, open, term, close)] : [term];
      }
      if (before) piece = piece.replace(CLOSE, '');
      if (next.startsWith('[[')) piece = piece.replace(OPEN, '');
      if (piece.startsWith('*') && piece.length > 1) return [el('em', {}, raised(piece.slice(1, -1)))];
      return raised(piece);
    });
}

/** Text without its marks, as it is read. @param {import('./types.d.ts').Rich} text */
export const plain = (text) =>
  rich(text)
    .map((node) => node.textContent)
    .join('');

/** @param {string} mark */
function word(mark) {
  const [shown = '', asked = shown] = mark.split('|');
  const term = find(asked);
  if (!term) return document.createTextNode(shown);
  const button = el('button', { type: 'button', class: 'term', 'aria-expanded': 'false' }, shown);
  pop(button, term);
  return button;
}
