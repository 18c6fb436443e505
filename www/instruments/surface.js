// The loss surface: a slice of the training loss through each network's weights, as a line, as contours or as a landscape.

import { el, fill } from '../dom.js';
import { count, nodes, text } from '../format.js';
import { dropdown, segment } from './choices.js';
import { draw, flat } from './figures.js';
import { merged, surfaceHelp } from './help.js';
import { Measuring } from './measuring.js';
import { makeProbe, reading } from './probe.js';
import { capital, duration, labels, names, rich, times, when } from './sentence.js';
import { makeTurning } from './turning.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Side} Side */
/** @typedef {import('../twin.js').Facts} Facts */
/** @typedef {import('./types.d.ts').Plot} Plot */
/** @typedef {'random' | 'trajectory' | 'between'} Plane */
/** @typedef {'line' | 'contour' | 'surface'} Kind */

/** What the directions of a plane are called on an axis. */
const AXES = {
  random: ['random direction 1', 'random direction 2'],
  trajectory: ['the path’s first component', 'its second'],
  between: ['from the weights now (0) to the start (1)', 'a random direction'],
};

const HEIGHTS = { line: 340, contour: 400, surface: 400 };

/**
 * @param {App} app
 * @param {import('./panel.js').Panel} panel
 * @param {() => void} request  asks for a drawing
 * @returns {import('./types.d.ts').Instrument}
 */
