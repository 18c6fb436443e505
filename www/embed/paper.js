// On paper a frame is its figure, drawn anew in lines for both networks, with what it says and the link to its setup.
import { byId, el, fill } from '../dom.js';
import { permalink } from '../links.js';

/** @param {import('../page.js').Page} page */
export function layOnPaper(page) {
  const paper = byId('paper');
  addEventListener('beforeprint', () => {
    const which = page.figure?.();
    if (!which?.figure || document.body.dataset.hides?.split(' ').includes('figure')) return;
    const drawn = parsed(which.figure.svg());
    const words = `${which.label}. ${which.figure.summary()}`;
    fill(paper, drawn, el('figcaption', {}, words, el('br'), el('a', { href: permalink(page) }, permalink(page))));
    paper.hidden = false;
  });
  addEventListener('afterprint', () => {
    paper.hidden = true;
    fill(paper);
  });
}

/**
 * The engine's drawing as elements. Its one style is the page's own already, and the page's policy lets no attribute set one.
 * @param {string} svg
 */
function parsed(svg) {
  const text = svg.replace(/ style="[^"]*"/g, '');
  const drawn = document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
  // Its words are the caption's.
  drawn.querySelector('title')?.remove();
  drawn.removeAttribute('width');
  drawn.removeAttribute('height');
  drawn.setAttribute('aria-hidden', 'true');
  return drawn;
}
