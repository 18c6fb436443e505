// Sentences at the foot of the window, each until it is put away; and sentences for screen readers alone.
import { byId, el } from './dom.js';
import { icon } from './icons.js';

/** At most so many stand at once, the newest on top: the oldest goes. */
const MOST = 2;

/** Speech is held back, so that a run does not talk without pause, ms. */
const QUIET = 1500;

export class Notices {
  #root = byId('notices');
  #spoken = byId('spoken');
  #next = '';
  #timer = 0;
  #last = Number.NEGATIVE_INFINITY;

  /**
   * One that offers nothing and is about nothing else passes: it goes with the reader's next step.
   * @param {string} sentence
   * @param {{ label: string, run: () => void }} [action]
   * @param {string} [about]  a notice about the same takes the place of the one before
   */
  say(sentence, action, about = sentence) {
    this.away(about);
    while (this.#root.children.length >= MOST) this.#root.lastElementChild?.remove();
    const put = () => notice.remove();
    const button = action && el('button', { class: 'button button-small', type: 'button' }, action.label);
    button?.addEventListener('click', () => {
      put();
      action?.run();
    });
    const away = el(
      'button',
      { class: 'button button-bare button-small', type: 'button', 'aria-label': 'Put this notice away', onclick: put },
      icon('close'),
    );
    const notice = el('div', { class: 'notice', 'data-about': about }, el('p', {}, sentence), button ?? null, away);
    this.#root.prepend(notice);
    if (action || about !== sentence) return;
    notice.dataset.passing = 'new';
    setTimeout(() => {
      notice.dataset.passing = 'old';
    });
  }

  /**
   * Puts away what passes.
   * @param {{ now?: boolean }} [what]  also what was said in this very turn
   */
  past({ now = false } = {}) {
    for (const old of this.#root.querySelectorAll(now ? '[data-passing]' : '[data-passing="old"]')) old.remove();
  }

  /**
   * Puts away what is no longer so.
   * @param {string} about
   */
  away(about) {
    for (const old of this.#root.querySelectorAll('.notice')) {
      if (old instanceof HTMLElement && old.dataset.about === about) old.remove();
    }
  }

  /**
   * Speaks politely, at most once in a while: of what comes in between, the last counts.
   * @param {string} sentence
   */
  speak(sentence) {
    this.#next = sentence;
    if (this.#timer) return;
    const wait = Math.max(0, this.#last + QUIET - performance.now());
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      this.#last = performance.now();
      this.#spoken.textContent = this.#next;
    }, wait);
  }
}
