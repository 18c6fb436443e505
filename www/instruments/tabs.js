// A row of tabs: one stop for the Tab key, arrows between them, Home and End; it scrolls, with a faded edge, when narrow.

import { el } from '../dom.js';

/**
 * @typedef {object} Tabs
 * @property {HTMLElement} element
 * @property {(id: string) => void} choose  shows which tab is chosen, without calling `onChoose`
 */

/**
 * @param {{id: string, label: string, panel: HTMLElement}[]} entries
 * @param {(id: string) => void} onChoose
 * @returns {Tabs}
 */
export function tabs(entries, onChoose) {
  const buttons = entries.map(({ id, label, panel }) => {
    const button = el('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': panel.id }, label);
    button.addEventListener('click', () => onChoose(id));
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    return button;
  });
  const list = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Instruments' }, buttons);
  const element = el('div', { class: 'tabs-box' }, list);

  list.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const last = buttons.length - 1;
    const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last }[
      event.key
    ];
    const next = to === undefined ? undefined : buttons[to];
    if (at < 0 || !next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
    next.click();
  });

  const fade = () => {
    element.classList.toggle('more-left', list.scrollLeft > 2);
    element.classList.toggle('more-right', list.scrollLeft + list.clientWidth < list.scrollWidth - 2);
  };
  list.addEventListener('scroll', fade, { passive: true });
  new ResizeObserver(fade).observe(list);

  return {
    element,
    choose(id) {
      entries.forEach((entry, k) => {
        const chosen = entry.id === id;
        const button = buttons[k];
        if (!button) return;
        button.setAttribute('aria-selected', String(chosen));
        button.tabIndex = chosen ? 0 : -1;
        // Only the row itself scrolls, never the page.
        if (chosen && list.scrollWidth > list.clientWidth) {
          list.scrollLeft = button.offsetLeft - (list.clientWidth - button.offsetWidth) / 2;
        }
        entry.panel.hidden = !chosen;
      });
    },
  };
}
