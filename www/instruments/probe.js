// Pointing at a chart: by pointer, finger or arrow keys. It lies over a plot and hands back shares of its width and height.

import { el, fill } from '../dom.js';

/** @typedef {import('./types.d.ts').Plot} Plot */

/**
 * @typedef {object} Probe
 * @property {HTMLElement} element   lies over the canvas
 * @property {(plot: Plot | undefined) => void} place   puts it over a plot, or hides it
 * @property {(x: number | null, content?: Node | null, words?: string, y?: number) => void} show   the card beside `x`, `y` (shares of width and height), and the same in words
 */

/**
 * @param {string} label
 * @param {(at: {x: number, y: number} | null) => void} point   shares from the left and the top, or null when it is left
 * @param {(key: 'left' | 'right' | 'up' | 'down' | 'home' | 'end', far: boolean) => void} key
 * @returns {Probe}
 */
export function makeProbe(label, point, key) {
  const card = el('div', { class: 'probe-card', hidden: true });
  const element = el(
    'div',
    { class: 'probe', tabindex: 0, role: 'slider', 'aria-label': label, 'aria-valuenow': 0, 'aria-valuetext': 'none' },
    card,
  );
  const at = (/** @type {PointerEvent} */ event) => {
    const box = element.getBoundingClientRect();
    const share = (/** @type {number} */ v, /** @type {number} */ from, /** @type {number} */ size) =>
      Math.min(1, Math.max(0, (v - from) / Math.max(1, size)));
    point({ x: share(event.clientX, box.left, box.width), y: share(event.clientY, box.top, box.height) });
  };
  element.addEventListener('pointermove', at);
  element.addEventListener('pointerdown', at);
  element.addEventListener('pointerleave', (event) => {
    // A lifted finger leaves its reading standing; a mouse takes it along.
    if (event.pointerType === 'mouse') point(null);
  });
  element.addEventListener('blur', () => point(null));
  element.addEventListener('keydown', (event) => {
    const name = /** @type {Record<string, 'left' | 'right' | 'up' | 'down' | 'home' | 'end'>} */ ({
      ArrowLeft: 'left',
      ArrowRight: 'right',
      ArrowUp: 'up',
      ArrowDown: 'down',
      Home: 'home',
      End: 'end',
    })[event.key];
    if (!name) {
      if (event.key === 'Escape') point(null);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    key(name, event.shiftKey);
  });
  return {
    element,
    place(plot) {
      element.hidden = !plot;
      if (!plot) return;
      element.style.left = `${plot.left}px`;
      element.style.top = `${plot.top}px`;
      element.style.width = `${plot.right - plot.left}px`;
      element.style.height = `${plot.bottom - plot.top}px`;
    },
    show(x, content = null, words = 'none', y = 0) {
      card.hidden = x === null || content === null;
      element.setAttribute('aria-valuetext', words);
      element.setAttribute('aria-valuenow', String(Math.round(100 * (x ?? 0))));
      if (x === null || content === null) return;
      fill(card, content);
      card.style.top = y > 0.5 ? 'auto' : `calc(${100 * y}% + 4px)`;
      card.style.bottom = y > 0.5 ? `calc(${100 * (1 - y)}% + 4px)` : 'auto';
      // Past the middle it flips to the other side of the line.
      const flip = x > 0.5;
      card.style.left = flip ? 'auto' : `calc(${100 * x}% + 12px)`;
      card.style.right = flip ? `calc(${100 * (1 - x)}% + 12px)` : 'auto';
    },
  };
}

/**
 * A small table for the card: what is read, and both networks' numbers.
 * @param {string} heading
 * @param {[string, Node[], Node[]][]} rows
 */
export function reading(heading, rows) {
  const side = (/** @type {string} */ name) => el('th', { scope: 'col', class: `colour-${name}` }, name.toUpperCase());
  return el(
    'table',
    {},
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, heading), side('a'), side('b'))),
    el(
      'tbody',
      {},
      rows.map(([name, a, b]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, a), el('td', {}, b))),
    ),
  );
}
