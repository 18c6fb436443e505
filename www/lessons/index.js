// The lessons' frame: which lesson is open is a key of the setup; it stands in place of the instruments, below the networks.

import { byId, el, fill, setText } from '../dom.js';
import { Live } from '../instruments/live.js';
import { matter, pairs } from '../settings.js';
import { makeCoda } from './coda.js';
import { makeFamily } from './family.js';
import { openGlossary } from './glossary.js';
import { makeLesson } from './lesson.js';
import { kept, startOver } from './progress.js';
import { lessons } from './text/index.js';
import { makeTour } from './tour.js';

/** @typedef {import('../page.js').Page} Page */

/** Where a screen shows one step at a time. */
const NARROW = matchMedia('(width < 720px)');

/** The stops of the walk: lessons by number, the coda, and the shortcut lab. @type {{ key: string, id: string, title: string, short: string, minutes: number }[]} */
const STOPS = [
  ...lessons.map(({ number, id, title, minutes }) => ({
    key: String(number),
    id,
    title: number === 0 ? title : `Lesson ${number} of ${lessons.length - 1}: ${title}`,
    short: String(number),
    minutes,
  })),
  { key: 'coda', id: 'coda', title: 'Coda: the note, marked up', short: 'Coda', minutes: 5 },
  { key: 'lab', id: 'lab', title: 'Shortcut lab: two at a time', short: 'Lab', minutes: 5 },
];

/**
 * @param {Page} page
 */
