// What is timed. Every engine gets the same shapes: a stem, blocks `x + relu(x·W + b)`, a head, cross-entropy.

/**
 * @typedef {object} Work
 * @property {string} name
 * @property {string} says what is done, in a few words
 * @property {string} scene the setup of Skipscape
 * @property {number} flop floating-point operations of a step or an evaluation, products alone
 * @property {'mlp' | 'convnet' | 'surface'} kind
 * @property {{ depth: number, width: number, rows: number }} size
 */

const MLP = 'act=relu&scale=depth&opt=momentum&lr=.01&steps=100000';

/**
 * A training step takes three products a layer: forward, and the gradients by its weights and by what came in.
 *
 * @param {number} depth
 * @param {number} width
 * @param {number} rows
 */
const flop = (depth, width, rows) => 6 * rows * (depth * width * width + 4 * width);

/** @type {Work[]} */
export const WORKS = [
  {
    name: 'W1',
    says: '32 blocks of 16 units, batch 128, a step',
    scene: `depth=32&batch=128&${MLP}`,
    flop: flop(32, 16, 128),
    kind: 'mlp',
    size: { depth: 32, width: 16, rows: 128 },
  },
  {
    name: 'W2',
    says: '64 blocks of 64 units, batch 256, a step',
    scene: `depth=64&width=64&batch=256&${MLP}`,
    flop: flop(64, 64, 256),
    kind: 'mlp',
    size: { depth: 64, width: 64, rows: 256 },
  },
  {
    name: 'W3',
    says: 'ResNet-20 of 8, 16, 32 channels, batch 32, a step',
    scene: 'data=digits&model=convnet&depth=3&width=8&batch=32&b.shortcut=projection&opt=momentum&lr=.01&steps=100000',
    flop: 122e6,
    kind: 'convnet',
    size: { depth: 3, width: 8, rows: 32 },
  },
  {
    name: 'W4',
    says: 'a point of W1’s loss surface, 1000 points of data',
    scene: `depth=32&points=1000&${MLP}`,
    flop: flop(32, 16, 1000) / 3,
    kind: 'surface',
    size: { depth: 32, width: 16, rows: 1000 },
  },
];

/** The page’s own setup, which no other engine has; the page ends it after 300 steps. */
/** @type {{ name: string, says: string, scene: string, kind?: undefined, flop?: undefined }} */
export const BASE = { name: 'BASE', says: 'the setup that the page opens with, a step', scene: 'steps=100000' };

/** How time grows with depth and with width. */
export const DEPTHS = [8, 32, 100, 316, 1000];
export const WIDTHS = [8, 16, 32, 64, 128];
/** @param {number} depth @param {number} width */
export const grown = (depth, width) => `depth=${depth}&width=${width}&batch=64&${MLP.replace('.01', '1e-4')}`;

/** @param {number[]} values */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
