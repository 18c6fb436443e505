// Gradient flow: how large ∂L/∂h is at each layer, now as a line and through the run as two maps, layer × step.

import { el } from '../dom.js';
import { text } from '../format.js';
import { palette } from '../palette.js';
import { place as placeOn, scaleFor, valueAt } from '../scales.js';
import { logNodes, logText } from '../sentences.js';
import { segment } from './choices.js';
import { asFigure, draw, flat } from './figures.js';
import { FLOW } from './help.js';
import { makeProbe, reading } from './probe.js';
import { capital, kinds, names, ratio, when } from './sentence.js';
import { helpInWords, unit } from './units.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Side} Side */
/** @typedef {import('../protocol.js').Frame} Frame */
/** @typedef {import('./types.d.ts').Plot} Plot */

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];

/**
 * @param {App} app
 * @param {import('./panel.js').Panel} panel
 * @param {() => void} request  asks for a drawing
 * @param {{ element: HTMLElement, draw: () => void, leave: () => void }} below  what the study of gradients found
 * @returns {import('./types.d.ts').Instrument}
 */
export function makeFlow(app, panel, request, below) {
  /** The recorded step pointed at in a map; null is the newest.
   * @type {number | null} */
  let step = null;
  /** Where in the chart the pointer is, as a share of its height. */
  let height = 0;

  const measure = segment(
    'Gradient',
    [
      ['relative', '÷ the last one’s'],
      ['absolute', 'absolute'],
    ],
    (value) => {
      app.relative = value === 'relative';
      app.repaint();
    },
  );
  panel.options.append(measure.element);

  const line = el('canvas', { class: 'flow-line', 'aria-hidden': 'true' });
  const axes = el('canvas', { class: 'flow-axes', 'aria-hidden': 'true' });
  const maps = {
    a: el('canvas', { class: 'flow-map', 'aria-hidden': 'true' }),
    b: el('canvas', { class: 'flow-map', 'aria-hidden': 'true' }),
  };
  const probe = makeProbe('Column', pointed, walked);
  const upper = el('div', { class: 'flow-upper' }, line);
  const waits = el('p', { class: 'flow-waits', hidden: true });
  const lower = el('div', { class: 'flow-lower' }, maps.a, maps.b, axes, waits);
  panel.figure.append(el('div', { class: 'chart chart-flow' }, upper, lower, probe.element), below.element);

  /** Where the line and both maps lie, in px from the chart's top left.
   * @type {{line: Plot, a: Plot, b: Plot} | null} */
  let seen = null;

  /** @param {{x: number, y: number} | null} at */
  function pointed(at) {
    if (!at || !seen) {
      step = null;
      app.hover(null);
      return request();
    }
    const { depth } = app.frameX;
    app.hover(Math.max(1, Math.min(depth, Math.ceil(at.x * depth))));
    height = at.y;
    const y = seen.line.top + at.y * (seen.b.bottom - seen.line.top);
    const map = SIDES.find((side) => seen && y >= seen[side].top && y <= seen[side].bottom);
    step = map ? stepAt((y - seen[map].top) / (seen[map].bottom - seen[map].top)) : null;
    request();
  }

  /**
   * @param {string} key
   * @param {boolean} far
   */
  function walked(key, far) {
    const { depth } = app.frameX;
    const layer = app.hoverLayer ?? (key === 'left' ? depth + 1 : 0);
    const by = far ? 8 : 1;
    const to = { left: layer - by, right: layer + by, home: 1, end: depth }[key];
    if (to !== undefined) app.hover(Math.max(1, Math.min(depth, to)));
    else {
      const steps = known();
      const at = step === null ? steps.length - 1 : steps.indexOf(step);
      const next = Math.max(0, Math.min(steps.length - 1, at + (key === 'up' ? -by : by)));
      step = next === steps.length - 1 ? null : (steps[next] ?? null);
      if (app.hoverLayer === null) app.hover(1);
    }
    request();
  }

  const lists = () => ({ a: measured(app.shown.a), b: measured(app.shown.b) });
  const known = () => lists().b.map((frame) => frame.step);
  /** The recorded step at a share of the run's length. @param {number} share */
  function stepAt(share) {
    const at = share * app.shown.steps;
    return known().reduce((best, one) => (one <= at ? one : best), 0);
  }
  const scale = () => {
    const { a, b } = lists();
    return scaleFor(
      'gradient',
      app.relative,
      [a[0], b[0]].filter((frame) => frame !== undefined),
    );
  };

  /**
   * @param {string} name
   * @param {(list: Frame[]) => Frame[]} [of]  the frames that this part is drawn from
   */
  function make(name, of = (list) => list) {
    const { shown } = app;
    const { a, b } = lists();
    const { lo, hi } = scale();
    const options = {
      names: kinds(app.info()),
      depth_a: shown.a.depth,
      depth_b: shown.b.depth,
      steps: shown.steps,
      absolute: !app.relative,
      blocks: unit(app) === 'block',
      low: lo,
      high: hi,
    };
    return { name, options, a: flat(of(a), shown.a.depth), b: flat(of(b), shown.b.depth) };
  }

  function read() {
    const layer = app.hoverLayer;
    if (layer === null || !seen) return probe.show(null);
    const name = names(app.info());
    const { a, b } = lists();
    const at = (/** @type {Frame[]} */ list) =>
      step === null ? list.at(-1) : list.findLast((frame) => frame.step <= (step ?? 0));
    const value = (/** @type {Frame | undefined} */ frame, /** @type {number} */ depth) =>
      frame && layer <= depth ? valueAt(frame, 'gradient', layer, app.relative) : Number.NaN;
    const [one, other] = [value(at(a), app.shown.a.depth), value(at(b), app.shown.b.depth)];
    const now = (at(b) ?? at(a))?.step ?? 0;
    const x = (layer - 0.5) / app.frameX.depth;
    // At the newest step the lanes' own card says it already.
    probe.show(
      x,
      step === null
        ? null
        : reading(`${unit(app)} ${layer}, step ${now}`, [
            [app.relative ? 'gradient ÷ last' : 'gradient', logNodes(one), logNodes(other)],
          ]),
      `${unit(app)} ${layer}, step ${now}: ${logText(one)} ${name.a}, ${logText(other)} ${name.b}`,
      height,
    );
  }

  return {
    panel,
    figure() {
      const { a, b } = lists();
      if (!a.length || !b.length) return null;
      // A recorded run has no rows for the maps.
      return app.shown.recorded ? asFigure(app, make('flow_line'), 900, 300) : asFigure(app, make('flow'), 900, 620);
    },
    leave: below.leave,
    draw() {
      below.draw();
      const { a, b } = lists();
      measure.set(app.relative ? 'relative' : 'absolute');
      panel.help(helpInWords(app, FLOW), app.scene);
      if (!a.length || !b.length) {
        panel.headline(`Press play: gradients are measured at every ${unit(app)} as the networks train.`);
        panel.note('The recorded run that stands above has none.');
        return false;
      }
      const said = sentences(app, a, b);
      panel.headline(said.headline);
      panel.note(said.note);
      const { left, pitch } = app.frameX;
      const hover = app.hoverLayer;
      const drawn = (
        /** @type {HTMLElement} */ box,
        /** @type {HTMLCanvasElement} */ canvas,
        /** @type {string} */ name,
      ) => {
        // The line needs the newest frame, the axes the first and the newest.
        const made = make(name, (list) =>
          name === 'flow_line' ? list.slice(-1) : [...list.slice(0, 1), ...list.slice(-1)],
        );
        Object.assign(made.options, { x0: left + pitch / 2, pitch, hover });
        return draw(app, canvas, made, box.clientWidth, box.clientHeight);
      };
      const [plot] = drawn(upper, line, 'flow_line');
      const [top, bottom] = drawn(lower, axes, 'flow_axes');
      if (!plot || !top || !bottom) return false;
      const drop = upper.clientHeight;
      const under = (/** @type {Plot} */ p) => ({ ...p, top: p.top + drop, bottom: p.bottom + drop });
      seen = { line: plot, a: under(top), b: under(bottom) };
      const { steps, recorded } = app.shown;
      const how = { steps, sparse: recorded, relative: app.relative, scale: scale(), pitch };
      paint(maps.a, top, a, app.shown.a.depth, how);
      paint(maps.b, bottom, b, app.shown.b.depth, how);
      waits.hidden = a.length > 1 && !app.shown.recorded;
      waits.style.top = `${(top.top + top.bottom) / 2}px`;
      waits.style.left = `${(plot.left + plot.right) / 2}px`;
      waits.textContent = app.shown.recorded
        ? 'The recorded run keeps its first and last step. Press play for every step.'
        : 'Fills from the top as the networks train.';
      probe.place({ ...plot, bottom: seen.b.bottom });
      read();
      return true;
    },
  };
}

