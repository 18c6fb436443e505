// Where the layers lie along the lanes. One pitch for both networks and for every chart below them.

/**
 * @typedef {object} Layers
 * @property {number} width   of the lane's middle column, px
 * @property {number} depth   of the deeper network
 * @property {number} pitch   px a layer: whole from 3 on, a fraction below, so that every layer stays in view
 * @property {number} cell    width of a bar
 * @property {number} gap     between bars
 * @property {boolean} arcs   an arc a layer; else one rail for all
 */

/** Widest bar: of few layers each stays a bar, and the wires between them show. */
const WIDEST = 44;

/**
 * @param {number} width
 * @param {number} depth
 * @returns {Layers}
 */
export function layersIn(width, depth) {
  const exact = width / Math.max(1, depth);
  const pitch = exact >= 3 ? Math.floor(exact) : exact;
  const gap = pitch >= 8 ? 2 : pitch >= 4 ? 1 : 0;
  return { width, depth, pitch, gap, cell: Math.min(WIDEST, pitch - gap), arcs: pitch >= 5 };
}

/**
 * Left edge of a layer's bar.
 * @param {Layers} layers
 * @param {number} layer  from 1
 */
export function cellLeft(layers, layer) {
  return (layer - 0.5) * layers.pitch - layers.cell / 2;
}

/**
 * The layer under x, from 1, of a network of `depth` layers; the nearest where x lies beside it.
 * @param {Layers} layers
 * @param {number} x
 * @param {number} depth
 */
export function layerAt(layers, x, depth) {
  return Math.max(1, Math.min(depth, Math.floor(x / layers.pitch) + 1));
}

/**
 * Layers that get a number under the lane: 1, multiples of a round step, and the last.
 * @param {Layers} layers
 * @param {number} depth
 */
export function numbered(layers, depth) {
  const step = [1, 2, 4, 5, 8, 10, 20, 25, 50, 100, 200, 250].find((s) => s * layers.pitch >= 64) ?? 500;
  const out = [1];
  for (let l = step; l <= depth - Math.ceil(34 / layers.pitch); l += step)
    if (l > 1 && l * layers.pitch >= 56) out.push(l);
  if (depth > 1) out.push(depth);
  return out;
}
