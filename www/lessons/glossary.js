// The glossary: a word's meaning beside it when it is pointed at, focused or tapped, and all words on a sheet.

import { sheet } from '../dialogs/dialog.js';
import { el } from '../dom.js';
import { rich as raised } from '../instruments/sentence.js';
import { glossary } from './text/glossary.js';

/** @typedef {import('./types.d.ts').Term} Term */

/** Room between a word, its meaning and the window's edge, px. */
const GAP = 8;
/** How long a meaning stays when the pointer leaves for it, ms. */
const STAYS = 200;

/** @param {string} name @returns {Term | undefined} */
export function find(name) {
  const wanted = name.toLowerCase();
  return glossary.find(({ term, also = [] }) => [term, ...also].some((form) => form.toLowerCase() === wanted));
}

/** A meaning holds no words to ask for: they stand there plain. @param {string} text */
const meaning = (text) => raised(text.replace(/\[\[([^\]|]+)(?:\|[^\]]+)?\]\]/g, '$1').replace(/\*([^*]+)\*/g, '$1'));

const bubble = el('div', { class: 'meaning', id: 'meaning', role: 'tooltip', hidden: true });
/** @type {HTMLElement | null} */
let open = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let leaving;

bubble.addEventListener('pointerenter', () => clearTimeout(leaving));
bubble.addEventListener('pointerleave', leave);
document.addEventListener(
  'keydown',
  (event) => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    hide();
  },
  { capture: true },
);
document.addEventListener('pointerdown', ({ target }) => {
  if (open && target instanceof Node && !bubble.contains(target) && !open.contains(target)) hide();
});
addEventListener('scroll', place, { passive: true, capture: true });

function leave() {
  clearTimeout(leaving);
  leaving = setTimeout(hide, STAYS);
}

function hide() {
  clearTimeout(leaving);
  open?.setAttribute('aria-expanded', 'false');
  open?.removeAttribute('aria-describedby');
  open = null;
  bubble.hidden = true;
}

/** @param {HTMLElement} at @param {Term} term */
function show(at, term) {
  clearTimeout(leaving);
  if (open === at) return;
  hide();
  open = at;
  at.setAttribute('aria-expanded', 'true');
  at.setAttribute('aria-describedby', bubble.id);
  bubble.replaceChildren(el('b', {}, term.term), el('p', {}, meaning(term.text)));
  bubble.hidden = false;
  document.body.append(bubble);
  place();
}

/** Beside its word, inside the window. */
function place() {
  if (!open) return;
  const word = open.getBoundingClientRect();
  const box = bubble.getBoundingClientRect();
  const left = Math.min(
    Math.max(GAP, word.left),
    Math.max(GAP, document.documentElement.clientWidth - box.width - GAP),
  );
  const below = word.bottom + GAP + box.height <= innerHeight;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${below ? word.bottom + GAP : Math.max(GAP, word.top - GAP - box.height)}px`;
}

/**
 * Gives a word its meaning by hover, focus and tap.
 * @param {HTMLElement} word
 * @param {Term} term
 */
export function pop(word, term) {
  word.addEventListener('pointerenter', (event) => {
    if (event.pointerType === 'mouse') show(word, term);
  });
  word.addEventListener('pointerleave', (event) => {
    if (event.pointerType === 'mouse') leave();
  });
  word.addEventListener('focus', () => show(word, term));
  word.addEventListener('blur', hide);
  word.addEventListener('click', () => show(word, term));
}

/** @type {import('../dialogs/dialog.js').Sheet | null} */
let all = null;

/** All words on a sheet. */
export function openGlossary() {
  if (!all) {
    const words = [...glossary].sort((one, other) => one.term.localeCompare(other.term, 'en'));
    all = sheet(
      'glossary',
      'Glossary',
      el(
        'dl',
        { class: 'glossary' },
        words.flatMap(({ term, text }) => [el('dt', {}, term), el('dd', {}, meaning(text))]),
      ),
    );
  }
  all.show();
}
