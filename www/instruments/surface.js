// The loss surface: a slice of the training loss through each network's weights, as a line, as contours or as a landscape.

import { el } from '../dom.js';
import { count, nodes, text } from '../format.js';
import { dropdown, segment } from './choices.js';
import { asFigure, draw, flat } from './figures.js';
import { merged, surfaceHelp } from './help.js';
import { Measuring } from './measuring.js';
import { makeProbe, reading } from './probe.js';
import { duration, names, kinds as shortcuts, when } from './sentence.js';
import { caption, figures, headline, note, propose } from './slice-words.js';
import { makeTools } from './tools.js';
import { makeTurning } from './turning.js';
import { helpInWords } from './units.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Side} Side */
/** @typedef {import('../slice.js').Facts} Facts */
/** @typedef {import('./types.d.ts').Plot} Plot */
/** @typedef {'random' | 'trajectory' | 'between' | 'hessian'} Plane */
/** @typedef {'line' | 'contour' | 'surface'} Kind */

/** What the directions of a plane are called on an axis. */
const AXES = {
  random: ['random direction 1', 'random direction 2'],
  trajectory: ['the path’s first component', 'its second'],
  between: ['from the weights now (0) to the start (1)', 'a random direction'],
  hessian: ['the direction of the largest curvature', 'of the second largest'],
};

/** Planes that are not there before the networks have moved. @type {Plane[]} */
const MADE_OF_THE_PATH = ['trajectory', 'between'];

const HEIGHTS = { line: 340, contour: 400, surface: 400 };

/**
 * @param {App} app
 * @param {import('./live.js').Live} live
 * @param {import('./panel.js').Panel} panel
 * @param {() => void} request  asks for a drawing
 * @param {{ element: HTMLElement, draw: () => void }} starts  the same slice for ten starts
 * @returns {import('./types.d.ts').Instrument}
 */
