// The switches above a figure: one of a few, and yes or no.

import { el } from '../dom.js';

/**
 * One of a few, as a row of segments; arrow keys move the choice.
 * @template {string} T
 * @param {string} label
 * @param {[T, string][]} values
 * @param {(value: T) => void} choose
 */
export function segment(label, values, choose) {
  const buttons = values.map(([value, words]) => {
    const button = el('button', { type: 'button', role: 'radio' }, words);
    button.addEventListener('click', () => choose(value));
    return button;
  });
  const element = el('div', { class: 'segment', role: 'radiogroup', 'aria-label': label }, buttons);
  element.addEventListener('keydown', (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (!by || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[(at + by + buttons.length) % buttons.length];
    next?.focus();
    next?.click();
  });
  return {
    element,
    /** @param {string} chosen */
    set(chosen) {
      values.forEach(([value], k) => {
        const button = buttons[k];
        if (!button) return;
        button.setAttribute('aria-checked', String(value === chosen));
        button.tabIndex = value === chosen ? 0 : -1;
      });
    },
  };
}

/**
 * Yes or no.
 * @param {string} label
 * @param {boolean} on
 * @param {(on: boolean) => void} choose
 */
export function checkbox(label, on, choose) {
  const input = el('input', { type: 'checkbox', checked: on });
  input.addEventListener('change', () => choose(input.checked));
  return { element: el('label', { class: 'option' }, input, label), input };
}

/**
 * One of several in a list that opens.
 * @param {string} label
 * @param {string[]} values
 * @param {(value: string) => string} words
 * @param {(value: string) => void} choose
 */
export function dropdown(label, values, words, choose) {
  const select = el('select', { class: 'dropdown' });
  const offer = (/** @type {string[]} */ list) =>
    select.replaceChildren(...list.map((value) => el('option', { value }, words(value))));
  offer(values);
  select.addEventListener('change', () => choose(select.value));
  return {
    element: el('label', { class: 'option' }, label, select),
    /**
     * A value that is not among those offered (from a link) joins them.
     * @param {string} value
     */
    set(value) {
      if (![...select.options].some((option) => option.value === value)) offer([...values, value]);
      select.value = value;
    },
  };
}
