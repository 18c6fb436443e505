// What networks answer where there is no plane to draw: images with their mistakes, sequences with the answer at each place.
// A mistake is marked by shape (a frame, an inverted cell) and by what was answered, never by colour alone.
import { context } from './dom.js';
import { palette } from './palette.js';

/** @typedef {import('./types.js').DataInfo} DataInfo */
/** @typedef {{ side?: 'a' | 'b', half?: 'train' | 'test' }} How  whose answers; which rows, the held-out ones without */

/** Pixels along an image's side. */
const PIXELS = 8;

/** Whether rows are images. @param {DataInfo} data */
export const isImages = ({ inputs, classes, answers }) => classes && answers === 1 && inputs === PIXELS * PIXELS;

/** Whether rows are sequences with an answer at each place. @param {DataInfo} data */
export const isSequences = ({ answers }) => answers > 1;

/** Whether what networks answer is shown row by row. @param {DataInfo | null} data */
export const isRows = (data) => data !== null && (isImages(data) || isSequences(data));

/**
 * Draws as many rows as fit, with a network's answers if they are there.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {DataInfo} data
 * @param {Float32Array | null} told  a class for each answer of the first rows
 * @param {How} [how]
 */
export function drawRows(canvas, width, height, data, told, how = {}) {
  const ctx = context(canvas, width, height);
  if (!ctx) return;
  ctx.clearRect(0, 0, width, height);
  if (isImages(data)) drawImages(ctx, width, height, data, told, how);
  else drawSequences(ctx, width, height, data, told, how);
}

/** The darkest and the lightest pixel of all. @type {WeakMap<Float32Array, [number, number]>} */
const ranges = new WeakMap();

/** @param {Float32Array} pixels */
function range(pixels) {
  const known = ranges.get(pixels);
  if (known) return known;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const pixel of pixels) {
    low = Math.min(low, pixel);
    high = Math.max(high, pixel);
  }
  /** @type {[number, number]} */
  const found = [low, high];
  ranges.set(pixels, found);
  return found;
}

/** Least side of an image with its mark, and the largest, px. */
const LEAST = 24;
const LARGEST = 72;

/**
 * How many images stand side by side, and below each other: as large as so many can be, and not as many as there are where they
 * would be too small.
 * @param {number} width
 * @param {number} height
 * @param {number} count
 */
const grid = (width, height, count) => {
  const most = Math.max(2, Math.floor(width / LEAST));
  const down = (/** @type {number} */ across) => Math.max(1, Math.floor((across * height) / width));
  let across = Math.min(most, Math.max(2, Math.ceil(width / LARGEST)));
  while (across < most && across * down(across) < count) across++;
  return { across, down: down(across) };
};

/** What a class is called, as far as there is room. @param {DataInfo} data @param {number} k */
const nameOf = ({ labels }, k) => labels?.[k] ?? String(k);

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} width
 * @param {number} height
 * @param {DataInfo} data
 * @param {Float32Array | null} told
 * @param {How} how
 */
function drawImages(ctx, width, height, data, told, { half = 'test' }) {
  const colours = palette();
  const inputs = half === 'test' ? data.test_inputs : data.train_inputs;
  const targets = half === 'test' ? data.test_targets : data.train_targets;
  const { across, down } = grid(width, height, targets.length);
  const pitch = Math.min(width / across, height / down);
  const side = Math.max(PIXELS, Math.floor(pitch - 2));
  const [left, top] = [(width - across * pitch) / 2 + 1, (height - down * pitch) / 2 + 1];
  const [low, high] = range(inputs);
  ctx.font = `600 11px ${getComputedStyle(ctx.canvas).fontFamily}`;
  ctx.textAlign = 'center';
  for (let k = 0; k < Math.min(across * down, targets.length); k++) {
    const x = left + (k % across) * pitch;
    const y = top + Math.floor(k / across) * pitch;
    drawImage(ctx, x, y, side, inputs.subarray(k * data.inputs, (k + 1) * data.inputs), [low, high]);
    const answer = told?.[k];
    if (answer === undefined || answer === targets[k]) continue;
    ctx.strokeStyle = colours.css('ink');
    ctx.lineWidth = 2;
    ctx.strokeRect(x, y, side, side);
    ctx.fillStyle = colours.css('ink');
    const words = nameOf(data, answer).slice(0, Math.max(1, Math.floor(side / 9)));
    const badge = Math.min(side, Math.max(12, ctx.measureText(words).width + 4));
    ctx.fillRect(x + side - badge, y + side - 12, badge + 1, 13);
    ctx.fillStyle = colours.css('panel');
    ctx.fillText(words, x + side - badge / 2 + 0.5, y + side - 1);
  }
  ctx.textAlign = 'start';
}

