// One control for one setting, made from its row in the engine's table of keys.
import { modelOf } from './columns.js';
import { el, fill, setText } from './dom.js';
import { valueNow } from './settings.js';

/** @typedef {import('./types.js').KeyInfo} KeyInfo */
/** @typedef {import('./page.js').Page} Page */

/** Where a slider stops; between them the number field takes any value. A setting that is not here has no slider. */
/** @type {Record<string, (number | string)[]>} */
const STOPS = {
  depth: [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 56, 64, 80, 100, 128, 160, 200, 300, 500, 1000],
  'depth convnet': [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 18],
  'depth transformer': [1, 2, 3, 4, 5, 6, 8, 10, 12, 16],
  width: [1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 32, 48, 64, 96, 128],
  points: [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
  noise: [0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1],
  turns: [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4],
  lr: [1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 2e-3, 3e-3, 5e-3, 0.01, 0.03, 0.1, 0.3, 1],
  batch: [4, 8, 16, 32, 64, 128, 256, 'full'],
  steps: [50, 100, 200, 300, 500, 1000, 2000, 5000, 10000],
};

/** Where a slider stops for the model that stands. @param {Page} page @param {string} key */
const stopsOf = (page, key) => STOPS[`${key} ${modelOf(page)}`] ?? STOPS[key] ?? [];

/** What a setting is called in this setup. @param {Page} page @param {KeyInfo} info */
export const calledOf = (page, { key, label }) => page.info().called?.[key] ?? label;

/** A number in a setup's spelling, as the page writes it: `.003` is 0.003. @param {string} text */
export function spelled(text) {
  return text.replace(/^(-?)\./, '$10.');
}

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * Hands values on one at a time: while one is being taken, only the last of those that follow is kept.
 * @param {(value: string, first: boolean) => Promise<unknown>} take
 */
function latest(take) {
  /** @type {string | null} */
  let pending = null;
  let running = false;
  let first = true;
  return {
    /** @param {string} value */
    async push(value) {
      pending = value;
      if (running) return;
      running = true;
      while (pending !== null) {
        const next = pending;
        pending = null;
        await take(next, first);
        first = false;
      }
      running = false;
    },
    /** The next value is a change of its own. */
    rest() {
      first = true;
    },
  };
}

/**
 * Sets a value from a control: in mid-run where the setting allows it.
 * @param {Page} page
 * @param {KeyInfo} info
 * @param {string} key    with its prefix, if any
 * @param {string} value
 * @param {boolean} replace
 */
function commit(page, info, key, value, replace) {
  const running = !page.shown.recorded && page.shown.step > 0;
  return info.timed && running ? page.setNow(key, value, { replace }) : page.set(key, value, { replace });
}

/**
 * @typedef {object} Control
 * @property {HTMLElement} root
 * @property {() => void} show  takes the value from the page, and goes where the setting does nothing
 */

/**
 * @param {Page} page
 * @param {KeyInfo} info
 * @param {{ side?: 'a' | 'b', bare?: boolean }} [how]  for one network; without label and slider
 * @returns {Control}
 */
export function control(page, info, { side, bare = false } = {}) {
  const key = side ? `${side}.${info.key}` : info.key;
  const id = `set-${key.replaceAll('.', '-')}`;
  const name = side ? `${capital(info.label)} of network ${side.toUpperCase()}` : capital(info.label);
  const now = () => {
    const text = page.setting(side ?? 'b', info.key);
    return info.timed ? valueNow(text, page.shown.recorded ? 0 : page.shown.step) : text;
  };
  const differs = () =>
    !side && info.per_network && info.key !== 'shortcut' && page.setting('a', info.key) !== page.setting('b', info.key);
  const field = info.kind === 'choice' ? choice(page, info, key, id, name) : number(page, info, key, id, name);
  const slide = bare || !STOPS[info.key] ? undefined : slider(page, info, key, name, field.input);
  const label = bare ? null : el('label', { for: id, title: info.help }, capital(info.label));
  const root = el(
    'div',
    { class: slide ? 'setting setting-slider' : 'setting', title: info.help },
    label,
    slide?.input ?? null,
    field.input,
  );
  return {
    root,
    show() {
      if (!bare) root.style.display = page.acts(info.key) ? '' : 'none';
      if (label) setText(label, capital(calledOf(page, info)));
      const value = now();
      const two = differs();
      field.show(two ? '' : value, two);
      slide?.show(value);
      if (slide) slide.input.disabled = two;
    },
  };
}

/**
 * @param {Page} page @param {KeyInfo} info @param {string} key @param {string} id @param {string} name
 */
function choice(page, info, key, id, name) {
  const input = el(
    'select',
    { id, 'aria-label': name, 'data-key': key },
    ...(info.values ?? []).map((value) => el('option', { value }, value)),
  );
  const both = el('option', { value: '', disabled: true }, 'differs');
  input.addEventListener('change', async () => {
    // What is refused goes back to what holds; the notice says why.
    if (await commit(page, info, key, input.value, false)) return;
    input.value = page.setting(key.startsWith('a.') ? 'a' : 'b', info.key);
  });
  return {
    input,
    /** @param {string} value @param {boolean} two */
    show(value, two) {
      if (two && !both.isConnected) input.append(both);
      if (!two) both.remove();
      if (input.value !== value) input.value = value;
    },
  };
}

/**
 * @param {Page} page @param {KeyInfo} info @param {string} key @param {string} id @param {string} name
 */
function number(page, info, key, id, name) {
  const words = info.values ?? [];
  const list =
    words.length > 0
      ? el('datalist', { id: `${id}-words` }, ...words.map((word) => el('option', { value: word })))
      : null;
  const input = el('input', {
    id,
    type: 'text',
    inputmode: words.length > 0 || info.kind === 'text' ? 'text' : 'decimal',
    autocomplete: 'off',
    spellcheck: 'false',
    list: list?.id,
    'aria-label': name,
    'data-key': key,
  });
  let shown = '';
  const take = async () => {
    const value = input.value.trim();
    if (value === shown) return;
    // What is refused goes back to what holds; the notice says why.
    if (!(await commit(page, info, key, value, false))) input.value = shown;
  };
  input.addEventListener('change', () => void take());
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') input.value = shown;
    if (info.kind !== 'integer' || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
    event.preventDefault();
    input.value = String(Math.max(info.min ?? 0, (Number(input.value) || 0) + (event.key === 'ArrowUp' ? 1 : -1)));
    void take();
  });
  if (list) input.append(list);
  return {
    input,
    /** @param {string} value @param {boolean} two */
    show(value, two) {
      shown = spelled(value);
      input.placeholder = two ? 'differs' : '';
      if (document.activeElement !== input || input.value === '') input.value = shown;
    },
  };
}

