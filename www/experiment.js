// The panel of settings: data, model, training, the two networks side by side, and everything else under *more*.

import { control, spelled } from './controls.js';
import { byId, el, fill, setText } from './dom.js';
import { icon } from './icons.js';
import { networksTable } from './networks.js';
import { valueNow } from './settings.js';
import { dataThumbs } from './thumbs.js';

/** @typedef {import('./page.js').Page} Page */

/** What stands first; all other settings of the engine's table come under *more*, so that a new one needs no line here. */
const COMMON = {
  data: ['points', 'noise'],
  model: ['depth', 'width', 'act', 'norm'],
  training: ['lr', 'opt', 'batch', 'steps'],
};

/** Settings with a place of their own. */
const ELSEWHERE = new Set(['data', 'shortcut', 'own', 'model']);

/** @param {Page} page */
export function mountExperiment(page) {
  const root = byId('experiment');
  const make = (/** @type {string} */ key) => {
    const info = page.keys.get(key);
    return info ? [control(page, info)] : [];
  };
  const common = {
    data: COMMON.data.flatMap(make),
    model: COMMON.model.flatMap(make),
    training: COMMON.training.flatMap(make),
  };
  const taken = new Set([...Object.values(COMMON).flat(), ...ELSEWHERE]);
  const groups = /** @type {const} */ (['data', 'model', 'training', 'seeds']);
  const more = groups.map((group) => ({
    group,
    controls: [...page.keys.values()]
      .filter((info) => info.group === group && !taken.has(info.key))
      .map((info) => control(page, info)),
  }));
  const thumbs = dataThumbs(page, page.keys.get('data')?.values ?? []);
  const table = networksTable(page);
  const which = el('span', { class: 'aside' });
  const summary = el('p', { class: 'summary' });

  const body = el(
    'div',
    { class: 'experiment-body', id: 'experiment-body' },
    section('Data', which, thumbs.root, ...common.data.map((c) => c.root)),
    section('Model', aside('changes restart the run'), ...pairUp(common.model)),
    section('Training', aside('rate and batch keep the run'), ...pairUp(common.training)),
    section('The two networks', table.heading, table.root),
    el(
      'details',
      { class: 'more' },
      el('summary', {}, 'More settings'),
      ...more.flatMap(({ group, controls }) => [
        el('h4', {}, group),
        el('div', { class: 'grid' }, ...controls.map((c) => c.root)),
      ]),
    ),
  );
  const fold = el('button', {
    type: 'button',
    class: 'button button-bare button-small',
    id: 'fold',
    'aria-controls': 'experiment-body',
  });
  const title = el('h2', { id: 'experiment-title', tabindex: '-1' }, 'Experiment');
  fill(root, el('div', { class: 'experiment-head' }, title, fold), summary, body);

  const all = [...common.data, ...common.model, ...common.training, ...more.flatMap((m) => m.controls)];
  function show() {
    if (!page.known) return;
    for (const c of all) c.show();
    const data = page.setting('b', 'data');
    // The reader's own rows are as many as they are, and nothing is added to them.
    for (const c of common.data) c.root.style.display = data === 'own' ? 'none' : '';
    thumbs.show(data);
    setText(which, thumbs.word(data));
    table.show();
    setText(summary, inWords(page));
  }
  page.on('scene', show);
  folding(page, root, body, summary, fold, title);
  show();
}

/**
 * @param {string} name
 * @param {HTMLElement} beside
 * @param {...HTMLElement} children
 */
function section(name, beside, ...children) {
  return el('section', { class: 'group' }, el('div', { class: 'group-head' }, el('h3', {}, name), beside), ...children);
}

/** @param {string} words */
const aside = (words) => el('span', { class: 'aside' }, words);

/** Sliders a line each, what is chosen from a list two to a line. @param {import('./controls.js').Control[]} list */
function pairUp(list) {
  const wide = list.filter(({ root }) => root.classList.contains('setting-slider'));
  const rest = list.filter((c) => !wide.includes(c));
  return [...wide.map((c) => c.root), el('div', { class: 'pair' }, ...rest.map((c) => c.root))];
}

/** The setup in a few words, for the folded panel. @param {Page} page */
function inWords(page) {
  const b = (/** @type {string} */ key) => page.setting('b', key);
  const rate = spelled(valueNow(b('lr'), page.shown.step));
  return `${b('data')}, ${b('points')} points; ${b('depth')} blocks of ${b('width')}, ${b('act')}; ${b('opt')}, rate ${rate}, batch ${b('batch')}, ${b('steps')} steps; seed ${b('seed')}.`;
}

/**
 * On a wide page the panel folds to its summary; on a narrow one it is a sheet over the page.
 * @param {Page} page
 * @param {HTMLElement} root
 * @param {HTMLElement} body
 * @param {HTMLElement} summary
 * @param {HTMLElement} fold
 * @param {HTMLElement} title
 */
function folding(page, root, body, summary, fold, title) {
  const narrow = matchMedia('(width < 1180px)');
  const opener = el(
    'button',
    { type: 'button', class: 'button', id: 'open-experiment', 'aria-controls': 'experiment' },
    'Experiment',
  );
  byId('top-end').append(opener);
  let folded = false;
  let open = false;
  function apply() {
    root.classList.toggle('drawer', narrow.matches);
    root.classList.toggle('drawer-open', narrow.matches && open);
    root.inert = narrow.matches && !open;
    body.hidden = !narrow.matches && folded;
    summary.hidden = !body.hidden;
    const expanded = narrow.matches ? open : !folded;
    for (const button of [fold, opener]) button.setAttribute('aria-expanded', String(expanded));
    fill(fold, icon(narrow.matches ? 'close' : folded ? 'unfold' : 'fold'));
    fold.setAttribute(
      'aria-label',
      narrow.matches ? 'Close' : folded ? 'Unfold the experiment' : 'Fold the experiment away',
    );
  }
  fold.addEventListener('click', () => {
    if (narrow.matches) close();
    else folded = !folded;
    apply();
  });
  opener.addEventListener('click', () => {
    open = !open;
    apply();
    if (open) title.focus();
  });
  function close() {
    open = false;
    apply();
    opener.focus();
  }
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && narrow.matches && open) close();
  });
  narrow.addEventListener('change', apply);
  page.on('layout', apply);
  apply();
}
