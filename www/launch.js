// Puts the page's parts together: what is drawn at once, then the engine, then the rest. The page itself and a frame in someone's
// notes begin here.
import { byId } from './dom.js';
import { mountDrawings } from './drawings.js';
import { Lanes } from './lanes.js';
import { mountLegend } from './legend.js';
import { mountRail } from './rail.js';
import { loadRecorded } from './recorded.js';
import { mountTopBar } from './topbar.js';

/** @typedef {import('./page.js').Page} Page */

/** The smallest module with a vector instruction: whether the browser has wasm SIMD. */
const SIMD = Uint8Array.of(
  0,
  97,
  115,
  109,
  1,
  0,
  0,
  0,
  1,
  5,
  1,
  96,
  0,
  1,
  123,
  3,
  2,
  1,
  0,
  10,
  10,
  1,
  8,
  0,
  65,
  0,
  253,
  15,
  253,
  98,
  11,
);

const able = () => typeof WebAssembly === 'object' && WebAssembly.validate(SIMD);
const UNABLE = 'This browser has no WebAssembly with SIMD: Chrome 91, Firefox 89, Safari 16.4 and later have it.';

/**
 * What is drawn at once, and follows the page.
 * @param {Page} page
 * @returns {Lanes}
 */
export function mount(page) {
  const lanes = new Lanes(page);
  // The scale is settled before whoever prints it.
  page.on('shown', () => lanes.paint());
  mountRail(page);
  mountTopBar(page);
  mountLegend(page, lanes);
  mountDrawings(page, lanes);

  page.on('theme', () => lanes.paint());
  page.on('hover', () => {
    lanes.ring();
    lanes.speak();
  });
  page.on('layout', () => {
    lanes.describe();
    lanes.layout();
    // Painted once, in the frame that comes.
    page.repaint();
  });
  page.on('scene', () => lanes.describe());

  /** @type {number | null} */
  let width = null;
  new ResizeObserver(() => {
    const now = byId('stage').clientWidth;
    if (now === width) return;
    width = now;
    page.layoutChanged();
  }).observe(byId('stage'));
  // Paper is light.
  addEventListener('beforeprint', () => page.themes.print(true));
  addEventListener('afterprint', () => page.themes.print(false));
  page.layoutChanged();
  speak(page);
  forget(page);
  return lanes;
}

/**
 * Puts away what was wrong with a setting once the setup has changed. What was wrong with a link is said before its setup stands,
 * and stays until the reader changes something.
 * @param {Page} page
 */
function forget(page) {
  let linked = true;
  page.address.on(() => {
    linked = true;
  });
  page.on('scene', () => {
    if (!linked) page.notices.past();
    linked = false;
  });
}

/**
 * Says now and then how the run goes, for those who do not see it.
 * @param {Page} page
 */
function speak(page) {
  let wasPlaying = false;
  let last = 0;
  page.on('shown', () => {
    const { playing, done, recorded, step, steps, a, b } = page.shown;
    // What was said of the end of a run is no longer so.
    if (step === 0 && last > 0 && !playing) page.say('Back at step 0.');
    else if (wasPlaying && !playing)
      page.say(
        `${done ? 'Done' : 'Paused'} at step ${step} of ${steps}. Loss without ${a.frame?.loss.toPrecision(2)}, with ${b.frame?.loss.toPrecision(2)}.`,
      );
    wasPlaying = playing;
    last = recorded ? 0 : step;
  });
}

/**
 * The recording, if the setup is the recorded one: it is there before the engine.
 * @param {Page} page
 * @param {string} text  of the setup
 */
export async function showRecorded(page, text) {
  if (text !== '') return;
  page.recording = await loadRecorded();
  if (!page.recording) return;
  ({ shown: page.shown, data: page.data } = page.recording);
  page.layoutChanged();
  page.repaint();
}

/**
 * The engine, the setup of the address, and what needs them.
 * @param {Page} page
 * @param {Lanes} lanes
 * @param {{ first?: Promise<void>, wired?: (twin: import('./twin.js').Twin) => void }} [how]  what is shown `first`; `wired` hears of
 *   both networks before a run may begin
 */
export async function start(page, lanes, { first, wired } = {}) {
  // The engine and its workers come in threads of their own, while the first picture is made here.
  const coming = able() && import('./begin.js').then(({ begun }) => begun);
  if (coming) coming.catch(() => {});
  await first;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  try {
    if (!coming) throw new Error(UNABLE);
    const { twin, engine: made } = await coming;
    const rest = import('./rest.js');
    rest.catch(() => {});
    const engine = /** @type {import('./types.js').Engine} */ (/** @type {unknown} */ (made));
    wired?.(twin);
    await page.connect(twin, engine);
    if (twin.playing) await shownOnce(twin);
    const { mountRest } = await rest;
    mountRest(page, twin, engine);
  } catch (error) {
    page.unable = error instanceof Error ? error.message : String(error);
    document.body.classList.add('unable');
    // Where a lesson was to come, its room goes: the lines between the parts are drawn anew.
    document.documentElement.classList.remove('in-lesson');
    page.layoutChanged();
    throw error;
  } finally {
    const { mountHoverCard } = await import('./hovercard.js');
    mountHoverCard(page, lanes);
  }
}

/**
 * A run that begins by itself is seen to begin before the rest is built; out of sight it waits, and the rest does not.
 * @param {import('./twin.js').Twin} twin
 */
function shownOnce(twin) {
  return new Promise((resolve) => {
    twin.addEventListener('frame', () => setTimeout(resolve), { once: true });
    setTimeout(resolve, 500);
  });
}
