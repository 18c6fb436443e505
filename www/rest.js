// The rest of the page, which can wait until a run has begun: settings, instruments, and what loads when it is asked for.

import { byId } from './dom.js';
import { mountExperiment } from './experiment.js';
import { mountInstruments } from './instruments/index.js';
import { Lab } from './lab.js';
import { styled } from './styled.js';

/** @typedef {import('./page.js').Page} Page */

/**
 * @param {Page} page  its engine has loaded
 * @param {import('./twin.js').Twin} twin
 * @param {import('./types.js').Engine} engine
 */
export function mountRest(page, twin, engine) {
  const lab = new Lab(engine, (sentence) => page.notice(sentence));
  lab.training = () => twin.playing;
  page.put({ lab });
  mountExperiment(page);
  dialogsWhenAsked(page);
  lessonsWhenAsked(page);
  page.answer();
  page.put({ instruments: instruments(page) });
  byId('foot').append(
    `Engine ${engine.version()}. Every number here comes from the two networks on this page; nothing leaves it.`,
  );
}

/** @param {Page} page */
async function instruments(page) {
  const { which, ready } = mountInstruments(byId('instruments'), page);
  await ready;
  page.put({ figure: which });
  return which;
}

/**
 * Loads a part of the page once. Where it does not come, that is said, and it is tried again when it is asked for again.
 * @template T
 * @param {Page} page
 * @param {() => Promise<T>} load
 * @returns {() => Promise<T | null>}  null where it did not come
 */
function once(page, load) {
  /** @type {Promise<T | null> | null} */
  let loading = null;
  return () => {
    loading ??= load().catch((error) => {
      loading = null;
      page.notice(error instanceof Error ? error.message : String(error));
      return null;
    });
    return loading;
  };
}

/** The lessons load when one is asked for, by the button or by a link: their text reads the record of the claims. @param {Page} page */
function lessonsWhenAsked(page) {
  const lessons = once(page, async () => {
    const { loadRecorded } = await import('./lessons/recorded.js');
    await loadRecorded();
    // The glossary is a dialog, and may be the first one that opens.
    const sheets = ['instruments/surface', 'instruments/study', 'dialogs/dialogs', 'lessons/lessons', 'lessons/coda'];
    await Promise.all([...sheets, 'lessons/family', 'lessons/narrow'].map(styled));
    const { mountLessons } = await import('./lessons/index.js');
    return mountLessons(page);
  });
  page.actions.lessons = () => void lessons().then((there) => there?.open(lastLesson()));
  const { classList } = document.documentElement;
  /** A lesson's room, in which the networks have another height. @param {boolean} on */
  const room = (on) => {
    if (classList.contains('in-lesson') === on) return;
    classList.toggle('in-lesson', on);
    page.layoutChanged();
  };
  const follow = async () => {
    const on = page.setup !== null && page.setup.settings.a.lesson !== 'none';
    room(on);
    if (on && !(await lessons())) room(false);
  };
  page.on('scene', () => void follow());
  void follow();
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
  const dialogs = once(page, async () => {
    const [{ mountDialogs }] = await Promise.all([
      import('./dialogs/index.js'),
      ...['dialogs/dialogs', 'dialogs/own', 'dialogs/note'].map(styled),
    ]);
    mountDialogs(page, page.keyboard);
  });
  for (const name of /** @type {const} */ (['share', 'keys', 'own', 'note'])) {
    const ask = () =>
      void dialogs().then(() => {
        if (page.actions[name] !== ask) page.ask(name);
      });
    page.actions[name] = ask;
  }
  addEventListener('dragenter', () => void dialogs(), { once: true });
}
