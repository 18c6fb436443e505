// The page around a frame: hears what the frame does, and may ask it for the same things as the console may.
import { ENGINE } from '../settings.js';
import { speakWith } from './messages.js';
import { split } from './words.js';

/** @typedef {import('../page.js').Page} Page */

/** Least time between two steps that are told, ms. */
const APART = 200;

/**
 * @param {Page} page
 * @param {ReturnType<typeof import('../api.js').publish>} api
 * @param {Promise<void>} ready
 * @param {{ go: () => void, ended: () => void }} hears  of a place to train in, and of the end
 */
export function hostOf(page, api, ready, { go, ended }) {
  /** @type {Record<typeof import('./messages.js').COMMANDS[number], (what: any) => unknown>} */
  const orders = {
    play: () => api.play(),
    pause: () => api.pause(),
    step: ({ count }) => api.step(count),
    reset: () => api.reset(),
    getState: () => api.getState(),
    setState: ({ scene }) => api.setState(split(String(scene)).scene.replace(ENGINE, '')),
    snapshot: ({ kind }) => api.snapshot(kind),
    theme: ({ theme }) => page.themes.follow(String(theme)),
    go,
    dispose: () => {
      ended();
      api.dispose();
    },
  };
  const { tell, height } = speakWith((command, what) => orders[command](what));

  tell('listening');

  // ---- what it does -----------------------------------------------------------------------------------------------

  const state = () => ({ state: api.getState() });
  let playing = false;
  let done = false;
  let step = 0;
  let told = 0;
  let run = -1;
  page.on('scene', () => tell('state', { playing, ...state() }));
  page.on('shown', () => {
    const { shown } = page;
    if (shown.recorded || !page.opened) return;
    if (run !== page.runId) {
      run = page.runId;
      done = false;
    }
    const now = performance.now();
    if (shown.step !== step && (now - told > APART || !shown.playing)) {
      step = shown.step;
      told = now;
      tell('step', { step, steps: shown.steps });
    }
    if (shown.playing !== playing) {
      playing = shown.playing;
      tell('state', { playing, ...state() });
    }
    if (shown.done && !shown.playing && !done) {
      done = true;
      tell('done', state());
    } else if (!shown.done) done = false;
  });
  page.on('answer', (detail) => tell('answer', detail));
  page.on('walked', (detail) => tell('walked', detail));
  ready.then(
    () => {
      if (page.unable) return tell('error', { message: page.unable });
      for (const name of /** @type {const} */ (['diverged', 'error']))
        page.twin?.addEventListener(name, (event) => tell(name, /** @type {CustomEvent} */ (event).detail));
      tell('ready', { version: page.engine?.version(), ...state() });
    },
    (error) => tell('error', { message: error instanceof Error ? error.message : String(error) }),
  );

  // ---- how high it is -----------------------------------------------------------------------------------------------

  const measure = () => {
    const wished = Number(page.setup?.settings.a.height);
    height(Number.isFinite(wished) && wished > 0 ? wished : document.body.scrollHeight);
  };
  new ResizeObserver(measure).observe(document.body);
  page.on('scene', measure);

  // ---- keys -----------------------------------------------------------------------------------------------------------

  /** Whether Escape has something to let go of here. */
  let held = false;
  addEventListener(
    'keydown',
    () => {
      held = page.hoverLayer !== null || document.querySelector('dialog[open], .menu:not([hidden])') !== null;
    },
    true,
  );
  addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || held || parent === window) return;
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    parent.focus();
  });
  return { tell };
}