export function makeSurface(app, live, panel, request, starts) {
  /** @type {Kind} */
  let kind = 'surface';
  let log = false;
  /** What the pointer reads, as shares of the plot. @type {{x: number, y: number} | null} */
  let at = null;
  const measuring = new Measuring(request);
  const tools = makeTools(app, request);
  /** Where the figure's numbers lie. @type {Plot[]} */
  let plots = [];
  /** What the figure that stands was drawn from. */
  let drawn = '';
  /** When the figure may be drawn again while rows arrive. */
  let rested = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;

  const kinds = segment(
    'Figure',
    [
      ['line', 'Line'],
      ['contour', 'Contour'],
      ['surface', '3-D'],
    ],
    (value) => {
      kind = /** @type {Kind} */ (value);
      at = null;
      request();
    },
  );
  const set = (/** @type {string} */ key, /** @type {string} */ value) => void app.set(key, value, { replace: true });
  const planes = segment(
    'Plane',
    [
      ['random', 'Random'],
      ['trajectory', 'Path'],
      ['between', 'Start to end'],
      ['hessian', 'Sharpest'],
    ],
    (value) => set('plane', value),
  );
  const heights = segment(
    'Height',
    [
      ['linear', 'Linear'],
      ['log', 'Log'],
    ],
    (value) => {
      log = value === 'log';
      request();
    },
  );
  const spans = dropdown(
    'half-width',
    ['.1', '.25', '.5', '1', '2', '5'],
    (value) => value.replace(/^\./, '0.'),
    (value) => set('span', value),
  );
  const grids = dropdown(
    'points',
    ['21', '31', '51', '101'],
    (value) => `${value} × ${value}`,
    (value) => set('grid', value),
  );
  panel.options.append(kinds.element, planes.element, heights.element, spans.element, grids.element);

  const offer = el('button', { type: 'button', class: 'link' }, 'open 20 layers, scale 1/√20');
  offer.addEventListener(
    'click',
    () => void app.setScene(merged(app.scene, { depth: '20', 'b.scale': 'depth', view: 'surface' })),
  );
  const apart = el('p', { class: 'surface-offer', hidden: true }, el('span', {}), offer, '.');

  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const shell = el('div', { class: 'chart chart-surface' }, canvas);
  const turning = makeTurning(shell, request);
  const point = (/** @type {{x: number, y: number} | null} */ place) => {
    at = place;
    request();
  };
  const walk = (/** @type {string} */ key, /** @type {boolean} */ far) => {
    const by = (far ? 5 : 1) / Math.max(1, (measuring.wish?.grid ?? 51) - 1);
    const from = at ?? { x: 0.5, y: 0.5 };
    const [dx, dy] = { left: [-by, 0], right: [by, 0], up: [0, -by], down: [0, by], home: [-1, 0], end: [1, 0] }[
      key
    ] ?? [0, 0];
    const hold = (/** @type {number} */ v) => Math.max(0, Math.min(1, v));
    at = { x: hold(from.x + (dx ?? 0)), y: hold(from.y + (dy ?? 0)) };
    request();
  };
  // One over each map; both read the same place.
  const probes = [
    makeProbe('Place in the slice', point, walk),
    makeProbe('Place in the slice, second map', point, walk),
  ];
  const rings = probes.map(({ element }) => {
    const ring = el('div', { class: 'probe-ring', hidden: true });
    element.append(ring);
    return ring;
  });
  const empty = el('div', { class: 'chart-empty' });
  const bar = el('div', { class: 'progress-fill' });
  const says = el('span', { class: 'progress-says' });
  const action = el('button', { type: 'button', class: 'button button-small' });
  action.addEventListener('click', () => {
    if (tools.missing) tools.load();
    else if (measuring.state === 'running') measuring.cancel();
    else start(wish());
  });
  const meter = el('div', { class: 'progress-bar' }, bar);
  const progress = el('div', { class: 'progress' }, says, meter, action, turning.buttons);
  const track = el('canvas', { 'aria-hidden': 'true' });
  const trackBox = el('div', { class: 'chart chart-track', hidden: true }, track);
  const numbers = el('table', { class: 'surface-numbers' });
  const spoken = el('p', { class: 'spoken', role: 'status' });
  shell.append(...probes.map((one) => one.element), empty);
  panel.said.append(apart);
  panel.figure.append(progress, shell, trackBox, numbers, starts.element, spoken);

  /** The chosen plane. @returns {Plane} */
  const plane = () => /** @type {Plane} */ (app.info().settings.a.plane);

  function wish() {
    const { settings } = app.info();
    return {
      run: `${runs}|${app.shown.recorded}|${settings.a.seed}|${settings.a['seed.plane']}`,
      step: app.shown.step,
      plane: plane(),
      span: Number(settings.a.span),
      grid: Number(settings.a.grid),
    };
  }
  // Another run may stand at the same step of the same setup: what it measures is measured anew.
  let runs = 0;
  app.twin?.addEventListener('open', () => {
    runs += 1;
    measuring.forget();
  });

  /** @param {ReturnType<typeof wish>} wanted */
  function start(wanted) {
    if (!app.lab?.engine) return;
    void measuring.start(app.lab, wanted, { scene: app.scene, own: app.own }, () => live.records());
    request();
  }

  /** Whether the slice of what stands can be measured at all. */
  function possible() {
    return app.twin !== null && !app.shown.recorded && (!MADE_OF_THE_PATH.includes(plane()) || app.shown.step > 0);
  }

  function recipe() {
    const { wish: measured, losses } = measuring;
    if (!measured || measuring.share === 0) return null;
    const { facts } = measuring;
    const options = {
      names: shortcuts(app.info()),
      n: measured.grid,
      span: measured.span,
      log,
      axes: AXES[/** @type {Plane} */ (measured.plane)],
      facts: facts ? { a: forFigure(facts.a, measured.plane), b: forFigure(facts.b, measured.plane) } : {},
      yaw: turning.camera.yaw,
      camera: turning.camera.pitch,
    };
    return { recipe: { name: kind, options, a: losses.a, b: losses.b }, width: 900, height: HEIGHTS[kind] + 20 };
  }

  /** The grid's point that is pointed at: column, row from below, and their coordinates. */
  function pointed() {
    const { wish: measured } = measuring;
    if (!measured || !at || kind === 'surface') return null;
    const n = measured.grid;
    const column = Math.round(at.x * (n - 1));
    const row = kind === 'line' ? (n - 1) / 2 : Math.round((1 - at.y) * (n - 1));
    const where = (/** @type {number} */ k) => measured.span * ((2 * k) / (n - 1) - 1);
    return { k: row * n + column, x: column / (n - 1), y: 1 - row / (n - 1), a: where(column), b: where(row) };
  }

  function read() {
    const { losses } = measuring;
    const place = pointed();
    const name = names(app.info());
    for (const [k, probe] of probes.entries()) {
      const plot = kind === 'surface' ? undefined : plots[k];
      probe.place(plot);
      const ring = rings[k];
      if (ring) {
        ring.hidden = !place || kind !== 'contour';
        ring.style.left = `${100 * (place?.x ?? 0)}%`;
        ring.style.top = `${100 * (place?.y ?? 0)}%`;
      }
      if (!plot || !place) {
        probe.show(null);
        continue;
      }
      const [one, other] = [losses.a[place.k] ?? Number.NaN, losses.b[place.k] ?? Number.NaN];
      const heading = kind === 'line' ? `at ${text(place.a, 2)}` : `at ${text(place.a, 2)}, ${text(place.b, 2)}`;
      const card = reading(heading, [['loss', nodes(one), nodes(other)]]);
      const here = kind === 'line' || probe.element.matches(':hover, :focus');
      probe.show(here ? place.x : null, card, `${heading}: loss ${text(one)} ${name.a}, ${text(other)} ${name.b}`);
    }
  }

  function tell() {
    const { state } = measuring;
    const wanted = wish();
    const fresh = measuring.has(wanted);
    bar.style.width = `${100 * (state === 'running' ? measuring.share : 0)}%`;
    meter.hidden = state !== 'running';
    turning.buttons.hidden ||= state === 'running';
    action.hidden = false;
    if (tools.missing) {
      says.textContent = '';
      action.textContent = 'Try again';
    } else if (!app.lab?.engine) {
      says.textContent = '';
      action.hidden = true;
    } else if (state === 'running') {
      const { left } = measuring;
      says.textContent = `Measuring: ${Math.round(100 * measuring.share)} %${Number.isNaN(left) ? '' : `, ${duration(left)} left`}`;
      action.textContent = 'Cancel';
    } else if (!possible()) {
      says.textContent = '';
      action.hidden = true;
    } else if (state === 'cancelled' && fresh) {
      says.textContent = `Stopped at ${Math.round(100 * measuring.share)} %.`;
      action.textContent = 'Measure';
    } else if (state === 'failed' && fresh) {
      says.textContent = '';
      action.textContent = 'Try again';
    } else if (!fresh && app.shown.playing) {
      says.textContent = measuring.wish
        ? `The slice ${when(measuring.wish.step)}. It is measured anew when training stops.`
        : 'It is measured when training stops.';
      action.textContent = 'Measure now';
    } else {
      says.textContent = '';
      action.hidden = true;
    }
    action.className = 'button button-small';
    const word = state === 'done' ? 'The slice is measured.' : state === 'running' ? 'Measuring the slice.' : '';
    if (spoken.textContent !== word) spoken.textContent = word;
  }

  function nothing() {
    if (measuring.state === 'failed') return measuring.why;
    if (tools.missing) return tools.missing;
    if (app.shown.recorded || !app.twin)
      return 'Press play, or step: the slice goes through the weights of a live run.';
    if (!possible())
      return 'The networks have not moved yet, and this plane is made of the path they take. Press play, or take the random plane.';
    if (app.shown.playing) return 'The slice is measured when training stops.';
    return app.lab?.engine ? 'The first rows come at once.' : 'Loading what measures it.';
  }

  return {
    panel,
    figure() {
      const made = recipe();
      return made && asFigure(app, made.recipe, made.width, made.height);
    },
    draw() {
      const { settings, model } = app.info();
      kinds.set(kind);
      planes.set(settings.a.plane ?? 'random');
      heights.set(log ? 'log' : 'linear');
      spans.set(settings.a.span ?? '1');
      grids.set(settings.a.grid ?? '51');
      const weights = count(Math.max(model.a.parameters, model.b.parameters));
      panel.help(helpInWords(app, surfaceHelp(plane(), weights)), app.scene);

      const wanted = wish();
      const ready = tools.there();
      if (ready && possible() && !app.shown.playing && !measuring.has(wanted)) start(wanted);
      else if (!possible() && measuring.wish && !measuring.has(wanted)) measuring.forget();

      const made = recipe();
      turning.enable(kind === 'surface' && made !== null);
      tell();
      panel.headline(headline(app, measuring));
      panel.note(note(measuring));
      empty.hidden = made !== null;
      empty.textContent = made ? '' : nothing();
      canvas.hidden = made === null;
      shell.dataset.kind = kind;
      shell.dataset.plane = plane();
      if (made) redraw(made.recipe);
      else plots = [];
      read();
      figures(app, numbers, measuring);
      panel.caption(caption(measuring));
      propose(app, measuring, apart);
      drawTrack();
      starts.draw();
      return made !== null;
    },
  };

  /**
   * Draws the figure if it would differ from the one that stands.
   * @param {import('./types.d.ts').Recipe} made
   */
  function redraw(made) {
    const options = { ...made.options, hover: kind === 'line' ? (pointed()?.a ?? null) : null };
    const size = [shell.clientWidth, shell.clientHeight, devicePixelRatio];
    const key = JSON.stringify([kind, { ...options, facts: null }, measuring.version, app.theme, size]);
    if (key === drawn) return;
    // While rows arrive, a landscape that takes long to draw takes a small part of the page's time, and leaves it to the rows.
    const from = performance.now();
    if (measuring.state === 'running' && from < rested) {
      clearTimeout(waiting);
      waiting = setTimeout(request, rested - from);
      return;
    }
    drawn = key;
    plots = draw(app, canvas, { ...made, options }, shell.clientWidth, shell.clientHeight);
    const took = performance.now() - from;
    rested = from + took + 12 * Math.min(took, 100);
  }

  /** The true loss along the path beside the slice's, where the plane is made of the path. */
  function drawTrack() {
    const { facts, wish: measured } = measuring;
    trackBox.hidden = plane() !== 'trajectory';
    if (trackBox.hidden || !facts || measured?.plane !== 'trajectory') return;
    const options = {
      names: shortcuts(app.info()),
      depth: 0,
      steps: app.shown.step,
      held_out: true,
      title: 'loss along the path, log · thick: true, thin: in the slice',
    };
    const recipe = { name: 'curves', options, a: along(facts.a), b: along(facts.b) };
    draw(app, track, recipe, trackBox.clientWidth, trackBox.clientHeight);
  }
}

/**
 * The path as frames without layers: the true loss as the training loss, the slice's as the held-out one.
 * @param {Facts} facts
 */
function along(facts) {
  const none = new Float32Array();
  const list = facts.path.map(({ step, loss, slice }) => ({
    step,
    loss: loss ?? Number.NaN,
    accuracy: Number.NaN,
    test_loss: slice ?? Number.NaN,
    test_accuracy: Number.NaN,
    grad: none,
    contribution: none,
    turn: none,
  }));
  return flat(list, 0);
}

/**
 * In a random plane the path's shadow would pass for the path, so it is not drawn there; its distance is said instead.
 * @param {Facts} facts
 * @param {string} plane
 */
function forFigure(facts, plane) {
  return plane === 'random' || plane === 'hessian' ? { ...facts, path: [] } : facts;
}
