// The icons, 16 × 16, stroked in the colour of the text beside them.
import { svg } from './dom.js';

/** @type {Record<string, { d: string, filled?: boolean }>} */
const PATHS = {
  play: { d: 'M4.5 2.8v10.4l8.6-5.2z', filled: true },
  pause: { d: 'M4 3h2.8v10H4zM9.2 3H12v10H9.2z', filled: true },
  step: { d: 'M3 3v10l7-5zM11 3h2.2v10H11z', filled: true },
  reset: { d: 'M3.2 8a4.9 4.9 0 1 0 1.6-3.6L2.9 6.1M2.8 2.6v3.6h3.6' },
  fresh: {
    d: 'M3.5 2.5h9a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1zM5.6 5.6h.01M10.4 5.6h.01M5.6 10.4h.01M10.4 10.4h.01',
  },
  share: { d: 'M8 10V2.2M5.2 4.8 8 2l2.8 2.8M5 7.2H3v6.3h10V7.2h-2' },
  auto: { d: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 2.2v11.6M8 5h3.9M8 8h5.6M8 11h4.2' },
  light: {
    d: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 .9v1.6M8 13.5v1.6M.9 8h1.6M13.5 8h1.6M3 3l1.1 1.1M11.9 11.9 13 13M3 13l1.1-1.1M11.9 4.1 13 3',
  },
  dark: { d: 'M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.8 5.8 0 1 0 7 7z' },
  close: { d: 'M4 4l8 8M12 4l-8 8' },
  fold: { d: 'M10 3.5 5.5 8l4.5 4.5' },
  unfold: { d: 'M6 3.5 10.5 8 6 12.5' },
  more: { d: 'M3.5 6 8 10.5 12.5 6' },
  keys: { d: 'M2 4h12v8.5H2zM4.5 6.7h.01M8 6.7h.01M11.5 6.7h.01M5 9.8h6' },
  sliders: {
    d: 'M2 4.5h6.5M12.5 4.5H14M2 11.5h1.5M7.5 11.5H14M10.5 2.7a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM5.5 9.7a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  },
};

/**
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const { d, filled } = PATHS[name] ?? { d: '' };
  return svg(
    'svg',
    { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true', class: filled ? 'icon icon-filled' : 'icon' },
    svg('path', { d }),
  );
}