/**
 * @param {Page} page @param {KeyInfo} info @param {string} key @param {string} name
 * @param {HTMLInputElement | HTMLSelectElement} field  follows while the thumb moves
 */
function slider(page, info, key, name, field) {
  let stops = stopsOf(page, info.key);
  const input = el('input', {
    type: 'range',
    min: '0',
    max: String(stops.length - 1),
    step: '1',
    'aria-label': `${name}, slider`,
  });
  const queue = latest((value, first) => commit(page, info, key, value, !first));
  const value = () => String(stops[input.valueAsNumber] ?? '');
  const paint = () => {
    input.style.setProperty('--done', `${(100 * input.valueAsNumber) / (stops.length - 1)}%`);
    input.setAttribute('aria-valuetext', value());
  };
  input.addEventListener('input', () => {
    paint();
    field.value = value();
    // Structure follows the thumb; a value in mid-run is one change, at the end of the drag.
    if (!info.timed) void queue.push(value());
  });
  input.addEventListener('change', () => {
    void queue.push(value());
    queue.rest();
  });
  return {
    input,
    /** @param {string} text */
    show(text) {
      stops = stopsOf(page, info.key);
      input.max = String(stops.length - 1);
      const goal = Number(text);
      let best = stops.indexOf(text);
      if (best < 0) {
        const far = stops.map((stop) =>
          typeof stop === 'number' ? Math.abs(Math.log((stop + 1e-6) / (goal + 1e-6))) : Number.POSITIVE_INFINITY,
        );
        best = far.indexOf(Math.min(...far));
      }
      if (document.activeElement !== input || !input.matches(':active')) input.value = String(best);
      paint();
    },
  };
}

/** Empties and fills a list of controls. @param {HTMLElement} root @param {Control[]} list */
export function place(root, list) {
  fill(root, ...list.map(({ root: r }) => r));
}
