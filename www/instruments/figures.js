// The page's side of the engine's figures: made from arrays and a few words, drawn on a canvas, or had as SVG, CSV and speech.

import { pixelRatio } from '../dom.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Side} Side */
/** @typedef {import('../types.d.ts').ShownNetwork} ShownNetwork */
/** @typedef {import('../protocol.js').Frame} Frame */
/** @typedef {import('./types.d.ts').Plot} Plot */
/** @typedef {import('./types.d.ts').Recipe} Recipe */

/** Rows of a data table at most: a longer one is thinned, and whole in its CSV file. */
const ROWS = 400;

/**
 * Draws a figure on a canvas of this size in CSS pixels and says where its numbers lie.
 * @param {App} app
 * @param {HTMLCanvasElement} canvas
 * @param {Recipe} recipe
 * @param {number} width
 * @param {number} height
 * @returns {Plot[]}
 */
export function draw(app, canvas, recipe, width, height) {
  const style = { width, height, pixel_ratio: pixelRatio(), theme: app.theme, ground: 'none' };
  const { name, options, a, b } = recipe;
  return plots(engine(app).draw_figure(name, canvas, JSON.stringify({ ...options, ...style }), a, b));
}

/**
 * @param {App} app
 * @param {Recipe} recipe
 * @param {number} width
 * @param {number} height
 * @returns {string}
 */
function svg(app, { name, options, a, b }, width, height) {
  return engine(app).figure_svg(name, JSON.stringify({ ...options, width, height, theme: app.theme }), a, b);
}

/**
 * What the figure shows, in sentences to be read out.
 * @param {App} app
 * @param {Recipe} recipe
 * @returns {string}
 */
function summary(app, { name, options, a, b }) {
  return engine(app).figure_summary(name, JSON.stringify(options), a, b);
}

/**
 * @param {App} app
 * @param {Recipe} recipe
 * @returns {Promise<import('./types.d.ts').Table>}
 */
async function table(app, { name, options, a, b }) {
  return JSON.parse((await whole(app)).figure_table(name, JSON.stringify(options), a, b, ROWS));
}

/**
 * @param {App} app
 * @param {Recipe} recipe
 * @returns {Promise<string>}
 */
async function csv(app, { name, options, a, b }) {
  return (await whole(app)).figure_csv(name, JSON.stringify(options), a, b);
}

/**
 * A figure as files and words.
 * @param {App} app
 * @param {Recipe} recipe
 * @param {number} width   of its file, px
 * @param {number} height
 * @returns {import('./types.d.ts').Figure}
 */
export function asFigure(app, recipe, width, height) {
  return {
    svg: () => svg(app, recipe, width, height),
    csv: () => csv(app, recipe),
    summary: () => summary(app, recipe),
    table: () => table(app, recipe),
  };
}

/** Whichever is there: slices are drawn by the engine that measured them. @param {App} app */
function engine(app) {
  if (app.lab?.engine) return app.lab.engine;
  if (!app.engine) throw new Error('The engine has not loaded yet.');
  return app.engine;
}

/** The engine that measures writes numbers down, too: it loads for that. @param {App} app */
async function whole(app) {
  if (!app.lab) throw new Error('The engine has not loaded yet.');
  return (await app.lab.load()).engine;
}

/**
 * Eight numbers a plot.
 * @param {ArrayLike<number>} flat
 * @returns {Plot[]}
 */
export function plots(flat) {
  return Array.from({ length: Math.floor(flat.length / 8) }, (_, k) => {
    const [left = 0, top = 0, right = 0, bottom = 0, x0 = 0, x1 = 1, y0 = 0, y1 = 1] = Array.from(flat).slice(
      8 * k,
      8 * k + 8,
    );
    return { left, top, right, bottom, x: [x0, x1], y: [y0, y1] };
  });
}

/**
 * Every recorded frame of a network and the newest one, oldest first.
 * @param {ShownNetwork} network
 * @returns {Frame[]}
 */
export function frames({ history, frame }) {
  const last = history.at(-1);
  return frame && (!last || frame.step > last.step) ? [...history, frame] : history;
}

/**
 * Frames as the one array that the engine reads. What a recorded run has not kept is not a number.
 * @param {Frame[]} list
 * @param {number} depth  0 leaves the layers out
 */
export function flat(list, depth) {
  const length = 6 + 3 * depth;
  const out = new Float32Array(list.length * length).fill(Number.NaN);
  list.forEach((frame, k) => {
    const at = k * length;
    out.set([frame.step, frame.loss, frame.accuracy, frame.test_loss, frame.test_accuracy], at);
    if (depth === 0) return;
    out.set(frame.grad, at + 5);
    out.set(frame.contribution, at + 6 + depth);
    out.set(frame.turn, at + 6 + 2 * depth);
  });
  return out;
}
