// Keys that work anywhere on the page. They can be switched off, for those who speak to their computer.

/** @typedef {import('./page.js').Page} Page */

const NAME = 'skipscape.keys';

/** For the sheet of keys: what to press, and what it does. */
export const KEYS = [
  { keys: ['Space'], what: 'play or pause' },
  { keys: ['S'], what: 'one step' },
  { keys: ['R'], what: 'reset: the same run again' },
  { keys: ['N'], what: 'new start: the next seed' },
  { keys: ['←', '→'], what: 'ring the layer before or after' },
  { keys: ['Home', 'End'], what: 'ring the first or the last layer' },
  { keys: ['Enter', 'Delete'], what: 'in a lane: remove the ringed layer, or put it back' },
  { keys: ['Esc'], what: 'let go of the ringed layer' },
  { keys: ['?'], what: 'this sheet' },
];

export class Keyboard {
  on = true;
  #page;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    try {
      this.on = localStorage.getItem(NAME) !== 'off';
    } catch {
      // Storage is refused in some frames: the keys are on, as for a first visit.
    }
    addEventListener('keydown', (event) => this.#hear(event));
  }

  /** @param {boolean} on */
  set(on) {
    this.on = on;
    try {
      localStorage.setItem(NAME, on ? 'on' : 'off');
    } catch {
      // Not kept, but it holds for this visit.
    }
  }

  /** @param {KeyboardEvent} event */
  #hear(event) {
    if (!this.on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    // Behind a dialog they are dead, wherever the focus is: where its element goes away, it falls to the page's body.
    if (document.querySelector('dialog:modal')) return;
    const { target } = event;
    if (target instanceof Element) {
      if (target.closest('input, select, textarea, [contenteditable], dialog')) return;
      // A button or a tab in focus keeps its own keys.
      const own = target.closest('button, a, summary, [role="tab"], [role="radio"], [role="application"]');
      if (own && event.key.length > 1) return;
      if (own && event.key === ' ') return;
    }
    const page = this.#page;
    const run = {
      ' ': () => void page.toggle(),
      s: () => void page.step(),
      r: () => void page.reset(),
      n: () => void page.fresh(),
      '?': () => page.ask('keys'),
    }[event.key.toLowerCase()];
    if (run) {
      event.preventDefault();
      run();
    } else if (target === document.body || target === document.documentElement) {
      // Up and down, home and end stay with the page's scrolling.
      if (['ArrowLeft', 'ArrowRight', 'Escape'].includes(event.key)) page.pointing.key(event);
    }
  }
}
