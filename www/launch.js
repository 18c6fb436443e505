// Puts the page's parts together: what is drawn at once, then the engine, then what needs it. The page itself and a frame in
// someone's notes begin here.
import { byId } from './dom.js';
import { mountDrawings } from './drawings.js';
import { mountExperiment } from './experiment.js';
import { mountHoverCard } from './hovercard.js';
import { Lanes } from './lanes.js';
import { mountLegend } from './legend.js';
import { mountRail } from './rail.js';
import { loadRecorded } from './recorded.js';
import { styled } from './styled.js';
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

/**
 * What is drawn at once, and follows the page.
 * @param {Page} page
 */
export function mount(page) {
  const lanes = new Lanes(page);
  // The scale is settled before whoever prints it.
  page.on('shown', () => lanes.paint());
  mountRail(page);
  mountTopBar(page);
  mountLegend(page, lanes);
  mountHoverCard(page, lanes);
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
}

/**
 * Says now and then how the run goes, for those who do not see it.
 * @param {Page} page
 */
function speak(page) {
  let wasPlaying = false;
  page.on('shown', () => {
    const { playing, done, step, steps, a, b } = page.shown;
    if (wasPlaying && !playing)
      page.say(
        `${done ? 'Done' : 'Paused'} at step ${step} of ${steps}. Loss without ${a.frame?.loss.toPrecision(2)}, with ${b.frame?.loss.toPrecision(2)}.`,
      );
    wasPlaying = playing;
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
 * @param {{ first?: Promise<void>, wired?: (twin: import('./twin.js').Twin) => void }} [how]  what is shown `first`; `wired` hears of
 *   both networks before a run may begin
 */
export async function start(page, { first, wired } = {}) {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(SIMD)) {
    page.unable = 'This browser has no WebAssembly with SIMD: Chrome 91, Firefox 89, Safari 16.4 and later have it.';
    page.repaint();
    return;
  }
  // The engine and its workers come in threads of their own, while the first picture is made here.
  const coming = import('./begin.js').then(({ begun }) => begun);
  coming.catch(() => {});
  await first;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  try {
    const [{ twin, engine: made }, { Lab }] = await Promise.all([coming, import('./lab.js')]);
    const engine = /** @type {import('./types.js').Engine} */ (/** @type {unknown} */ (made));
    const lab = new Lab(engine, (sentence) => page.notice(sentence));
    lab.training = () => twin.playing;
    page.put({ lab });
    wired?.(twin);
    await page.connect(twin, engine);
    // A run that begins by itself begins before what follows is built.
    await new Promise((resolve) => setTimeout(resolve));
    mountExperiment(page);
    dialogsWhenAsked(page);
    lessonsWhenAsked(page);
    page.put({ instruments: instruments(page) });
    byId('foot').append(
      `Engine ${engine.version()}. Every number here comes from the two networks on this page; nothing leaves it.`,
    );
  } catch (error) {
    page.unable = error instanceof Error ? error.message : String(error);
    page.repaint();
    throw error;
  }
}

/** @param {Page} page */
async function instruments(page) {
  const { mountInstruments } = await import('./instruments/index.js');
  const { which, ready } = mountInstruments(byId('instruments'), page);
  await ready;
  page.put({ figure: which });
  return which;
}

/** The lessons load when one is asked for, by the button or by a link: their text reads the record of the claims. @param {Page} page */
function lessonsWhenAsked(page) {
  /** @type {Promise<{ open: (key: string) => Promise<void> }> | null} */
  let loading = null;
  const load = async () => {
    const { loadRecorded: record } = await import('./lessons/recorded.js');
    await record();
    await Promise.all(
      [
        'instruments/surface',
        'instruments/study',
        'lessons/lessons',
        'lessons/coda',
        'lessons/family',
        'lessons/narrow',
      ].map(styled),
    );
    const { mountLessons } = await import('./lessons/index.js');
    return mountLessons(page);
  };
  const ready = () => {
    loading ??= load().catch((error) => {
      loading = null;
      page.notice(error instanceof Error ? error.message : String(error));
      throw error;
    });
    return loading;
  };
  page.actions.lessons = () => {
    ready().then(
      ({ open }) => open(lastLesson()),
      () => undefined,
    );
  };
  const follow = () => {
    if (page.setup && page.setup.settings.a.lesson !== 'none') ready().catch(() => undefined);
  };
  page.on('scene', follow);
  follow();
}

/** The lesson that the reader was at, as the lessons keep it; the first one for a new reader. */
function lastLesson() {
  try {
    return localStorage.getItem('skipscape.lesson') ?? '0';
  } catch {
    return '0'; // Storage is refused in some frames.
  }
}

/** The dialogs load when one of them is asked for, or when something is dragged over the page. @param {Page} page */
function dialogsWhenAsked(page) {
  /** @type {Promise<void> | null} */
  let loading = null;
  const load = () => {
    loading ??= Promise.all([import('./dialogs/index.js'), styled('dialogs/dialogs'), styled('dialogs/note')]).then(
      ([{ mountDialogs }]) => mountDialogs(page, page.keyboard),
    );
    return loading;
  };
  for (const name of /** @type {const} */ (['share', 'keys', 'own', 'note'])) {
    const ask = () =>
      void load().then(() => {
        if (page.actions[name] !== ask) page.actions[name]?.();
      });
    page.actions[name] = ask;
  }
  addEventListener('dragenter', () => void load(), { once: true });
}
