// On paper a frame is its figure, drawn anew in lines for both networks, with what it says and the link to its setup; where there is
// room, what the networks draw stands above it. Where nothing is measured yet it is the networks, and the link.
import { byId, el, fill } from '../dom.js';

/** What the words under a figure take at most, px. */
const WORDS = 120;

/** @param {import('../page.js').Page} page */
export function layOnPaper(page) {
  const paper = byId('paper');
  addEventListener('beforeprint', () => {
    const { label = 'Skipscape', figure = null } = page.figure?.() ?? {};
    const wanted = !document.body.dataset.hides?.split(' ').includes('figure');
    const drawn = wanted && figure ? [parsed(figure.svg())] : [];
    const words = !wanted ? 'Skipscape.' : `${label}. ${figure ? figure.summary() : 'Not measured yet.'}`;
    const link = byId('home').getAttribute('href') ?? '';
    fill(paper, ...drawn, el('figcaption', {}, words, el('br'), el('a', { href: link }, link)));
    paper.dataset.beside = drawn.every(fits) ? 'networks' : '';
    paper.hidden = false;
  });
  addEventListener('afterprint', () => {
    paper.hidden = true;
    fill(paper);
  });
}

/** Whether the figure goes under the networks, in the frame's height. @param {Element} drawn */
function fits(drawn) {
  const [, , width = 1, height = 1] = (drawn.getAttribute('viewBox') ?? '').split(' ').map(Number);
  return byId('lanes').offsetHeight + (innerWidth * height) / width + WORDS <= innerHeight;
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