/**
 * One image, ink on paper: the larger a pixel's number, the more ink.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} side
 * @param {Float32Array} pixels
 * @param {[number, number]} range
 */
export function drawImage(ctx, x, y, side, pixels, [low, high]) {
  const colours = palette();
  ctx.fillStyle = colours.css('slot');
  ctx.fillRect(x, y, side, side);
  ctx.fillStyle = colours.css('ink2');
  const edge = (/** @type {number} */ k) => Math.round((k * side) / PIXELS);
  pixels.forEach((pixel, i) => {
    const [column, row] = [i % PIXELS, Math.floor(i / PIXELS)];
    ctx.globalAlpha = (pixel - low) / (high - low || 1);
    const [left, top] = [edge(column), edge(row)];
    ctx.fillRect(x + left, y + top, edge(column + 1) - left, edge(row + 1) - top);
  });
  ctx.globalAlpha = 1;
}

/** Heights of a line of tokens and of the room between two sequences, px; room for a line's word; least width of a token. */
const LINE = 14;
const APART = 5;
const WORD = 30;
const TOKEN = 13;

/**
 * Of each sequence a line for what goes in, one for the right answer, one for the network's.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} width
 * @param {number} height
 * @param {DataInfo} data
 * @param {Float32Array | null} told
 * @param {How} how
 */
function drawSequences(ctx, width, height, data, told, { side, half = 'test' }) {
  const colours = palette();
  const inputs = half === 'test' ? data.test_inputs : data.train_inputs;
  const targets = half === 'test' ? data.test_targets : data.train_targets;
  const length = data.inputs;
  const lines = told ? 3 : 2;
  const roomy = width >= 100;
  const word = roomy ? WORD : 4;
  const fits = Math.min(length, Math.floor((width - word - 4) / TOKEN));
  const pitch = Math.min(22, (width - word - 4) / Math.max(1, fits));
  const count = Math.min(targets.length / length, Math.max(1, Math.floor((height - 4) / (lines * LINE + APART))));
  const top = (height - count * (lines * LINE + APART) + APART) / 2;
  const family = getComputedStyle(ctx.canvas).fontFamily;
  ctx.textBaseline = 'middle';
  for (let k = 0; k < count; k++) {
    const rows = [inputs, targets, told].slice(0, lines);
    rows.forEach((values, line) => {
      const y = top + k * (lines * LINE + APART) + line * LINE + LINE / 2;
      ctx.font = `${line === 2 ? 600 : 400} 11px ${family}`;
      ctx.textAlign = 'start';
      ctx.fillStyle = line === 2 && side ? colours.css(side) : colours.css('ink3');
      if (roomy) ctx.fillText(['in', 'right', side?.toUpperCase() ?? ''][line] ?? '', 5, y);
      ctx.textAlign = 'center';
      for (let place = 0; place < fits; place++) {
        const value = values?.[k * length + place];
        const x = word + (place + 0.5) * pitch;
        const wrong = line === 2 && value !== targets[k * length + place];
        if (wrong) {
          ctx.fillStyle = colours.css('ink');
          ctx.fillRect(x - pitch / 2 + 0.5, y - LINE / 2 + 0.5, pitch - 1, LINE - 1);
        }
        ctx.fillStyle = colours.css(wrong ? 'panel' : line === 2 ? 'ink' : 'ink2');
        const cut = fits < length && place === fits - 1;
        ctx.fillText(cut ? '…' : String(value ?? ''), x, y + 0.5);
      }
    });
  }
  ctx.textAlign = 'start';
  ctx.textBaseline = 'alphabetic';
}

/**
 * What is drawn, for those who do not see it.
 * @param {number} width
 * @param {number} height
 * @param {DataInfo} data
 * @param {Float32Array | null} told
 */
export function rowsInWords(width, height, data, told) {
  if (!told) return isImages(data) ? 'held-out images' : 'held-out sequences';
  const { test_inputs, test_targets, answers } = data;
  if (isSequences(data)) {
    const list = (/** @type {Float32Array} */ values) => [...values.subarray(0, answers)].join(' ');
    return `the held-out sequence ${list(test_inputs)}: right is ${list(test_targets)}, answered ${list(told)}`;
  }
  const { across, down } = grid(width, height, test_targets.length);
  const shown = Math.min(across * down, test_targets.length, told.length);
  const wrong = [];
  for (let k = 0; k < shown; k++)
    if (told[k] !== test_targets[k])
      wrong.push(`image ${k + 1}, a ${nameOf(data, test_targets[k] ?? 0)}, answered ${nameOf(data, told[k] ?? 0)}`);
  return `${shown} held-out images, ${wrong.length === 0 ? 'all answered rightly' : `mistakes: ${wrong.join('; ')}`}`;
}
