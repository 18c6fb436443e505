// The lower half of the page: one table of instruments, from which come the tabs, the panels and the buttons at the right.

import { el } from '../dom.js';
import { makeFiles } from './files.js';
import { Live } from './live.js';
import { makeInstrument } from './make.js';
import { makePanel } from './panel.js';
import { rich } from './sentence.js';
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
 * @returns {{ which: () => import('./files.js').Which, ready: Promise<void> }}  the figure that stands; when the first one is there
 */
export function mountInstruments(root, app) {
  const studies = app.lab?.studies ?? [];
  const live = new Live(app);
  const request = () => schedule();
  /** @typedef {{ id: string, label: string, about: string, lead: boolean, panel: HTMLElement, parts: import('./panel.js').Panel,
   *   instrument: Instrument | null, loading: Promise<void> | null }} Entry */
  /** @type {Entry[]} */
  const entries = table(studies).map(({ id, label, about }) => {
    const panel = makePanel(id, label, (scene) => void app.setScene(scene));
    const lead = LEAD.includes(id);
    return { id, label, about, lead, panel: panel.element, parts: panel, instrument: null, loading: null };
  });
  const first = /** @type {Entry} */ (entries[0]);
  let current = first;
  let tableShown = false;

  const row = tabs(
    entries,
    (id) => void app.set('view', id, { replace: true }),
    (id) => app.lab?.unfit(id, { scene: app.scene, own: app.own }) ?? '',
    (text) => say(app, text),
  );
  const status = el('p', { class: 'export-status', role: 'status' });
  const which = () => ({ id: current.id, label: current.label, figure: current.instrument?.figure() ?? null });
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
  check.addEventListener('click', () => app.ask('note'));
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
  /** Counts tables. */
  let told = 0;
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
    const there = current.instrument?.draw() ?? false;
    files.enable(there);
    shows.disabled = !there && !tableShown;
    // What is read rather than seen follows when the figure rests, or once a second.
    clearTimeout(speaking);
    speaking = setTimeout(speak, drawnAt - spokenAt > 1000 ? 0 : 200);
  }
  function speak() {
    spokenAt = performance.now();
    const { panel, figure } = current.instrument ?? { panel: current.parts, figure: () => null };
    const made = figure();
    panel.summary(made ? made.summary() : '');
    told++;
    if (!made || !tableShown) return panel.table(null);
    // What a later call writes is not overwritten.
    const mine = told;
    Promise.resolve(made.table()).then(
      (table) => mine === told && panel.table(table),
      (error) => tell(error instanceof Error ? error.message : String(error)),
    );
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
    if (next !== current) current.instrument?.leave?.();
    current = next;
    row.choose(current.id);
    schedule();
    return bring(current);
  }

  /** @param {Entry} entry */
  function bring(entry) {
    // Its name stands for it until it has a sentence.
    if (!entry.loading) entry.parts.headline(entry.label);
    entry.loading ??= makeInstrument(app, entry.id, studies, live, entry.parts, request, tell).then(
      (made) => {
        entry.instrument = made;
        // In view or not, so that nothing stands without its words.
        if (entry === current) draw();
      },
      () => {
        // Chosen again, it is asked for again.
        entry.loading = null;
        entry.parts.headline(
          `${entry.label} could not be loaded: the connection may be down. Choose it again to try again.`,
        );
      },
    );
    return entry.loading;
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
  app.on('scene', () => void choose());
  return { which, ready: choose() };
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
