// The lower half of the page: one table of instruments, from which come the tabs, the panels and the buttons at the right.

import { el } from '../dom.js';
import { makeCurves } from './curves.js';

import { download, labelled, png } from './exports.js';
import { csv, summary, svg, table } from './figures.js';
import { makeFlow } from './flow.js';
import { makePanel } from './panel.js';
import { rich } from './sentence.js';
import { makeSurface } from './surface.js';
import { tabs } from './tabs.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('./types.d.ts').Instrument} Instrument */

/** The values of the setup's key `view`, in the order of the tabs. */
const INSTRUMENTS = [
  { id: 'curves', label: 'Curves', make: makeCurves },
  { id: 'gradients', label: 'Gradient flow', make: makeFlow },
  { id: 'surface', label: 'Loss surface', make: makeSurface },
];

const SLOW = 250; // ms between drawings where the reader wants less motion

/**
 * Fills `root` with the instruments.
 * @param {HTMLElement} root
 * @param {App} app
 */
export function mountInstruments(root, app) {
  const entries = INSTRUMENTS.map(({ id, label, make }) => {
    const panel = makePanel(id, label, (scene) => void app.setScene(scene));
    const request = () => schedule();
    return { id, label, panel: panel.element, instrument: make(app, panel, request) };
  });
  const first = /** @type {(typeof entries)[number]} */ (entries[0]);
  let current = first;
  let tableShown = false;

  const row = tabs(entries, (id) => void app.set('view', id, { replace: true }));
  const status = el('p', { class: 'export-status', role: 'status' });
  const buttons = exportButtons();
  root.classList.add('instruments');
  root.replaceChildren(
    el('div', { class: 'instruments-head' }, row.element, buttons.element),
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
    if (wait > 0) setTimeout(() => requestAnimationFrame(draw), wait);
    else requestAnimationFrame(draw);
  }
  function draw() {
    asked = false;
    drawnAt = performance.now();
    const { instrument } = current;
    buttons.enable(instrument.draw());
    // What is read rather than seen follows when the figure rests, or once a second.
    clearTimeout(speaking);
    speaking = setTimeout(speak, drawnAt - spokenAt > 1000 ? 0 : 200);
  }
  function speak() {
    spokenAt = performance.now();
    const { recipe, panel } = current.instrument;
    const made = recipe();
    panel.summary(made ? summary(app, made.recipe) : '');
    panel.table(made && tableShown ? table(app, made.recipe) : null);
  }
  new IntersectionObserver(([entry]) => {
    inView = entry?.isIntersecting ?? true;
    schedule();
  }).observe(root);
  document.addEventListener('visibilitychange', schedule);

  function choose() {
    const view = app.info().settings.a.view;
    current = entries.find((entry) => entry.id === view) ?? first;
    row.choose(current.id);
    schedule();
  }

  // ---- the buttons at the right --------------------------------------------------------------------------------------
  function exportButtons() {
    const make = (/** @type {string} */ label, /** @type {string} */ name, /** @type {() => unknown} */ run) => {
      const button = el('button', { type: 'button', class: 'export', 'aria-label': name }, label);
      button.addEventListener('click', run);
      return button;
    };
    const files = [
      make('SVG', 'Save the figure as SVG', () => save('svg')),
      make('PNG', 'Save the figure as PNG', () => save('png')),
      make('CSV', 'Save the numbers as CSV', () => save('csv')),
    ];
    const shows = make('Table', 'Show the numbers as a table', () => {
      tableShown = !tableShown;
      shows.setAttribute('aria-pressed', String(tableShown));
      speak();
    });
    shows.setAttribute('aria-pressed', 'false');
    return {
      element: el('div', { class: 'exports', role: 'group', 'aria-label': 'Take this figure with you' }, files, shows),
      /** @param {boolean} on */
      enable(on) {
        for (const button of files) button.disabled = !on;
        shows.disabled = !on && !tableShown;
      },
    };
  }

  /** @param {'svg' | 'png' | 'csv'} kind */
  async function save(kind) {
    const { id, label, instrument } = current;
    const name = `skipscape-${id}.${kind}`;
    const made = instrument.recipe();
    const link = new URL(location.href);
    link.hash = app.info().link;
    try {
      if (!made) throw new Error('Nothing is measured yet: press play first.');
      const about = { title: `Skipscape: ${label}`, description: summary(app, made.recipe), link: link.href };
      if (kind === 'csv') download(name, new Blob([csv(app, made.recipe)], { type: 'text/csv' }));
      else {
        const drawn = labelled(svg(app, made.recipe, made.width, made.height), about);
        download(name, kind === 'svg' ? new Blob([drawn], { type: 'image/svg+xml' }) : await png(drawn, about));
      }
      tell(`Saved ${name}.`);
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    }
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
}
