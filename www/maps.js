// What a network draws: its answer over the plane as a field of colour with the points on it, or its curve over a line.
import { context, pixelRatio } from './dom.js';
import { palette } from './palette.js';

/** @typedef {import('./types.js').DataInfo} DataInfo */

/**
 * Draws a map into a square canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {number} side        px
 * @param {DataInfo} data
 * @param {Float32Array | null} field  as the engine's `map()` gives it, any size; null draws the points alone
 * @param {{ points?: number, side?: 'a' | 'b', quick?: boolean }} [how]  radius of a point (0: none); whose line it is; at half the
 *   screen's pixels, while the run goes on
 */
export function drawMap(canvas, side, data, field, how = {}) {
  const ctx = context(canvas, side, side);
  if (!ctx) return;
  ctx.clearRect(0, 0, side, side);
  const radius = how.points ?? 2;
  if (data.inputs === 2 && data.classes) {
    if (field?.length) drawField(ctx, side, field, data.outputs, how.quick ?? false);
    if (radius > 0) drawPoints(ctx, side, data, radius);
  } else if (data.inputs === 1) {
    drawLine(ctx, side, data, field, radius, how.side ?? 'a');
  } else if (side > 100) {
    const { inputs, outputs, classes } = data;
    const out = classes ? `${outputs} classes` : `${outputs === 1 ? 'one' : outputs} out`;
    drawWords(ctx, side, [`${inputs} in, ${out}:`, 'no picture']);
  }
}

/** Whether rows of numbers come out as rows of as many: they are drawn as bars. */
/** @param {DataInfo} data */
export const isEdit = ({ inputs, outputs, classes }) => !classes && inputs > 2 && outputs === inputs;

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} side
 * @param {string[]} lines
 */
function drawWords(ctx, side, lines) {
  ctx.fillStyle = palette().css('ink3');
  ctx.font = `11px ${getComputedStyle(ctx.canvas).fontFamily}`;
  ctx.textAlign = 'center';
  lines.forEach((line, k) => {
    ctx.fillText(line, side / 2, side / 2 + 15 * (k - (lines.length - 1) / 2) + 4);
  });
  ctx.textAlign = 'start';
}

/**
 * Probabilities over the plane. Each pixel takes the class that is likeliest there, paler the less sure; a line marks where it changes.
 * Between the sampled places the logarithms of the probabilities are interpolated, which keeps a steep border straight.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} side
 * @param {Float32Array} field  n × n × classes, row 0 at the top
 * @param {number} classes
 * @param {boolean} quick
 */
function drawField(ctx, side, field, classes, quick) {
  const n = Math.round(Math.sqrt(field.length / classes));
  const pixels = Math.round(side * (quick ? 1 : pixelRatio()));
  const image = ctx.createImageData(pixels, pixels);
  const colours = palette();
  const fields = Array.from({ length: classes }, (_, k) => colours.rgb(`class${k % 6}-field`));
  const pale = colours.rgb('panel');
  const ink = colours.rgb('ink2');
  const best = new Uint8Array(pixels * pixels);
  const sure = new Float32Array(pixels * pixels);
  sampleField(field.map(logged), n, classes, pixels, best, sure);
  for (let y = 0; y < pixels; y++) {
    for (let x = 0; x < pixels; x++) {
      const i = y * pixels + x;
      const k = best[i] ?? 0;
      // What is not a number is left blank.
      if (Number.isNaN(sure[i])) continue;
      const colour = fields[k] ?? pale;
      // From half-strength at a toss-up to full where it is certain.
      const mix = 0.45 + 0.55 * (sure[i] ?? 0);
      const border = (x > 0 && best[i - 1] !== k) || (y > 0 && best[i - pixels] !== k);
      for (let c = 0; c < 3; c++) {
        image.data[4 * i + c] = border ? (ink[c] ?? 0) : (pale[c] ?? 0) + ((colour[c] ?? 0) - (pale[c] ?? 0)) * mix;
      }
      image.data[4 * i + 3] = 255;
    }
  }
  if (pixels === ctx.canvas.width) {
    ctx.putImageData(image, 0, 0);
    return;
  }
  scratch.width = pixels;
  scratch.height = pixels;
  scratch.getContext('2d')?.putImageData(image, 0, 0);
  ctx.drawImage(scratch, 0, 0, side, side);
}

/** Where a field waits to be enlarged. */
const scratch = document.createElement('canvas');

/** Beyond this it is as good as certain. */
const LEAST = 1e-5;

/** @param {number} p */
const logged = (p) => Math.log(Math.max(LEAST, p));

/**
 * Bilinear between sampled places: the likeliest class of each pixel, and by how much of the probability it leads the next.
 * @param {Float32Array} logs
 * @param {number} n
 * @param {number} classes
 * @param {number} pixels
 * @param {Uint8Array} best
 * @param {Float32Array} sure
 */