/**
 * Frames with gradients, oldest first, the one that is shown last. A recorded run keeps few.
 * @param {import('../types.d.ts').ShownNetwork} network
 */
function measured({ history, frame }) {
  const list = history.filter((one) => one.grad.length > 0);
  return frame && frame.grad.length > 0 && frame.step > (list.at(-1)?.step ?? -1) ? [...list, frame] : list;
}

/**
 * Paints a map: a pixel a layer, a row of pixels for each pixel of its height, the last frame at or before that step. What is not
 * yet trained stays empty.
 * @param {HTMLCanvasElement} canvas
 * @param {Plot} plot
 * @param {Frame[]} list
 * @param {number} depth
 * @param {{steps: number, sparse: boolean, relative: boolean, scale: import('../scales.js').Scale, pitch: number}} how  `sparse`:
 *   a frame stands for its own step alone, not for those after it
 */
function paint(canvas, plot, list, depth, { steps, sparse, relative, scale, pitch }) {
  canvas.style.left = `${plot.left}px`;
  canvas.style.top = `${plot.top}px`;
  canvas.style.width = `${depth * pitch}px`;
  canvas.style.height = `${plot.bottom - plot.top}px`;
  const rows = Math.max(1, Math.round(plot.bottom - plot.top));
  if (canvas.width !== depth) canvas.width = depth;
  if (canvas.height !== rows) canvas.height = rows;
  const ctx = canvas.getContext('2d');
  if (!ctx) return;
  const image = ctx.createImageData(depth, rows);
  const colours = palette();
  const slot = colours.rgb('slot');
  const last = list.at(-1)?.step ?? 0;
  let k = 0;
  for (let row = 0; row < rows; row++) {
    const step = (row / Math.max(1, rows - 1)) * steps;
    while (k + 1 < list.length && (list[k + 1]?.step ?? 0) <= step) k += 1;
    const frame = list[k];
    const near = !sparse || (frame && step - frame.step < steps / rows);
    for (let layer = 1; layer <= depth; layer++) {
      const known = frame && near && frame.step <= step && step <= last;
      const value = known ? valueAt(frame, 'gradient', layer, relative) : Number.NaN;
      const t = Math.min(1, Math.max(0, placeOn(scale, value)));
      const at = 4 * (row * depth + layer - 1);
      const ramp = 3 * Math.round(255 * t);
      for (let c = 0; c < 3; c++)
        image.data[at + c] = Number.isNaN(value) ? (slot[c] ?? 0) : (colours.ramp[ramp + c] ?? 0);
      image.data[at + 3] = 255;
    }
  }
  ctx.putImageData(image, 0, 0);
}