export function makeSurface(app, panel, request) {
  /** @type {Kind} */
  let kind = 'surface';
  let log = false;
  /** What the pointer reads, as shares of the plot. @type {{x: number, y: number} | null} */
  let at = null;
  const measuring = new Measuring(request);

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
    [
      ['.1', '0.1'],
      ['.25', '0.25'],
      ['.5', '0.5'],
      ['1', '1'],
      ['2', '2'],
      ['5', '5'],
    ],
    (value) => set('span', value),
  );
  const grids = dropdown(
    'points',
    [
      ['21', '21 × 21'],
      ['31', '31 × 31'],
      ['51', '51 × 51'],
      ['101', '101 × 101'],
    ],
    (value) => set('grid', value),
  );
  panel.options.append(kinds.element, planes.element, heights.element, spans.element, grids.element);

  const offer = el('button', { type: 'button', class: 'link' }, 'Open 20 layers with the branch scaled by 1/√20');
  offer.addEventListener(
    'click',
    () => void app.setScene(merged(app.scene, { depth: '20', 'b.scale': 'depth', view: 'surface' })),
  );
  const apart = el('p', { class: 'surface-offer' }, el('span', {}), ' ', offer);

  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const shell = el('div', { class: 'chart chart-surface' }, canvas);
  const turning = makeTurning(shell, request);
  const probe = makeProbe(
    'Place in the slice',
    (place) => {
      at = place;
      request();
    },
    (key, far) => {
      const by = (far ? 5 : 1) / Math.max(1, (measuring.wish?.grid ?? 51) - 1);
      const from = at ?? { x: 0.5, y: 0.5 };
      const [dx, dy] = { left: [-by, 0], right: [by, 0], up: [0, -by], down: [0, by], home: [-1, 0], end: [1, 0] }[
        key
      ] ?? [0, 0];
      const hold = (/** @type {number} */ v) => Math.max(0, Math.min(1, v));
      at = { x: hold(from.x + (dx ?? 0)), y: hold(from.y + (dy ?? 0)) };
      request();
    },
  );
  const probes = [probe];
  const empty = el('div', { class: 'chart-empty' });
  const bar = el('div', { class: 'progress-fill' });
  const says = el('span', { class: 'progress-says' });
  const action = el('button', { type: 'button', class: 'button button-small' });
  action.addEventListener('click', () => {
    if (measuring.state === 'running') measuring.cancel();
    else start(wish());
  });
  const progress = el(
    'div',
    { class: 'progress' },
    el('div', { class: 'progress-bar' }, bar),
    says,
    turning.buttons,
    action,
  );
  const track = el('canvas', { 'aria-hidden': 'true' });
  const trackBox = el('div', { class: 'chart chart-track', hidden: true }, track);
  const numbers = el('table', { class: 'surface-numbers' });
  const spoken = el('p', { class: 'spoken', role: 'status' });
  shell.append(probe.element, empty);
  panel.figure.append(progress, shell, trackBox, numbers, apart, spoken);

  /** The chosen plane. @returns {Plane} */
  const plane = () => /** @type {Plane} */ (app.info().settings.a.plane);

  function wish() {
    const { settings } = app.info();
    const { scene = '' } = app.twin?.state ?? {};
    return {
      run: `${scene}|${app.shown.recorded}|${app.own?.length ?? 0}|${runs}`,
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
    if (!app.twin) return;
    void measuring.start(app.twin, wanted);
    request();
  }

  /** Whether the slice of what stands can be measured at all. */
  function possible() {
    return app.twin !== null && !app.shown.recorded && (plane() === 'random' || app.shown.step > 0);
  }

  function recipe() {
    const { wish: measured, losses } = measuring;
    if (!measured || measuring.share === 0) return null;
    const { facts } = measuring;
    const options = {
      names: names(app.info()),
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

  /** @param {Plot[]} plots */
  function read(plots) {
    const { wish: measured, losses } = measuring;
    const plot = kind === 'surface' ? undefined : plots[0];
    for (const one of probes) one.place(plot);
    if (!plot || !measured || !at || kind === 'surface') return probe.show(null);
    const n = measured.grid;
    const column = Math.round(at.x * (n - 1));
    const row = kind === 'line' ? (n - 1) / 2 : Math.round((1 - at.y) * (n - 1));
    const where = (/** @type {number} */ k) => measured.span * ((2 * k) / (n - 1) - 1);
    const k = row * n + column;
    const [one, other] = [losses.a[k] ?? Number.NaN, losses.b[k] ?? Number.NaN];
    const heading =
      kind === 'line' ? `at ${text(where(column), 2)}` : `at ${text(where(column), 2)}, ${text(where(row), 2)}`;
    probe.show(
      at.x,
      reading(heading, [['loss', nodes(one), nodes(other)]]),
      `${heading}: loss ${text(one)} without, ${text(other)} with`,
    );
  }

  function tell() {
    const { state } = measuring;
    const wanted = wish();
    const fresh = measuring.has(wanted);
    bar.style.width = `${100 * (state === 'running' ? measuring.share : 0)}%`;
    action.hidden = false;
    if (state === 'running') {
      const { left } = measuring;
      says.textContent = `Measuring: ${Math.round(100 * measuring.share)} %${Number.isNaN(left) ? '' : `, ${duration(left)} left`}`;
      action.textContent = 'Cancel';
    } else if (!possible()) {
      says.textContent = '';
      action.hidden = true;
    } else if (state === 'cancelled' && fresh) {
      says.textContent = `Cancelled at ${Math.round(100 * measuring.share)} %.`;
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
    if (app.shown.recorded || !app.twin)
      return 'Press play, or step: the slice goes through the weights of a live run.';
    if (!possible())
      return 'The networks have not moved yet, and this plane is made of the path they take. Press play, or take the random plane.';
    if (app.shown.playing) return 'The slice is measured when training stops.';
    return 'The first rows come at once.';
  }

  return {
    panel,
    recipe,
    draw() {
      const { settings, model } = app.info();
      kinds.set(kind);
      planes.set(settings.a.plane ?? 'random');
      heights.set(log ? 'log' : 'linear');
      spans.set(settings.a.span ?? '1');
      grids.set(settings.a.grid ?? '51');
      panel.help(surfaceHelp(plane(), count(Math.max(model.a.parameters, model.b.parameters))), app.scene);

      const wanted = wish();
      if (possible() && !app.shown.playing && !measuring.has(wanted)) start(wanted);
      else if (!possible() && measuring.wish && !measuring.has(wanted)) measuring.forget();

      const made = recipe();
      turning.enable(kind === 'surface' && made !== null);
      shell.tabIndex = kind === 'surface' && made ? 0 : -1;
      tell();
      panel.headline(headline(app, measuring));
      panel.note(note(app, measuring));
      empty.hidden = made !== null;
      empty.textContent = made ? '' : nothing();
      canvas.hidden = made === null;
      shell.dataset.kind = kind;
      const plots = made ? draw(app, canvas, made.recipe, shell.clientWidth, shell.clientHeight) : [];
      read(plots);
      figures(app, numbers, measuring);
      propose(app, measuring, apart);
      drawTrack();
    },
  };

  /** The true loss along the path beside the slice's, where the plane is made of the path. */
  function drawTrack() {
    const { facts, wish: measured } = measuring;
    trackBox.hidden = plane() !== 'trajectory' || kind === 'surface';
    if (trackBox.hidden || !facts || measured?.plane !== 'trajectory') return;
    const options = {
      names: names(app.info()),
      depth: 0,
      steps: app.shown.step,
      held_out: true,
      title: 'loss along the path, logarithmic · thick: the true one, thin: the slice’s at the nearest point',
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
  return plane === 'random' ? { ...facts, path: [] } : facts;
}

/**
 * @param {App} app
 * @param {Measuring} measuring
 */
function headline(app, measuring) {
  const name = names(app.info());
  const { facts, wish } = measuring;
  if (!facts || !wish) return 'The training loss around each network’s weights.';
  if (wish.plane === 'between') {
    const ends = (/** @type {Facts} */ f) =>
      `from ${text(f.path[0]?.loss ?? Number.NaN)} to ${text(f.centre ?? Number.NaN)}`;
    return `From start to end the loss goes ${ends(facts.a)} ${name.a}, ${ends(facts.b)} ${name.b}.`;
  }
  if (wish.plane === 'trajectory') {
    const held = (/** @type {Facts} */ f) =>
      percent((f.explained?.[0] ?? Number.NaN) + (f.explained?.[1] ?? Number.NaN));
    return `The plane holds ${held(facts.a)} of the path ${name.a}, ${held(facts.b)} ${name.b}.`;
  }
  const [a, b] = [facts.a.roughness ?? Number.NaN, facts.b.roughness ?? Number.NaN];
  if (Number.isNaN(a) || Number.isNaN(b))
    return 'A loss in this slice is no longer a number, so its roughness is not defined.';
  const ratio = a / b;
  const both = `roughness ${text(a, 2)} ${name.a}, ${text(b, 2)} ${name.b}`;
  if (ratio >= 2) return `This slice is ${times(a, b)} times smoother ${name.b}: ${both}.`;
  if (ratio <= 0.5) return `In this slice the order inverts: ${both}.`;
  return `This slice does not tell them apart: ${both}.`;
}

/**
 * @param {App} app
 * @param {Measuring} measuring
 */
function note(app, measuring) {
  const { facts, wish } = measuring;
  if (!facts || !wish) return 'Measured on the networks above, in their workers, row by row.';
  const now = `${capital(when(wish.step))}, through the networks above; one scale.`;
  if (wish.plane !== 'random' || wish.step === 0) return now;
  const name = names(app.info());
  const off = (/** @type {Facts} */ f) =>
    Math.max(...f.path.map((point) => point.off / point.distance).filter((share) => Number.isFinite(share)));
  const [a, b] = [off(facts.a), off(facts.b)];
  if (!Number.isFinite(a) || !Number.isFinite(b)) return now;
  const share = Math.min(a, b);
  return share > 0.9
    ? `${now} The path to them lies off this plane (${percent(a)} of its length ${name.a}, ${percent(b)} ${name.b}), so it is not drawn.`
    : now;
}

/** @param {number} share */
function percent(share) {
  if (!Number.isFinite(share)) return '–';
  const hundred = 100 * share;
  return `${hundred > 99 && hundred < 100 ? hundred.toFixed(1) : hundred.toFixed(0)} %`;
}

/**
 * The numbers of the slice.
 * @param {App} app
 * @param {HTMLTableElement} table
 * @param {Measuring} measuring
 */
function figures(app, table, measuring) {
  const { facts, wish } = measuring;
  const key = JSON.stringify([facts?.a.roughness, facts?.b.roughness, wish, app.scene]);
  if (table.dataset.key === key) return;
  table.dataset.key = key;
  const label = labels(app.info());
  const cell = (/** @type {number | null | undefined} */ value) =>
    el('td', {}, facts ? nodes(value ?? Number.NaN) : '');
  const row = (/** @type {Side} */ side) => {
    const f = facts?.[side];
    const far = f?.path.length ? Math.max(...f.path.map((point) => point.off)) : Number.NaN;
    return el(
      'tr',
      {},
      el('th', { scope: 'row', class: `colour-${side}` }, label[side]),
      cell(f?.roughness),
      cell(f?.minima),
      cell(f?.variation),
      cell(f?.centre),
      cell(f?.min),
      cell(f?.max),
      cell(far),
    );
  };
  const heads = [
    '',
    'roughness',
    'strict minima',
    'variation ÷ range',
    'loss at the dot',
    'lowest',
    'highest',
    'path off the plane',
  ];
  fill(
    table,
    el('caption', { class: 'spoken' }, 'Numbers of the slice'),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        heads.map((head) => el('th', { scope: 'col' }, head)),
      ),
    ),
    el('tbody', {}, row('a'), row('b')),
  );
}

/**
 * Says when the setup is one whose slices do not separate, and offers the one whose do.
 * @param {App} app
 * @param {Measuring} measuring
 * @param {HTMLElement} place
 */
function propose(app, measuring, place) {
  const { b } = app.info().settings;
  const { facts, wish } = measuring;
  const whole = b.shortcut === 'identity' && b.scale !== 'depth';
  place.hidden = !whole || wish?.plane !== 'random' || !facts;
  if (place.hidden || !facts) return;
  const ratio = (facts.a.roughness ?? Number.NaN) / (facts.b.roughness ?? Number.NaN);
  const words =
    ratio >= 2
      ? 'With the whole branch added (scale 1) this is luck rather than rule: other starts do not separate.'
      : 'With the whole branch added (scale 1) the two slices are not reliably apart. With the branch scaled they are:';
  const span = place.querySelector('span');
  if (span && span.textContent !== words) span.replaceChildren(...rich(words));
}
