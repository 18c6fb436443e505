// The bar at the top: play and its companions, speed, steps done, share, theme.
import { byId, el, fill, setText } from './dom.js';
import { count } from './format.js';
import { icon } from './icons.js';

/** @typedef {import('./page.js').Page} Page */

/**
 * One of a few, as a group of radio buttons: arrows choose, one is in the tab order.
 * @template {string} T
 * @param {HTMLElement} root  has a name of its own
 * @param {readonly (readonly [T, string])[]} values  each with its word
 * @param {(value: T) => void} chosen
 */
export function segment(root, values, chosen) {
  const buttons = values.map(([value, word]) =>
    el('button', { type: 'button', role: 'radio', 'data-value': value }, word),
  );
  fill(root, ...buttons);
  root.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button) chosen(/** @type {T} */ (button.dataset.value));
  });
  root.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (step === undefined || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    next?.focus();
    if (next) chosen(/** @type {T} */ (next.dataset.value));
  });
  return {
    /** @param {T} value */
    show(value) {
      for (const button of buttons) {
        const on = button.dataset.value === value;
        button.setAttribute('aria-checked', String(on));
        button.tabIndex = on ? 0 : -1;
      }
    },
  };
}

const SPEEDS = /** @type {const} */ ([
  ['1', '1×'],
  ['4', '4×'],
  ['max', 'Max'],
]);

const THEMES = /** @type {const} */ (['auto', 'light', 'dark']);

/** @param {Page} page */
export function mountTopBar(page) {
  const playWord = el('span', {}, 'Play');
  const playIcon = el('span', { class: 'icon-box' }, icon('play'));
  const play = el(
    'button',
    { class: 'button button-primary', id: 'play', type: 'button', onclick: () => void page.toggle() },
    playIcon,
    playWord,
  );
  const button = (
    /** @type {string} */ id,
    /** @type {string} */ glyph,
    /** @type {string} */ word,
    /** @type {string} */ help,
    /** @type {() => void} */ run,
  ) =>
    el(
      'button',
      { class: 'button', id, type: 'button', title: help, onclick: run },
      withClass(icon(glyph), 'icon-worded'),
      word,
    );
  const step = button('step', 'step', 'Step', 'One step of training', () => void page.step());
  const reset = button('reset', 'reset', 'Reset', 'The same run again, from its start', () => void page.reset());
  const fresh = button(
    'fresh',
    'fresh',
    'New start',
    'The next seed: other points, weights and batches',
    () => void page.fresh(),
  );
  const speedRoot = el('div', { class: 'segment', id: 'speed', role: 'radiogroup', 'aria-label': 'Speed' });
  const speed = segment(speedRoot, SPEEDS, (value) => void page.set('speed', value, { replace: true }));
  const done = el('b', {}, '0');
  const all = el('span', {}, ' of 300');
  const took = el('span', {}, 'steps');
  const steps = el('div', { class: 'steps', id: 'steps' }, el('span', {}, done, all), el('small', {}, took));
  // On a phone one button stands for speed and steps together.
  const cycleSteps = el('b', {});
  const cycleSpeed = el('span', {});
  const cycle = el('button', { class: 'button cycle', id: 'cycle', type: 'button' }, cycleSteps, cycleSpeed);
  cycle.addEventListener('click', () => {
    const at = SPEEDS.findIndex(([value]) => value === (page.twin?.speed ?? 'max'));
    void page.set('speed', SPEEDS[(at + 1) % SPEEDS.length]?.[0] ?? 'max', { replace: true });
  });
  byId('transport').append(play, step, reset, fresh, speedRoot, steps, cycle);

  const share = el(
    'button',
    { class: 'button', id: 'share', type: 'button', 'aria-label': 'Share', onclick: () => page.ask('share') },
    icon('share'),
    el('span', { class: 'only-roomy' }, 'Share'),
  );
  const keys = el(
    'button',
    {
      class: 'button button-bare only-roomy',
      id: 'keys',
      type: 'button',
      'aria-label': 'Keys',
      title: 'Keys (?)',
      onclick: () => page.ask('keys'),
    },
    icon('keys'),
  );
  const theme = el('button', { class: 'button button-bare', id: 'theme', type: 'button' });
  theme.addEventListener('click', () => {
    const at = THEMES.indexOf(page.themes.wish);
    page.themes.set(THEMES[(at + 1) % THEMES.length] ?? 'auto');
    showTheme();
  });
  function showTheme() {
    const { wish } = page.themes;
    fill(theme, icon(wish));
    theme.title = `Theme: ${wish}`;
    theme.setAttribute('aria-label', `Theme: ${wish}`);
  }
  const lessons = el(
    'button',
    { class: 'button', id: 'lessons', type: 'button', onclick: () => page.ask('lessons') },
    'Lessons',
  );
  byId('top-end').append(lessons, share, keys, theme);

  let playing = /** @type {boolean | null} */ (null);
  function show() {
    const { shown } = page;
    const going = page.playing;
    if (going !== playing) {
      playing = going;
      fill(playIcon, icon(going ? 'pause' : 'play'));
    }
    const ended = !going && shown.done && !shown.recorded;
    setText(playWord, going ? 'Pause' : ended ? (page.longer ? '300 more' : 'Again') : 'Play');
    for (const one of [play, reset, fresh]) one.disabled = page.unable !== '';
    step.disabled = page.unable !== '' || (shown.done && !shown.recorded);
    setText(done, count(shown.step));
    setText(all, ` of ${count(shown.steps)}`);
    const { seconds } = page.clock;
    setText(took, shown.recorded || seconds === 0 ? 'steps' : `steps, ${duration(seconds)}`);
    const pace = page.twin?.speed ?? 'max';
    speed.show(pace);
    const word = SPEEDS.find(([value]) => value === pace)?.[1] ?? '';
    // A phone has room for two short numbers, or a long one.
    setText(cycleSteps, shown.steps < 10_000 ? `${count(shown.step)} of ${count(shown.steps)}` : count(shown.step));
    setText(cycleSpeed, `speed ${word}`);
  }
  page.on('shown', show);
  page.on('scene', show);
  page.on('theme', showTheme);
  showTheme();
  show();
}

/** @param {SVGElement} element @param {string} name */
function withClass(element, name) {
  element.classList.add(name);
  return element;
}

/** @param {number} seconds */
function duration(seconds) {
  if (seconds < 100) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}
