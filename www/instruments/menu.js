// A button with a menu under it: arrows walk it, a letter jumps, Escape and a press elsewhere close it.

import { el } from '../dom.js';

/** How high the menu is at least and at most, px. */
const LEAST = 320;
const MOST = 640;

/** How much of the window's bottom a bar takes, where one is fixed there. */
function bar() {
  const transport = document.getElementById('transport');
  if (!transport || getComputedStyle(transport).position !== 'fixed') return 0;
  return transport.getBoundingClientRect().height;
}

/**
 * @param {string} label
 * @param {{id: string, label: string, about: string}[]} entries
 * @param {(id: string) => void} onChoose
 * @param {(id: string) => string} unfit  why one makes no sense now, a sentence: it is then left out, with the reason at the end
 * @param {(text: string) => string} say  a text in the words of the model that stands
 */
export function makeMenu(label, entries, onChoose, unfit, say) {
  const items = entries.map(({ id, label: words, about }) => {
    const item = el(
      'button',
      { type: 'button', role: 'menuitemradio', 'aria-checked': 'false', tabindex: -1, class: 'menu-item' },
      el('span', { class: 'menu-label' }, words),
      el('span', { class: 'menu-about' }, about),
    );
    item.addEventListener('click', () => {
      close();
      onChoose(id);
    });
    return item;
  });
  const list = el(
    'div',
    { class: 'menu-list', role: 'menu', id: 'menu-more', 'aria-label': 'More instruments' },
    items,
  );
  const reasons = el('div', { class: 'menu-reasons' });
  const popup = el('div', { class: 'menu', hidden: true }, list, reasons);
  const button = el(
    'button',
    {
      type: 'button',
      class: 'menu-button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-controls': list.id,
    },
    label,
  );
  const element = el('div', { class: 'menu-box' }, button, popup);

  /** @param {number} at */
  const walk = (at) => {
    const there = items.filter((item) => !item.hidden);
    there[(at + there.length) % there.length]?.focus();
  };
  /** Leaves out what makes no sense now. */
  function sort() {
    const left = entries.flatMap(({ id, label: words, about }, k) => {
      const why = unfit(id);
      const item = items[k];
      if (item) {
        item.hidden = why !== '';
        item.firstElementChild?.replaceChildren(say(words));
        item.lastElementChild?.replaceChildren(say(about));
      }
      return why === '' ? [] : el('p', {}, el('b', {}, say(words)), ` ${why}`);
    });
    reasons.hidden = left.length === 0;
    reasons.replaceChildren(...left);
  }
  /** @param {number} at */
  function open(at) {
    popup.hidden = false;
    sort();
    // It ends where the window does, or where the bar at its bottom begins; the page scrolls if that leaves it too little.
    const room = () => innerHeight - bar() - button.getBoundingClientRect().bottom - 12;
    if (room() < LEAST) scrollBy({ top: LEAST - room() });
    popup.style.maxHeight = `${Math.max(LEAST, Math.min(MOST, room()))}px`;
    button.setAttribute('aria-expanded', 'true');
    walk(at);
  }
  function close() {
    popup.hidden = true;
    button.setAttribute('aria-expanded', 'false');
  }

  button.addEventListener('click', () => {
    if (!popup.hidden) return close();
    open(
      Math.max(
        0,
        items.filter((item) => !item.hidden).findIndex((item) => item.getAttribute('aria-checked') === 'true'),
      ),
    );
  });
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    event.stopPropagation();
    open(event.key === 'ArrowDown' ? 0 : -1);
  });
  list.addEventListener('keydown', (event) => {
    const there = items.filter((item) => !item.hidden);
    const at = there.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) walk(to);
    else if (event.key === 'Escape') {
      close();
      button.focus();
    } else if (/^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const begins = (/** @type {number} */ k) =>
        there[k % there.length]?.textContent?.toLowerCase().startsWith(event.key.toLowerCase());
      const next = there.map((_, k) => at + 1 + k).find(begins);
      if (next !== undefined) walk(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  element.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) close();
  });
  addEventListener('pointerdown', (event) => {
    if (!list.hidden && event.target instanceof Node && !element.contains(event.target)) close();
  });

  return {
    element,
    /** @param {string} id */
    choose(id) {
      entries.forEach((entry, k) => {
        items[k]?.setAttribute('aria-checked', String(entry.id === id));
      });
    },
  };
}