export function mountLessons(page) {
  const live = new Live(page);
  const root = byId('lesson');
  const head = byId('lesson-head');
  const title = el('h2', { class: 'lesson-title' });
  const minutes = el('span', { class: 'lesson-minutes' });
  const stops = STOPS.map(({ key, title, short }) => {
    const button = el(
      'button',
      { type: 'button', class: 'stop', 'aria-label': `${short}: ${title.replace(/^[^:]*: /, '')}`, title },
      short,
    );
    button.addEventListener('click', () => void open(key));
    return button;
  });
  const glossary = el('button', { type: 'button', class: 'button button-small' }, 'Glossary');
  glossary.addEventListener('click', () => openGlossary());
  const over = el('button', { type: 'button', class: 'button button-small' }, 'Start over');
  over.title = 'Forget which lessons were seen and what was predicted';
  over.addEventListener('click', () => {
    startOver();
    shown = '';
    void open('0');
  });
  const leave = el('button', { type: 'button', class: 'button button-small' }, 'Leave the lesson');
  leave.addEventListener('click', () => void page.set('lesson', 'none'));
  const ends = el('div', { class: 'lesson-ends' }, glossary, over, leave);
  const bar = el(
    'div',
    { class: 'lesson-bar' },
    el('div', { class: 'lesson-name' }, title, minutes),
    el('nav', { class: 'stops', 'aria-label': 'Lessons' }, stops),
  );
  head.append(bar);

  const back = el('button', { type: 'button', class: 'button button-small' });
  back.addEventListener('click', () => {
    if (sentence) {
      sentence.scrollIntoView({ block: 'center' });
      sentence = null;
      status();
      return;
    }
    void go(lesson?.stage ?? '');
    place.scrollIntoView({ block: 'nearest' });
  });
  const elsewhere = el('p', {});
  const runs = el('button', { type: 'button', class: 'button button-small lesson-runs' }, 'Run it');
  runs.addEventListener('click', () => page.play());
  const away = el('div', { class: 'lesson-away', hidden: true }, elsewhere, runs, back);
  const place = el('div', { class: 'lesson-place' });
  const previous = el('button', { type: 'button', class: 'button' }, 'Back');
  const next = el('button', { type: 'button', class: 'button button-primary', id: 'lesson-next' });
  previous.addEventListener('click', () => void move(-1));
  next.addEventListener('click', () => void move(1));
  root.append(place, el('div', { class: 'lesson-nav' }, away, previous, next));
  // On a phone the bar has no room for them beside the question: they stand below the step.
  const settle = () => (NARROW.matches ? place.after(ends) : bar.append(ends));
  NARROW.addEventListener('change', settle);
  settle();

  /** @type {ReturnType<typeof makeLesson> | ReturnType<typeof makeTour> | ReturnType<typeof makeCoda> | ReturnType<typeof makeFamily> | null} */
  let lesson = null;
  /** The key of the lesson that stands. */
  let shown = '';
  /** The sentence of the coda whose setup was followed. @type {Element | null} */
  let sentence = null;
  /** The name of the lesson that was walked to its end last. */
  let walked = '';
  /** Counts openings, so that what comes late for an earlier one is dropped. */
  let opening = 0;

  const present = () => page.setup?.settings.a.lesson ?? 'none';
  const at = () => STOPS.findIndex(({ key }) => key === shown);

  /**
   * Opens a setup within the lesson.
   * @param {string} scene
   */
  function go(scene) {
    const kept = pairs(page.scene).filter(([key]) => ['speed', 'theme'].includes(key));
    const own = new Set(pairs(scene).map(([key]) => key));
    const text = [
      scene,
      ...kept.filter(([key]) => !own.has(key)).map(([key, value]) => `${key}=${value}`),
      `lesson=${shown}`,
    ];
    return page.setScene(text.filter(Boolean).join('&'));
  }

  /**
   * Runs a setup that a text links to, and shows where it is to be seen: its instrument, or the networks.
   * @param {string} scene
   * @param {Element} [from]  where the way back leads to
   */
  async function see(scene, from) {
    if (!(await go(scene))) return;
    sentence = from ?? null;
    page.play();
    status();
    const view = pairs(scene).some(([key]) => key === 'view');
    byId(view ? 'instruments' : 'lanes').scrollIntoView({ block: view ? 'nearest' : 'start' });
  }

  /** A setup as the engine writes it, without its seed and what only the page reads: equal ones are the same to a lesson. @param {string} scene */
  const canonical = (scene) => matter(page.engine?.scene_set(scene, 'seed', '1') ?? scene);

  /** Opens a lesson at its setup. @param {string} key */
  async function open(key) {
    const one = lessons.find(({ number }) => String(number) === key);
    shown = '';
    const stage = one?.stage ?? '';
    const speed = pairs(page.scene).filter(([name]) => ['speed', 'theme'].includes(name));
    const text = [stage, ...speed.map(([name, value]) => `${name}=${value}`), `lesson=${key}`];
    if (!(await page.setScene(text.filter(Boolean).join('&')))) return;
    follow();
  }

  /** Brings the page to the lesson that the setup names. */
  function follow() {
    const key = present();
    const on = key !== 'none';
    document.body.classList.toggle('lesson-open', false);
    const moved = root.hidden === on;
    head.hidden = root.hidden = !on;
    // The networks have another height in a lesson.
    if (moved) page.layoutChanged();
    if (!on) {
      lesson?.leave();
      lesson = null;
      shown = '';
      fill(place);
      document.body.classList.remove('lesson-covered', 'lesson-elsewhere');
      return;
    }
    if (key !== shown) make(key);
    status();
  }

  /** @param {string} key */
  function make(key) {
    lesson?.leave();
    sentence = null;
    shown = key;
    const mine = ++opening;
    const one = lessons.find(({ number }) => String(number) === key);
    const frame = {
      go,
      see,
      canonical,
      moved: status,
      open: (/** @type {number} */ number) => void open(String(number)),
    };
    if (key === 'lab') lesson = makeFamily(page, frame);
    else if (!one) lesson = makeCoda(page, frame);
    else if ('stops' in one) lesson = makeTour(page, one);
    else lesson = makeLesson(page, one, live, frame);
    fill(place, lesson.element);
    // What its columns show; the reader may change it.
    const shows = (one && 'shows' in one && one.shows) || 'gradient';
    if (page.quantity !== shows) {
      page.quantity = shows;
      page.repaint();
    }
    try {
      localStorage.setItem('skipscape.lesson', key);
    } catch {
      // What cannot be kept lasts as long as the page.
    }
    const stop = STOPS[at()];
    setText(title, stop?.title ?? '');
    setText(minutes, stop ? `${stop.minutes < 2 ? '90 s' : `${stop.minutes} min`}` : '');
    void begin(mine);
    lesson.show(one && !('stops' in one) && !NARROW.matches ? 1 : 0);
  }

  /** The networks at step 0 of the lesson's setup: nothing of the answer is on the screen while the question is asked. @param {number} mine */
  async function begin(mine) {
    const { stage = '' } = lesson ?? {};
    if (matter(page.scene) === '' && matter(stage) !== '') await go(stage);
    if (mine !== opening) return;
    // A recorded run stands at its end.
    await page.step(0);
    if (mine !== opening || shown === 'coda') return;
    if (page.shown.step > 0) await page.reset();
  }

  /** @param {number} by */
  async function move(by) {
    if (!lesson) return;
    const first = lesson.last > 0 && !NARROW.matches && !('stops' in (lessons[at()] ?? {})) ? 1 : 0;
    const to = lesson.step + by;
    if (to > lesson.last) await open(STOPS[at() + 1]?.key ?? 'coda');
    else if (to < first) await open(STOPS[at() - 1]?.key ?? '0');
    else {
      lesson.show(to);
      if (NARROW.matches) scrollTo({ top: 0 });
      else if (by > 0) lesson.element.querySelector('.now')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    }
    status();
    lesson?.focus(lesson.step);
  }

  function status() {
    if (!lesson) return;
    const here = at();
    const { id = '' } = STOPS[here] ?? {};
    if (lesson.step < lesson.last) walked = '';
    else if (walked !== id) {
      walked = id;
      page.events.emit('walked', { lesson: id, stop: shown });
    }
    document.body.classList.toggle('lesson-covered', lesson.covered());
    away.hidden =
      !sentence &&
      (lesson.scenes.length === 0 || lesson.scenes.some((scene) => canonical(scene) === canonical(page.scene)));
    document.body.classList.toggle('lesson-elsewhere', !away.hidden);
    setText(elsewhere, sentence ? 'This is the setup of a sentence.' : 'This is another setup than the lesson’s.');
    setText(back, sentence ? 'Back to the sentence' : 'Back to the lesson’s setup');
    // The page's own instruments stand below when the lesson is at its end, or the reader has gone elsewhere.
    document.body.classList.toggle('lesson-open', !away.hidden || lesson.open());
    const following = STOPS[here + 1];
    const words = lesson.next() || (following ? `Next: ${following.title.replace(/ of \d+/, '')}` : '');
    next.hidden = words === '';
    setText(next, words);
    previous.hidden = here === 0 && lesson.step === 0;
    stops.forEach((button, k) => {
      if (k === here) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
      const { id } = STOPS[k] ?? { id: '' };
      button.classList.toggle('seen', kept(id).done);
    });
    // On a phone the row of stops is wider than the screen.
    const now = stops[here];
    const row = now?.parentElement;
    if (now && row) row.scrollLeft = now.offsetLeft - row.offsetLeft - (row.clientWidth - now.offsetWidth) / 2;
  }

  page.on('scene', follow);
  const draw = () => {
    if (root.hidden) return;
    lesson?.draw();
    runs.hidden = page.shown.playing || page.shown.done;
  };
  for (const event of /** @type {const} */ (['shown', 'layout', 'theme', 'hover'])) page.on(event, draw);
  follow();
  return { open };
}
