// The canvas of one lane: a slot and a bar for each layer, the wire through them, the arcs of the shortcuts.
import { context } from './dom.js';
import { cellLeft } from './geometry.js';
import { place, valueAt } from './scales.js';

/** @typedef {import('./geometry.js').Layers} Layers */
/** @typedef {import('./palette.js').Palette} Palette */

/** Room at both sides of the strip for what reaches over its edge: nodes, caps. */
export const BLEED = 14;

/**
 * @typedef {object} Strip
 * @property {import('./types.js').Side} side
 * @property {Layers} layers
 * @property {number} depth      of this network
 * @property {number} arcs       height of the band of arcs, px
 * @property {number} cells      height of the slots, px
 * @property {import('./protocol.js').Frame | null} frame
 * @property {import('./scales.js').Quantity} quantity
 * @property {boolean} relative
 * @property {import('./scales.js').Scale} scale
 * @property {Uint8Array} removed
 * @property {string[]} shortcuts   the kind of each column's
 * @property {number[]} borders   columns after which a new part begins: a stage, a layer
 * @property {((column: number) => boolean) | null} round   which columns' slots have round ends, where two kinds of columns are told apart
 * @property {boolean} scaled    the branch is multiplied by something that is not 1
 * @property {Palette} palette
 * @property {{ layer: number, t: number } | null} emptying  a bar on its way out, t from 0 to 1
 */

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Strip} strip
 */
export function paintStrip(canvas, strip) {
  const { layers, arcs, cells } = strip;
  const width = layers.width + 2 * BLEED;
  const ctx = context(canvas, width, arcs + cells);
  if (!ctx) return;
  ctx.clearRect(0, 0, width, arcs + cells);
  ctx.save();
  ctx.translate(BLEED, 0);
  paintBorders(ctx, strip);
  paintSlots(ctx, strip);
  paintWire(ctx, strip);
  paintBars(ctx, strip);
  paintRemoved(ctx, strip);
  if (strip.shortcuts.some((kind) => kind !== 'none')) paintShortcuts(ctx, strip);
  ctx.restore();
}

/**
 * Left and right edge of a layer's cell, on whole device pixels so that neighbours without a gap leave no seam.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Layers} layers
 * @param {number} layer
 */
function edges(ctx, layers, layer) {
  const ratio = ctx.getTransform().a || 1;
  const snap = (/** @type {number} */ x) => Math.round(x * ratio) / ratio;
  const left = snap(cellLeft(layers, layer));
  return { left, width: Math.max(1 / ratio, snap(cellLeft(layers, layer) + layers.cell) - left) };
}

/** A line where a part of the network ends and the next begins. */
/** @param {CanvasRenderingContext2D} ctx @param {Strip} strip */
function paintBorders(ctx, { layers, arcs, cells, palette, borders }) {
  if (layers.pitch < 3) return;
  ctx.strokeStyle = palette.css('edge');
  ctx.lineWidth = 1;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  for (const after of borders) {
    const x = Math.round(after * layers.pitch) + 0.5;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, arcs + cells);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} ctx @param {Strip} strip */
function paintSlots(ctx, { layers, depth, arcs, cells, palette, removed, round }) {
  ctx.fillStyle = palette.css('slot');
  if (layers.gap === 0) {
    ctx.fillRect(0, arcs, depth * layers.pitch, cells);
    return;
  }
  const radius = Math.min(3, layers.cell / 3);
  ctx.beginPath();
  for (let l = 1; l <= depth; l++) {
    if (removed[l - 1]) continue;
    const { left, width } = edges(ctx, layers, l);
    ctx.roundRect(left, arcs, width, cells, round?.(l) ? width / 2 : radius);
  }
  ctx.fill();
}

