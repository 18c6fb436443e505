// The row above the lanes: which quantity the bars show, and the colours it takes.
import { unitOf } from './columns.js';
import { byId, context, el, fill, setText } from './dom.js';
import { count, power } from './format.js';
import { palette } from './palette.js';
import { QUANTITIES } from './scales.js';
import { segment } from './topbar.js';

/** @typedef {import('./page.js').Page} Page */

/** What each quantity is, in signs. */
const SIGNS = { gradient: '‖∂L/∂h‖', contribution: '‖h′ − h‖ ÷ ‖h‖', turn: '1 − cos(h′, h)' };

/**
 * @param {Page} page
 * @param {import('./lanes.js').Lanes} lanes
 */
export function mountLegend(page, lanes) {
  const shows = segment(
    byId('shows'),
    QUANTITIES.map((name) => /** @type {const} */ ([name, name])),
    (name) => {
      page.quantity = name;
      page.repaint();
    },
  );
  const sign = el('span', { class: 'legend-sign' });
  const relative = el('button', { type: 'button', class: 'chip' }, '÷ last layer’s');
  relative.addEventListener('click', () => {
    page.relative = !page.relative;
    page.repaint();
  });
  const low = el('span', {});
  const high = el('span', {});
  const ramp = el('canvas', { 'aria-hidden': 'true' });
  fill(byId('legend'), sign, relative, low, ramp, high);

  let painted = '';
  function show() {
    const { quantity } = page;
    const { lo, hi } = lanes.scale;
    shows.show(quantity);
    setText(sign, SIGNS[quantity]);
    relative.style.visibility = quantity === 'gradient' ? 'visible' : 'hidden';
    relative.setAttribute('aria-pressed', String(page.relative));
    setText(relative, `÷ last ${unitOf(page)}’s`);
    relative.title = `Divide by the gradient at the last ${unitOf(page)}, or show it as it is`;
    setText(low, power(lo));
    setText(high, quantity === 'turn' ? '2' : power(hi));
    const { shown } = page;
    setText(
      byId('both-at'),
      shown.recorded ? `recorded, step ${count(shown.step)}` : `both at step ${count(shown.step)}`,
    );
    if (painted === page.theme) return;
    painted = page.theme;
    const ctx = context(ramp, 140, 10);
    const { amount } = palette();
    for (let x = 0; ctx && x < 140; x++) {
      ctx.fillStyle = amount(x / 139);
      ctx.fillRect(x, 0, 1, 10);
    }
  }
  page.on('shown', show);
  page.on('theme', show);
  show();
}
