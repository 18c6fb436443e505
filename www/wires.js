// The wires outside the strips: from the data's box into both networks, and out to what each draws.
import { svg } from './dom.js';

/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box  px in the stage */

/**
 * @typedef {object} Lane
 * @property {'a' | 'b'} side
 * @property {Box} strip       the whole strip, arcs included
 * @property {number} arcs     height of its band of arcs
 * @property {number} end      x where this network's last layer ends
 * @property {Box | null} map  what it draws, where that stands beside the strip
 * @property {boolean[]} shortcuts   whether its first column has one, and its last
 */

/**
 * @param {Element} root  an <svg> over the stage
 * @param {number} width  of the stage
 * @param {Box | null} box  the data's box, where it is drawn
 * @param {Lane[]} lanes
 */
export function drawWires(root, width, box, lanes) {
  root.replaceChildren(...lanes.flatMap((lane) => laneWires(lane, box, width)));
}

/**
 * @param {Lane} lane
 * @param {Box | null} box
 * @param {number} width
 */
function laneWires({ side, strip, arcs, end, map, shortcuts }, box, width) {
  const middle = (strip.top + arcs + strip.bottom) / 2;
  const base = strip.top + arcs - 1.5;
  const start = strip.left;
  const common = {
    fill: 'none',
    stroke: `var(--${side})`,
    'stroke-width': 2,
    ...(side === 'a' ? { 'stroke-dasharray': '6 4' } : {}),
  };
  const path = (/** @type {string} */ d) => svg('path', { ...common, d });
  const out = [path(wayIn(side, box, start, middle))];
  if (shortcuts[0])
    out.push(path(`M${start - 22} ${middle}C${start - 6} ${middle} ${start - 16} ${base} ${start - 3} ${base}`));
  const goal = map ? map.left : width;
  const head = map ? 8 : 0;
  out.push(path(`M${end} ${middle}H${goal - head}`));
  if (shortcuts[1])
    out.push(path(`M${end + 3} ${base}C${end + 14} ${base} ${end + 6} ${middle} ${end + 20} ${middle}`));
  if (map) {
    out.push(svg('path', { fill: `var(--${side})`, d: `M${goal - 1} ${middle}l-9 -4.5v9z` }));
  }
  return out;
}

/**
 * From the data into a lane: an S-curve where the box stands beside the lanes, down the margin where it stands under them,
 * from the page's edge where there is no box.
 * @param {'a' | 'b'} side
 * @param {Box | null} box
 * @param {number} start
 * @param {number} middle
 */
function wayIn(side, box, start, middle) {
  if (!box) return `M0 ${middle}H${start}`;
  const offset = side === 'a' ? -14 : 14;
  if (box.right < start) {
    const from = (box.top + box.bottom) / 2 + offset;
    const bend = start - 18;
    return `M${box.right} ${from}C${box.right + 24} ${from} ${bend - 24} ${middle} ${bend} ${middle}H${start}`;
  }
  const x = box.left + 12;
  const from = side === 'a' ? box.top : box.bottom;
  const turn = side === 'a' ? middle + 16 : middle - 16;
  return `M${x} ${from}V${turn}Q${x} ${middle} ${Math.min(x + 16, start)} ${middle}H${start}`;
}