/** The way through the layers themselves. Where a layer is removed, only a network without shortcuts keeps its wire: h passes on. */
/** @param {CanvasRenderingContext2D} ctx @param {Strip} strip */
function paintWire(ctx, { side, layers, depth, arcs, cells, palette, removed, shortcuts, scaled }) {
  const y = arcs + cells / 2;
  ctx.strokeStyle = palette.css(side);
  ctx.lineWidth = scaled ? 0.8 : 1.25;
  ctx.setLineDash(side === 'a' ? [6, 4] : []);
  ctx.beginPath();
  if (!removed.some((gone, k) => gone && shortcuts[k] !== 'none')) {
    ctx.moveTo(0, y);
    ctx.lineTo(depth * layers.pitch, y);
  } else {
    for (let l = 1; l <= depth; l++) {
      if (removed[l - 1] && shortcuts[l - 1] !== 'none') continue;
      ctx.moveTo((l - 1) * layers.pitch, y);
      ctx.lineTo(l * layers.pitch, y);
    }
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

/** @param {CanvasRenderingContext2D} ctx @param {Strip} strip */
function paintBars(ctx, strip) {
  const { layers, depth, arcs, cells, frame, quantity, relative, scale, palette, removed, emptying } = strip;
  if (!frame) return;
  const middle = arcs + cells / 2;
  for (let l = 1; l <= depth; l++) {
    const leaving = emptying?.layer === l ? 1 - emptying.t : 1;
    if (removed[l - 1] && leaving === 1) continue;
    const value = valueAt(frame, quantity, l, relative);
    const { left, width } = edges(ctx, layers, l);
    const t = place(scale, value);
    if (Number.isNaN(t)) continue;
    if (t > 0 || value > Number.NEGATIVE_INFINITY) {
      const height = Math.max(2, Math.min(1, t) * cells) * leaving;
      ctx.fillStyle = palette.amount(t);
      ctx.beginPath();
      if (t > 1 || layers.gap === 0) ctx.rect(left, middle - height / 2, width, height);
      else ctx.roundRect(left, middle - height / 2, width, height, Math.min(3, width / 3, height / 2));
      ctx.fill();
    }
    if (t > 1 || t < 0) paintTick(ctx, strip, left + width / 2, t > 1);
  }
}

/**
 * Past the scale's end: a short tick above and below a full bar, or at the foot of an empty slot.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Strip} strip
 * @param {number} x
 * @param {boolean} over
 */
function paintTick(ctx, { arcs, cells, layers, palette }, x, over) {
  const half = Math.min(4, layers.cell / 2);
  ctx.fillStyle = palette.css(over ? 'ink' : 'ink3');
  ctx.fillRect(x - half, arcs + cells - 2, 2 * half, 2);
  if (over) ctx.fillRect(x - half, arcs, 2 * half, 2);
}

/** @param {CanvasRenderingContext2D} ctx @param {Strip} strip */
function paintRemoved(ctx, { layers, depth, arcs, cells, palette, removed, emptying, shortcuts }) {
  for (let l = 1; l <= depth; l++) {
    if (!removed[l - 1] || emptying?.layer === l) continue;
    const { left, width } = edges(ctx, layers, l);
    const x = left + width / 2;
    // A gap, framed by a hairline; the cross stands clear of the wire where the wire runs on.
    ctx.strokeStyle = palette.css('ink3');
    ctx.lineWidth = 1;
    if (layers.gap > 0) {
      ctx.beginPath();
      ctx.roundRect(left + 0.5, arcs + 0.5, width - 1, cells - 1, Math.min(3, width / 3));
      ctx.stroke();
    } else {
      ctx.clearRect(left, arcs, width, cells);
    }
    const arm = Math.max(1.5, Math.min(4, width / 2 - 2));
    const y = arcs + cells * (shortcuts[l - 1] === 'none' ? 0.28 : 0.5);
    ctx.strokeStyle = palette.css('ink');
    ctx.lineWidth = 1.75;
    ctx.beginPath();
    ctx.moveTo(x - arm, y - arm);
    ctx.lineTo(x + arm, y + arm);
    ctx.moveTo(x + arm, y - arm);
    ctx.lineTo(x - arm, y + arm);
    ctx.stroke();
  }
}

/** Dash patterns by kind: a projection multiplies h on its way, so its arc is dash-dot; the dash alone is the other network's. */
/** @type {Record<string, number[]>} */
const DASH = { projection: [5, 2, 1, 2] };

/** @param {CanvasRenderingContext2D} ctx @param {Strip} strip */
function paintShortcuts(ctx, strip) {
  const { side, layers, depth, arcs, palette, removed, shortcuts } = strip;
  const base = arcs - 1.5;
  const rise = arcs - 4;
  ctx.strokeStyle = palette.css(side);
  ctx.fillStyle = palette.css('panel');
  ctx.lineWidth = 1.5;
  if (!layers.arcs || shortcuts[0] === 'dense') {
    paintRail(ctx, strip, base, rise);
    return;
  }
  const half = layers.pitch / 2;
  const inset = Math.min(2, layers.pitch / 6);
  for (const wide of [false, true]) {
    ctx.lineWidth = wide ? 3 : 1.5;
    for (const kind of new Set(shortcuts)) {
      if (kind === 'none') continue;
      ctx.setLineDash(DASH[kind] ?? []);
      ctx.beginPath();
      for (let l = 1; l <= depth; l++) {
        if (shortcuts[l - 1] !== kind || Boolean(removed[l - 1]) !== wide) continue;
        const x = (l - 0.5) * layers.pitch;
        ctx.moveTo(x - half + inset, base);
        ctx.ellipse(x, base, half - inset, rise, 0, Math.PI, 2 * Math.PI);
      }
      ctx.stroke();
      ctx.setLineDash([]);
    }
  }
  // Where a shortcut meets what its layers made.
  const radius = Math.min(2.5, layers.pitch / 5);
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  const round = (/** @type {number} */ l) => (shortcuts[l] ?? 'none') !== 'none';
  for (let l = 0; l <= depth; l++) {
    if (!round(l - 1) && !round(l)) continue;
    ctx.moveTo(l * layers.pitch + radius, base);
    ctx.arc(l * layers.pitch, base, radius, 0, 2 * Math.PI);
  }
  ctx.fill();
  ctx.stroke();
  paintGates(ctx, strip, base, base - rise);
}

/**
 * A gate stands on the arc (highway) or where the branch joins (ReZero's one number a layer).
 * @param {CanvasRenderingContext2D} ctx
 * @param {Strip} strip
 * @param {number} base
 * @param {number} top
 */
function paintGates(ctx, { side, layers, depth, palette, shortcuts }, base, top) {
  const radius = Math.min(2.5, layers.pitch / 5);
  ctx.fillStyle = palette.css(side);
  ctx.beginPath();
  for (let l = 1; l <= depth; l++) {
    const highway = shortcuts[l - 1] === 'highway';
    if (!highway && shortcuts[l - 1] !== 'rezero') continue;
    const x = (highway ? l - 0.5 : l) * layers.pitch;
    const y = highway ? top : base;
    ctx.moveTo(x + radius, y);
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
  }
  ctx.fill();
}

/**
 * One rail for all shortcuts: where there is no room for arcs, and where every layer reads all before it (dense).
 * @param {CanvasRenderingContext2D} ctx
 * @param {Strip} strip
 * @param {number} base
 * @param {number} rise
 */
function paintRail(ctx, { layers, depth, removed }, base, rise) {
  const end = depth * layers.pitch;
  const top = base - rise;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.moveTo(0, base);
  ctx.bezierCurveTo(2, top, 4, top, 10, top);
  ctx.lineTo(end - 10, top);
  ctx.bezierCurveTo(end - 4, top, end - 2, top, end, base);
  ctx.stroke();
  if (layers.pitch >= 8) {
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let l = 1; l < depth; l++) {
      ctx.moveTo(l * layers.pitch, top);
      ctx.lineTo(l * layers.pitch, base);
    }
    ctx.stroke();
  }
  ctx.lineWidth = 4;
  ctx.beginPath();
  for (let l = 1; l <= depth; l++) {
    if (!removed[l - 1]) continue;
    ctx.moveTo((l - 1) * layers.pitch, top);
    ctx.lineTo(Math.max(l * layers.pitch, (l - 1) * layers.pitch + 3), top);
  }
  ctx.stroke();
}
