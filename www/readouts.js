// The numbers at the right of a lane: training loss first, then accuracy and the held-out loss.
import { el, fill } from './dom.js';
import { nodes, parts, share } from './format.js';

/**
 * @param {import('./types.js').Side} side
 */
export function readouts(side) {
  const loss = el('dd', { id: `loss-${side}` }, '–');
  const accuracy = el('dd', { id: `accuracy-${side}` }, '–');
  const heldOut = el('dd', { id: `test-loss-${side}` }, '–');
  const accuracyRow = el('div', {}, el('dt', {}, 'accuracy'), accuracy);
  const root = el(
    'dl',
    { class: 'readouts' },
    el('div', { class: 'loss' }, el('dt', {}, 'training loss'), loss),
    accuracyRow,
    el('div', { class: 'only-roomy' }, el('dt', {}, 'held-out loss'), heldOut),
  );
  /** @type {[string, string, string]} */
  const last = ['', '', ''];
  return {
    root,
    /** @param {import('./protocol.js').Frame | null} frame */
    show(frame) {
      // Only what changed is written: most frames change all three, a hover none.
      const values = [frame?.loss ?? Number.NaN, frame?.accuracy ?? Number.NaN, frame?.test_loss ?? Number.NaN];
      [loss, accuracy, heldOut].forEach((dd, i) => {
        const value = values[i] ?? Number.NaN;
        const key = String(value);
        if (last[i] === key) return;
        last[i] = key;
        if (i === 1) dd.textContent = share(value);
        else {
          fill(dd, ...sized(value));
          dd.classList.toggle('long', (dd.textContent?.length ?? 0) === 6);
        }
      });
      accuracyRow.hidden = frame !== null && Number.isNaN(frame.accuracy) && !Number.isNaN(frame.loss);
    },
  };
}

/**
 * Digits large, the power of ten small beside them.
 * @param {number} value
 * @returns {Node[]}
 */
function sized(value) {
  // Below a hundredth two digits: the zeros take the room of the third.
  const significant = Math.abs(value) >= 0.001 && Math.abs(value) < 0.01 ? 2 : 3;
  const { digits, exponent } = parts(value, significant);
  if (exponent === null) return nodes(value, significant);
  const sup = el('sup', {}, String(exponent).replace('-', '−'));
  return [el('span', { class: 'power' }, digits, el('span', { class: 'times' }, '×10', sup))];
}
