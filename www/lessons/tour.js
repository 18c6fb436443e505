// Lesson 0: what a column, an arc and a bar mean. It points at the page, a part at a time.

import { el } from '../dom.js';
import { keep } from './progress.js';
import { rich } from './rich.js';

/** Where the parts are on the page. */
const PARTS = {
  data: '#rail-in, body.lesson-maps .map',
  columns: '#mid-a',
  arcs: '#mid-b',
  bars: '#mid-b',
  maps: '#out-b',
  numbers: '#out-a, #out-b',
  play: '#play',
};

/** Parts that are about points and answers: on a phone, where the networks are folded, their maps are there for these. */
const MAPPED = ['data', 'maps', 'play', 'numbers'];

/**
 * @param {import('../page.js').Page} page
 * @param {import('./types.d.ts').Tour} tour
 */
export function makeTour(page, tour) {
  let step = 0;
  const sections = tour.stops.map(({ title, text }, k) =>
    el(
      'section',
      { class: 'lesson-step', 'data-step': k, 'aria-labelledby': `lesson-step-${k}` },
      el('h3', { id: `lesson-step-${k}`, tabindex: -1 }, el('span', { class: 'stop-number' }, k + 1), rich(title)),
      text.map((paragraph) => el('p', {}, rich(paragraph))),
    ),
  );
  const unring = () => {
    for (const ringed of document.querySelectorAll('.ringed')) ringed.classList.remove('ringed');
  };
  /** @param {boolean} on */
  const maps = (on) => {
    if (document.body.classList.contains('lesson-maps') === on) return;
    document.body.classList.toggle('lesson-maps', on);
    page.layoutChanged();
  };
  return {
    element: el('div', { class: 'lesson-steps lesson-tour' }, sections),
    scenes: [tour.stage],
    stage: tour.stage,
    covered: () => false,
    open: () => false,
    get step() {
      return step;
    },
    measured: true,
    last: tour.stops.length - 1,
    /** @param {number} to */
    show(to) {
      step = to;
      sections.forEach((section, k) => {
        section.classList.toggle('to-come', k > to);
        section.classList.toggle('now', k === to);
      });
      unring();
      const { part } = tour.stops[to] ?? {};
      maps(part !== undefined && MAPPED.includes(part));
      if (part) for (const place of document.querySelectorAll(PARTS[part])) place.classList.add('ringed');
      if (tour.stops[to - 1]?.run && !page.shown.done) page.play();
      keep(tour.id, { step: to, done: to === tour.stops.length - 1 });
    },
    next: () => (tour.stops[step]?.run ? 'Run it' : step < tour.stops.length - 1 ? 'Next' : ''),
    /** @param {number} k */
    focus: (k) => sections[k]?.querySelector('h3')?.focus({ preventScroll: true }),
    draw() {},
    leave() {
      unring();
      maps(false);
    },
  };
}
