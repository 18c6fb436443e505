// Training curves of both networks: the loss, thin lines for what was held out, and the accuracy.

import { el } from '../dom.js';
import { nodes, share, text } from '../format.js';
import { checkbox } from './choices.js';
import { asFigure, draw, flat, frames } from './figures.js';
import { CURVES } from './help.js';
import { makeProbe, reading } from './probe.js';
import { capital, kinds, names, times, when } from './sentence.js';
import { examples, helpInWords } from './units.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../protocol.js').Frame} Frame */

/**
 * @param {App} app
 * @param {import('./panel.js').Panel} panel
 * @param {() => void} request  asks for a drawing
 * @returns {import('./types.d.ts').Instrument}
 */
export function makeCurves(app, panel, request) {
  let heldOut = true;
  let accuracy = false;
  /** The step pointed at.
   * @type {number | null} */
  let hover = null;

  const held = checkbox('held-out loss', heldOut, (on) => {
    heldOut = on;
    request();
  });
  const share01 = checkbox('accuracy', accuracy, (on) => {
    accuracy = on;
    request();
  });
  panel.options.append(held.element, share01.element);

  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const probe = makeProbe(
    'Step',
    (at) => {
      const plot = seen;
      hover = at && plot ? nearest(plot.x[0] + at.x * (plot.x[1] - plot.x[0])) : null;
      request();
    },
    (key, far) => {
      const steps = known();
      const at = hover === null ? (key === 'left' || key === 'end' ? steps.length : -1) : steps.indexOf(hover);
      const by = (far ? 10 : 1) * (key === 'left' ? -1 : 1);
      const to = { left: at + by, right: at + by, home: 0, end: steps.length - 1 }[String(key)];
      if (to === undefined) return;
      hover = steps[Math.max(0, Math.min(steps.length - 1, to))] ?? null;
      request();
    },
  );
  const chart = el('div', { class: 'chart chart-curves' }, canvas, probe.element);
  panel.figure.append(chart);
  /** @type {import('./types.d.ts').Plot | undefined} */
  let seen;

  const both = () => ({ a: frames(app.shown.a), b: frames(app.shown.b) });
  const known = () => {
    const { a, b } = both();
    return [...new Set([...a, ...b].map((frame) => frame.step))].sort((p, q) => p - q);
  };
  /** @param {number} step */
  function nearest(step) {
    return known().reduce((best, at) => (Math.abs(at - step) < Math.abs(best - step) ? at : best), 0);
  }

  function recipe() {
    const { shown } = app;
    const { a, b } = both();
    if (!a.length || !b.length) return null;
    const options = {
      names: kinds(app.info()),
      steps: shown.steps,
      held_out: heldOut,
      accuracy: accuracy && classes(),
      changes: changes(app),
      diverged: { a: shown.a.diverged, b: shown.b.diverged },
    };
    return {
      recipe: { name: 'curves', options, a: flat(a, 0), b: flat(b, 0) },
      width: 840,
      height: options.accuracy ? 440 : 340,
    };
  }

  const classes = () => !Number.isNaN(app.shown.b.frame?.accuracy ?? Number.NaN);

  function read() {
    if (hover === null) return probe.show(null);
    const { a, b } = both();
    const at = hover;
    const name = names(app.info());
    const find = (/** @type {Frame[]} */ list) => list.find((frame) => frame.step === at);
    const [one, other] = [find(a), find(b)];
    const none = () => [document.createTextNode('–')];
    /** @type {[string, Node[], Node[]][]} */
    const rows = [['training loss', one ? nodes(one.loss) : none(), other ? nodes(other.loss) : none()]];
    rows.push(['held-out loss', one ? nodes(one.test_loss) : none(), other ? nodes(other.test_loss) : none()]);
    if (classes()) {
      const word = (/** @type {Frame | undefined} */ f) => [document.createTextNode(f ? share(f.accuracy) : '–')];
      rows.push(['accuracy', word(one), word(other)]);
    }
    const x = seen ? (at - seen.x[0]) / (seen.x[1] - seen.x[0]) : 0;
    const say = (/** @type {Frame | undefined} */ f) => (f ? text(f.loss) : 'not measured');
    probe.show(
      x,
      reading(`step ${at}`, rows),
      `step ${at}: training loss ${say(one)} ${name.a}, ${say(other)} ${name.b}`,
    );
  }

  return {
    panel,
    figure() {
      const made = recipe();
      return made && asFigure(app, made.recipe, made.width, made.height);
    },
    draw() {
      panel.headline(headline(app));
      panel.note(note(app));
      panel.help(helpInWords(app, CURVES), app.scene);
      share01.input.disabled = !classes();
      chart.classList.toggle('chart-tall', accuracy && classes());
      const made = recipe();
      panel.caption(made ? '' : 'Nothing is measured yet.');
      if (!made) return false;
      const { width, height } = chart.getBoundingClientRect();
      const pointed = { ...made.recipe, options: { ...made.recipe.options, hover } };
      [seen] = draw(app, canvas, pointed, width, height);
      probe.place(seen);
      read();
      return true;
    },
  };
}

/**
 * What the losses are now, in one sentence.
 * @param {App} app
 */
function headline(app) {
  const { a, b } = app.shown;
  const name = names(app.info());
  if (!a.frame || !b.frame) return `Press play: both networks train on the same ${examples(app)}.`;
  for (const side of /** @type {const} */ (['a', 'b'])) {
    const { diverged } = app.shown[side];
    if (diverged)
      return `${capital(name[side])}, the loss is no longer a number ${when(diverged.step)}; the last good step stands.`;
  }
  const step = Math.max(a.frame.step, b.frame.step);
  const [one, other] = [a.frame.loss, b.frame.loss];
  const losses = `the loss is ${text(one)} ${name.a}, ${text(other)} ${name.b}`;
  const apart = Math.max(one, other) / Math.min(one, other);
  if (step === 0) return `Before the first step ${losses}.`;
  if (!(apart >= 1.05)) return `${capital(when(step))} ${losses}: ${apart === 1 ? '' : 'nearly '}the same.`;
  return `${capital(when(step))} ${losses}: ${times(one, other)} times apart.`;
}

/**
 * What stands beside the training loss: the held-out one.
 * @param {App} app
 */
function note(app) {
  const { a, b } = app.shown;
  const name = names(app.info());
  const [one, other] = [a.frame?.test_loss ?? Number.NaN, b.frame?.test_loss ?? Number.NaN];
  if (Number.isNaN(one) || Number.isNaN(other)) return `Training loss over all training ${examples(app)}.`;
  return `On held-out ${examples(app)} ${text(one)} ${name.a}, ${text(other)} ${name.b}.`;
}

/**
 * Settings that changed in mid-run, as the setup tells them: `lr=.003,.001@120`.
 * @param {App} app
 */
function changes(app) {
  const { settings } = app.info();
  const words = { lr: 'rate', batch: 'batch', momentum: 'momentum', decay: 'decay', clip: 'clip' };
  /** @type {Map<number, string[]>} */
  const at = new Map();
  for (const [key, word] of Object.entries(words)) {
    const values = new Set([settings.a[key], settings.b[key]].flatMap((value) => (value ?? '').split(',').slice(1)));
    for (const change of values) {
      const [value, step] = change.split('@');
      at.set(Number(step), [...(at.get(Number(step)) ?? []), `${word} ${value?.replace(/^\./, '0.')}`]);
    }
  }
  return [...at].map(([step, list]) => ({ step, text: list.join(', ') }));
}
