// Where rows of many numbers go in and out: one held-out row, what comes out of it, and by how much that differs from what went in.
import { context } from './dom.js';
import { palette } from './palette.js';

/** Rows that are asked for: one is drawn. */
export const PROBES = 1;

/** Room for the words, px. */
const WORD = 13;

/**
 * Three rows of bars: in, out, and out − in with ticks where it should be.
 * @param {HTMLCanvasElement} canvas
 * @param {number} side
 * @param {import('./types.js').DataInfo} data
 * @param {Float32Array | null} out
 * @param {{ colour: string, words?: string[] }} how  the token that bars of what comes out take, and a word for each row
 */
export function drawStrip(canvas, side, data, out, { colour, words = [] }) {
  const ctx = context(canvas, side, side);
  if (!ctx) return;
  ctx.clearRect(0, 0, side, side);
  const colours = palette();
  const { inputs, outputs } = data;
  const given = data.test_inputs.subarray(0, inputs);
  const wanted = data.test_targets.subarray(0, outputs);
  const most = Math.max(1, ...given.map(Math.abs), ...wanted.map(Math.abs));
  const rows = [
    { values: given, colour: colours.css('ink2'), ticks: null },
    { values: out, colour: colours.css(colour), ticks: wanted },
    {
      values: out?.map((v, i) => v - (given[i] ?? 0)),
      colour: colours.css(colour),
      ticks: wanted.map((v, i) => v - (given[i] ?? 0)),
    },
  ];
  const height = side / rows.length;
  const pitch = (side - 12) / Math.max(inputs, outputs);
  rows.forEach(({ values, colour: ink, ticks }, row) => {
    const word = words[row];
    const room = word ? WORD : 0;
    const middle = row * height + room + (height - room) / 2;
    const unit = (height - room - 6) / 2 / most;
    ctx.fillStyle = colours.css('ink3');
    ctx.font = `11px ${getComputedStyle(canvas).fontFamily}`;
    if (word) ctx.fillText(word, 6, row * height + WORD - 1);
    ctx.fillStyle = colours.css('line2');
    ctx.fillRect(6, middle - 0.5, side - 12, 1);
    ctx.fillStyle = ink;
    values?.forEach((v, i) => {
      const h = Math.max(-most, Math.min(most, v)) * unit;
      ctx.fillRect(6 + i * pitch + 1, Math.min(middle, middle - h), Math.max(1, pitch - 2), Math.max(0.5, Math.abs(h)));
    });
    ctx.fillStyle = colours.css('ink');
    ticks?.forEach((v, i) => {
      ctx.fillRect(6 + i * pitch, middle - v * unit - 0.5, pitch, 1);
    });
  });
}
