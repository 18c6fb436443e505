// What every dialog is made of: a native <dialog> with a heading and a button that closes it.

import { el } from '../dom.js';
import { icon } from '../icons.js';

/**
 * @typedef {object} Sheet
 * @property {HTMLDialogElement} element
 * @property {() => void} show
 * @property {() => void} close
 */

/**
 * @param {string} name  of its class
 * @param {string} heading
 * @param {...(Node | Node[])} content
 * @returns {Sheet}
 */
export function sheet(name, heading, ...content) {
  const title = el('h2', { id: `sheet-${name}` }, heading);
  const shut = el('button', { type: 'button', class: 'button button-bare', 'aria-label': 'Close' }, icon('close'));
  const element = el(
    'dialog',
    { class: `sheet sheet-${name}`, 'aria-labelledby': title.id },
    el('div', { class: 'sheet-head' }, title, shut),
    el('div', { class: 'sheet-body' }, ...content),
  );
  const close = () => element.close();
  shut.addEventListener('click', close);
  // A press that begins and ends on the backdrop closes; one that began inside (a drag, a selection) does not.
  let outside = false;
  element.addEventListener('pointerdown', (event) => {
    outside = event.target === element;
  });
  element.addEventListener('click', (event) => {
    if (outside && event.target === element) close();
  });
  // The page's single keys mean nothing while a dialog is open.
  element.addEventListener('keydown', (event) => event.stopPropagation());
  document.body.append(element);
  return {
    element,
    show() {
      if (!element.open) element.showModal();
    },
    close,
  };
}

/**
 * A line of text to copy, with its button.
 * @param {string} label
 * @returns {Copy}
 */
export function copyLine(label) {
  return copied(label, el('input', { type: 'text', readonly: true, spellcheck: 'false', class: 'copy-text' }));
}

/**
 * Several lines of text to copy, with their button.
 * @param {string} label
 * @returns {Copy}
 */
export function copyText(label) {
  const field = el('textarea', { readonly: true, rows: 7, spellcheck: 'false', class: 'copy-text copy-lines' });
  return copied(label, field);
}

/** @typedef {{ element: HTMLElement, set: (text: string) => void }} Copy */

/**
 * @param {string} label
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @returns {Copy}
 */
function copied(label, field) {
  const button = el('button', { type: 'button', class: 'button', 'aria-label': `Copy: ${label}` }, 'Copy');
  const said = el('span', { class: 'copy-said', role: 'status' });
  field.addEventListener('focus', () => field.select());
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      said.textContent = 'Copied.';
    } catch {
      // Refused in some frames: the text is selected, and the reader's own keys copy it.
      field.focus();
      field.select();
      said.textContent = 'Selected: copy it with your browser’s key.';
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      said.textContent = '';
    }, 3000);
  });
  const element = el(
    'div',
    { class: 'copy' },
    el('label', { class: 'copy-label' }, el('span', {}, label), field),
    button,
    said,
  );
  return {
    element,
    set(text) {
      field.value = text;
      field.scrollLeft = field.scrollTop = 0;
    },
  };
}
