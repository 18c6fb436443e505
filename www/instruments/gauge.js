// How far something is: words, a bar, and one button. What it says is spoken when it begins and ends, not at every step.

import { el, setText } from '../dom.js';
import { duration } from './sentence.js';

/**
 * @typedef {object} Shown
 * @property {string} says
 * @property {number | null} share   of the bar; none hides it
 * @property {string} action         words of the button; none hides it
 * @property {string} [spoken]       for those who do not see it
 */

/** @param {() => void} act */
export function makeGauge(act) {
  const fill = el('div', { class: 'progress-fill' });
  const meter = el('div', { class: 'progress-bar', hidden: true }, fill);
  const says = el('span', { class: 'progress-says' });
  const button = el('button', { type: 'button', class: 'button button-small', hidden: true });
  button.addEventListener('click', act);
  const spoken = el('span', { class: 'spoken', role: 'status' });
  return {
    element: el('div', { class: 'gauge' }, says, meter, button, spoken),
    /** @param {Shown} shown */
    show({ says: words, share, action, spoken: aloud = '' }) {
      setText(says, words);
      meter.hidden = share === null;
      fill.style.width = `${100 * (share ?? 0)}%`;
      button.hidden = action === '';
      setText(button, action);
      setText(spoken, aloud);
    },
  };
}

/**
 * `40 %, 12 s left`.
 * @param {number} share
 * @param {number} left  seconds; not a number before it is known
 */
export function soFar(share, left) {
  const percent = `${Math.floor(100 * share)} %`;
  return Number.isFinite(left) ? `${percent}, ${duration(left)} left` : percent;
}
