// A row of tabs: one stop for the Tab key, arrows between them, Home and End; it scrolls, with a faded edge, when narrow. The first
// few stand in it, the others are in a menu; the one that was chosen there last stands in the row, too.

import { el } from '../dom.js';
import { makeMenu } from './menu.js';

/**
 * @typedef {object} Tabs
 * @property {HTMLElement} element
 * @property {(id: string) => void} choose  shows which tab is chosen, without calling `onChoose`
 */

/** @typedef {{id: string, label: string, about: string, lead: boolean, panel: HTMLElement}} Entry */

/**
 * @param {Entry[]} entries
 * @param {(id: string) => void} onChoose
 * @param {(id: string) => string} unfit  why one makes no sense now, a sentence; empty where it does
 * @param {(text: string) => string} say  a text in the words of the model that stands
 * @returns {Tabs}
 */
export function tabs(entries, onChoose, unfit, say) {
  const buttons = entries.map(({ id, label, lead, panel }) => {
    const button = el(
      'button',
      { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': panel.id, hidden: !lead },
      label,
    );
    button.addEventListener('click', () => onChoose(id));
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    return button;
  });
  const list = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Instruments' }, buttons);
  const scroll = el('div', { class: 'tabs-scroll' }, list);
  const further = entries.filter((entry) => !entry.lead);
  const chosen = (/** @type {string} */ id) => {
    onChoose(id);
    buttons[entries.findIndex((entry) => entry.id === id)]?.focus();
  };
  const menu = makeMenu('More', further, chosen, unfit, say);
  const element = el('div', { class: 'tabs-box' }, scroll, further.length > 0 && menu.element);

  list.addEventListener('keydown', (event) => {
    const row = buttons.filter((button) => !button.hidden);
    const at = row.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const last = row.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    const next = to === undefined ? undefined : row[to];
    if (at < 0 || !next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
    next.click();
  });

  const fade = () => {
    scroll.classList.toggle('more-left', list.scrollLeft > 2);
    scroll.classList.toggle('more-right', list.scrollLeft + list.clientWidth < list.scrollWidth - 2);
  };
  list.addEventListener('scroll', fade, { passive: true });
  new ResizeObserver(fade).observe(list);

  return {
    element,
    choose(id) {
      const outside = further.some((entry) => entry.id === id);
      menu.choose(id);
      entries.forEach((entry, k) => {
        const chosen = entry.id === id;
        const button = buttons[k];
        if (!button) return;
        if (button.textContent !== say(entry.label)) button.textContent = say(entry.label);
        if (outside && !entry.lead) button.hidden = !chosen;
        button.setAttribute('aria-selected', String(chosen));
        button.tabIndex = chosen ? 0 : -1;
        // Only the row itself scrolls, never the page.
        if (chosen && list.scrollWidth > list.clientWidth) {
          list.scrollLeft = button.offsetLeft - (list.clientWidth - button.offsetWidth) / 2;
        }
        entry.panel.hidden = !chosen;
      });
      fade();
    },
  };
}