function sampleField(logs, n, classes, pixels, best, sure) {
  for (let y = 0; y < pixels; y++) {
    const v = Math.max(0, Math.min(n - 1, ((y + 0.5) / pixels) * n - 0.5));
    const y0 = Math.min(n - 2, Math.floor(v));
    const fy = v - y0;
    for (let x = 0; x < pixels; x++) {
      const u = Math.max(0, Math.min(n - 1, ((x + 0.5) / pixels) * n - 0.5));
      const x0 = Math.min(n - 2, Math.floor(u));
      const fx = u - x0;
      const at = (y0 * n + x0) * classes;
      let first = Number.NEGATIVE_INFINITY;
      let second = Number.NEGATIVE_INFINITY;
      let k = 0;
      for (let c = 0; c < classes; c++) {
        const top = (logs[at + c] ?? 0) * (1 - fx) + (logs[at + classes + c] ?? 0) * fx;
        const low = (logs[at + n * classes + c] ?? 0) * (1 - fx) + (logs[at + (n + 1) * classes + c] ?? 0) * fx;
        const p = top * (1 - fy) + low * fy;
        if (p > first) {
          second = first;
          first = p;
          k = c;
        } else if (p > second) second = p;
      }
      best[y * pixels + x] = k;
      sure[y * pixels + x] = Math.tanh((first - second) / 2);
    }
  }
}

/**
 * The training points: class 0 a dot, class 1 a diamond, the others shapes of their own.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} side
 * @param {DataInfo} data
 * @param {number} radius
 */
function drawPoints(ctx, side, data, radius) {
  const colours = palette();
  const rows = data.train_targets.length;
  const most = 1024;
  const stride = Math.max(1, Math.ceil(rows / most));
  ctx.lineWidth = Math.min(0.8, radius * 0.36);
  ctx.strokeStyle = colours.css('panel');
  for (let k = 0; k < data.outputs; k++) {
    ctx.fillStyle = colours.css(`class${k % 6}`);
    ctx.beginPath();
    for (let r = 0; r < rows; r += stride) {
      if (data.train_targets[r] !== k) continue;
      const x = (((data.train_inputs[2 * r] ?? 0) / data.extent + 1) / 2) * side;
      const y = ((1 - (data.train_inputs[2 * r + 1] ?? 0) / data.extent) / 2) * side;
      shape(ctx, k, x, y, radius);
    }
    ctx.fill();
    ctx.stroke();
  }
}

/**
 * Adds a class's shape to the path.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} kind
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
export function shape(ctx, kind, x, y, r) {
  /** @type {[number, number][]} */
  let corners;
  if (kind === 1)
    corners = [
      [0, -1.35],
      [1.35, 0],
      [0, 1.35],
      [-1.35, 0],
    ];
  else if (kind === 2)
    corners = [
      [0, -1.3],
      [1.25, 0.95],
      [-1.25, 0.95],
    ];
  else if (kind === 3)
    corners = [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ];
  else if (kind === 4)
    corners = [
      [0, 1.3],
      [1.25, -0.95],
      [-1.25, -0.95],
    ];
  else if (kind === 5)
    corners = [
      [-0.45, -1.4],
      [0.45, -1.4],
      [0.45, 1.4],
      [-0.45, 1.4],
    ];
  else {
    ctx.moveTo(x + r, y);
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  corners.forEach(([dx, dy], i) => {
    if (i === 0) ctx.moveTo(x + dx * r, y + dy * r);
    else ctx.lineTo(x + dx * r, y + dy * r);
  });
  ctx.closePath();
}

/**
 * One number in, one value or class out: the points, and the network's curve over them.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} side
 * @param {DataInfo} data
 * @param {Float32Array | null} curve
 * @param {number} radius
 * @param {'a' | 'b'} whose
 */
function drawLine(ctx, side, data, curve, radius, whose) {
  const colours = palette();
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const y of data.train_targets) {
    low = Math.min(low, y);
    high = Math.max(high, y);
  }
  const room = 0.18 * (high - low || 1);
  const toY = (/** @type {number} */ y) => side * (1 - (y - low + room) / (high - low + 2 * room));
  ctx.fillStyle = colours.css('ink3');
  ctx.beginPath();
  const rows = data.train_targets.length;
  for (let r = 0; r < rows; r += Math.max(1, Math.ceil(rows / 256))) {
    const x = (((data.train_inputs[r] ?? 0) / data.extent + 1) / 2) * side;
    shape(ctx, 0, x, toY(data.train_targets[r] ?? 0), Math.max(0.7, radius * 0.6));
  }
  ctx.fill();
  if (!curve?.length) return;
  ctx.strokeStyle = colours.css(whose);
  ctx.lineWidth = 2;
  ctx.lineJoin = 'round';
  ctx.setLineDash(whose === 'a' ? [6, 3.5] : []);
  ctx.beginPath();
  curve.forEach((y, i) => {
    const x = ((i + 0.5) / curve.length) * side;
    const at = Math.max(-side, Math.min(2 * side, toY(y)));
    if (i === 0) ctx.moveTo(x, at);
    else ctx.lineTo(x, at);
  });
  ctx.stroke();
  ctx.setLineDash([]);
}
