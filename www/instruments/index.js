// The lower half of the page: one table of instruments, from which come the tabs, the panels and the buttons at the right.

import { el } from '../dom.js';
import { makeBoundaries } from './boundaries.js';
import { makeCurves } from './curves.js';
import { makeFiles } from './files.js';
import { makeFlow } from './flow.js';
import { Live } from './live.js';
import { makePanel } from './panel.js';
import { rich, write } from './sentence.js';
import { makeStarts } from './starts.js';
import { makeStudy, makeStudyBlock } from './study.js';
import { makeSurface } from './surface.js';
import { tabs } from './tabs.js';
import { say } from './units.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').StudyInfo} StudyInfo */
/** @typedef {import('./types.d.ts').Instrument} Instrument */

/** The tabs that stand in the row, by their value of the setup's key `view`; all other studies are in the menu. */
const LEAD = ['curves', 'gradients', 'lesions', 'surface'];

const SLOW = 250; // ms between drawings where the reader wants less motion

/**
 * Fills `root` with the instruments.
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {{ which: () => import('./files.js').Which }}  the figure that stands
 */
export function mountInstruments(root, app) {
  const studies = app.lab?.studies ?? [];
  const live = new Live(app);
  const request = () => schedule();
  const entries = table(studies).map(({ id, label, about }) => {
    const panel = makePanel(id, label, (scene) => void app.setScene(scene));
    const instrument = make(app, id, studies, live, panel, request, tell);
    return { id, label, about, lead: LEAD.includes(id), panel: panel.element, instrument };
  });
  const first = /** @type {(typeof entries)[number]} */ (entries[0]);
  let current = first;
  let tableShown = false;

  const row = tabs(
    entries,
    (id) => void app.set('view', id, { replace: true }),
    (id) => app.lab?.unfit(id, { scene: app.scene, own: app.own }) ?? '',
    (text) => say(app, text),
  );
  const status = el('p', { class: 'export-status', role: 'status' });
  const which = () => ({ id: current.id, label: current.label, figure: current.instrument.figure() });
  const files = makeFiles(app, which, tell);
  const shows = el('button', { type: 'button', class: 'export', 'aria-label': 'Show the numbers as a table' }, 'Table');
  shows.setAttribute('aria-pressed', 'false');
  shows.addEventListener('click', () => {
    tableShown = !tableShown;
    shows.setAttribute('aria-pressed', String(tableShown));
    speak();
  });
  const check = el(
    'button',
    { type: 'button', class: 'export check-note', 'aria-label': 'Check the note yourself' },
    'Check the note',
    el('span', { class: 'check-yourself' }, ' yourself'),
  );
  check.addEventListener('click', () => app.actions.note?.());
  root.classList.add('instruments');
  root.replaceChildren(
    el(
      'div',
      { class: 'instruments-head' },
      row.element,
      check,
      el('div', { class: 'exports', role: 'group', 'aria-label': 'Take this figure with you' }, files.buttons, shows),
    ),
    status,
    ...entries.map((entry) => entry.panel),
  );

  // ---- drawing: at most once a frame, only the chosen tab, only while it can be seen --------------------------------
  let asked = false;
  let inView = true;
  let drawnAt = 0;
  let spokenAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let speaking;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  function schedule() {
    if (asked || !inView || document.hidden) return;
    asked = true;
    const wait = calm.matches && app.shown.playing ? drawnAt + SLOW - performance.now() : 0;
    // While the networks train, the lanes are painted in the frame, and this in a task of its own after it: neither is long.
    const frame = () => void (app.shown.playing ? setTimeout(draw) : draw());
    if (wait > 0) setTimeout(() => requestAnimationFrame(frame), wait);
    else requestAnimationFrame(frame);
  }
  function draw() {
    asked = false;
    drawnAt = performance.now();
    const there = current.instrument.draw();
    files.enable(there);
    shows.disabled = !there && !tableShown;
    // What is read rather than seen follows when the figure rests, or once a second.
    clearTimeout(speaking);
    speaking = setTimeout(speak, drawnAt - spokenAt > 1000 ? 0 : 200);
  }
  function speak() {
    spokenAt = performance.now();
    const { panel, figure } = current.instrument;
    const made = figure();
    panel.summary(made ? made.summary() : '');
    panel.table(made && tableShown ? made.table() : null);
  }
  new IntersectionObserver((seen) => {
    // A busy page hears of several changes at once: the last one holds.
    inView = seen.at(-1)?.isIntersecting ?? true;
    schedule();
  }).observe(root);
  document.addEventListener('visibilitychange', schedule);

  function choose() {
    const view = app.info().settings.a.view;
    const next = entries.find((entry) => entry.id === view) ?? first;
    if (next !== current) current.instrument.leave?.();
    current = next;
    row.choose(current.id);
    schedule();
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let quiet;
  /** @param {string} sentence */
  function tell(sentence) {
    status.replaceChildren(...rich(sentence));
    clearTimeout(quiet);
    quiet = setTimeout(() => status.replaceChildren(), 4000);
  }

  app.on('shown', schedule);
  app.on('hover', schedule);
  app.on('theme', schedule);
  app.on('layout', schedule);
  app.on('removed', schedule);
  app.on('scene', choose);
  choose();
  return { which };
}

/**
 * What has a tab, in the order of the tabs: those of the row, then the others as the engine lists them.
 * @param {StudyInfo[]} studies
 */
function table(studies) {
  const all = [
    { id: 'curves', label: 'Curves', about: 'the loss, step by step' },
    ...studies.map((study) => ({ id: study.name, label: study.label, about: study.headline_name })),
  ];
  const lead = LEAD.flatMap((id) => all.find((one) => one.id === id) ?? []);
  return [...lead, ...all.filter((one) => !LEAD.includes(one.id))];
}

/**
 * @param {App} app
 * @param {string} id
 * @param {StudyInfo[]} studies
 * @param {Live} live
 * @param {import('./panel.js').Panel} panel
 * @param {() => void} request
 * @param {(sentence: string) => void} tell
 * @returns {Instrument}
 */
function make(app, id, studies, live, panel, request, tell) {
  if (id === 'curves') return makeCurves(app, panel, request);
  const study = /** @type {StudyInfo} */ (studies.find((one) => one.name === id));
  if (id === 'gradients') return makeFlow(app, panel, request, below(app, study, live, request, tell));
  if (id === 'surface') return makeSurface(app, panel, request, makeStarts(app, study, request));
  const extra = id === 'refinement' ? makeBoundaries(app, live) : undefined;
  return makeStudy(app, study, live, panel, request, extra);
}

/**
 * What a study found, under an instrument of its own kind: with its sentence over it and its own files.
 * @param {App} app
 * @param {StudyInfo} study
 * @param {Live} live
 * @param {() => void} request
 * @param {(sentence: string) => void} tell
 */
function below(app, study, live, request, tell) {
  const block = makeStudyBlock(app, study, live, request);
  const heading = el('h3', { class: 'below-headline' });
  const note = el('p', { class: 'note' });
  const files = makeFiles(
    app,
    () => ({ id: study.name, label: study.label, figure: block.made() }),
    tell,
    'figure below',
  );
  const group = el(
    'div',
    { class: 'exports', role: 'group', 'aria-label': 'Take the figure below with you' },
    files.buttons,
  );
  return {
    element: el(
      'section',
      { class: 'study-below' },
      el('div', { class: 'below-head' }, heading, group),
      el('div', { class: 'subline' }, el('div', { class: 'said' }, note), block.gauge),
      block.element,
    ),
    draw() {
      const there = block.draw();
      files.enable(there);
      write(heading, block.headline());
      write(note, block.note());
    },
    leave: block.leave,
  };
}