/**
 * What the gradients are now, and what they were at the start.
 * @param {App} app
 * @param {Frame[]} a
 * @param {Frame[]} b
 */
function sentences(app, a, b) {
  const { relative } = app;
  const name = names(app.info());
  const first = (/** @type {Frame | undefined} */ frame) =>
    frame ? valueAt(frame, 'gradient', 1, relative) : Number.NaN;
  const now = { a: first(a.at(-1)), b: first(b.at(-1)) };
  const start = a[0]?.step === 0 && b[0]?.step === 0 ? { a: first(a[0]), b: first(b[0]) } : null;
  const step = Math.max(a.at(-1)?.step ?? 0, b.at(-1)?.step ?? 0);
  if (relative && app.frameX.depth === 1) {
    return {
      headline: `One ${unit(app)}: there is nothing to compare its gradient with.`,
      note: `${capital(when(step))}.`,
    };
  }
  if (!relative) {
    return {
      headline: `At ${unit(app)} 1 the gradient is ${logText(now.a)} ${name.a}, ${logText(now.b)} ${name.b}.`,
      note:
        step === 0
          ? 'Before the first step.'
          : start
            ? `${capital(when(step))}; at the start ${logText(start.a)} ${name.a}, ${logText(start.b)} ${name.b}.`
            : `${capital(when(step))}.`,
    };
  }
  const change = { a: changed(now.a), b: changed(now.b) };
  const verb = change.a.verb === change.b.verb ? '' : `${change.b.verb} `;
  return {
    headline: `By ${unit(app)} 1 the gradient has ${change.a.verb} ${change.a.to} ${name.a}, ${verb}${change.b.to} ${name.b}.`,
    note:
      step === 0
        ? 'Before the first step. 1 would be ideal.'
        : start
          ? `${capital(when(step))}; at the start ${size(start.a)} ${name.a}, ${size(start.b)} ${name.b}. 1 would be ideal.`
          : `${capital(when(step))}. 1 would be ideal.`,
  };
}

/**
 * A ratio given by its logarithm, to two digits.
 * @param {number} log
 */
function size(log) {
  if (log > -3 && log < 0) return ratio(10 ** log);
  return log >= 0 && log < 6 ? text(Number((10 ** log).toPrecision(2)), 2) : logText(log);
}

/**
 * What became of the gradient on its way back, in words.
 * @param {number} log
 */
function changed(log) {
  if (Number.isNaN(log)) return { verb: 'become', to: 'undefined' };
  if (log === Number.NEGATIVE_INFINITY) return { verb: 'shrunk to', to: 'exactly 0' };
  if (log < -0.02) return { verb: 'shrunk to', to: size(log) };
  if (log > 0.02) return { verb: 'grown to', to: `${size(log)} times` };
  return { verb: 'kept', to: 'its size' };
}
