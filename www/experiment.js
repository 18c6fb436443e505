// The panel of settings: data, model, training, the two networks side by side, and everything else under *more*.

import { examplesOf } from './columns.js';
import { control, spelled } from './controls.js';
import { byId, el, fill, setText } from './dom.js';
import { count } from './format.js';
import { icon } from './icons.js';
import { networksTable } from './networks.js';
import { valueNow } from './settings.js';
import { dataThumbs } from './thumbs.js';

/** @typedef {import('./page.js').Page} Page */

/** What stands first; all other settings of the engine's table come under *more*, so that a new one needs no line here. */
const COMMON = {
  data: ['points', 'noise', 'length', 'vocab'],
  model: ['model', 'depth', 'width', 'act', 'norm', 'heads', 'mask', 'again'],
  training: ['lr', 'opt', 'batch', 'steps'],
};

/** Settings with a place of their own. */
const ELSEWHERE = new Set(['data', 'shortcut', 'shortcut.attention', 'shortcut.mlp', 'own']);

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
  const layers = el('p', { class: 'layers', id: 'layers' });

  const body = el(
    'div',
    { class: 'experiment-body', id: 'experiment-body' },
    section('Data', which, thumbs.root, ...pairUp(common.data)),
    section(
      'Model',
      aside('changes restart the run'),
      ...common.model.slice(0, 1).map((c) => c.root),
      ...pairUp(common.model.slice(1)),
      layers,
    ),
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
    thumbs.show(data);
    setText(which, thumbs.word(data));
    table.show();
    setText(summary, inWords(page));
    setText(layers, layersInWords(page));
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

/** @param {import('./types.js').ModelInfo} info */
const sizeOf = ({ blocks, weight_layers }) =>
  `${count(blocks)} ${blocks === 1 ? 'block' : 'blocks'}, ${count(weight_layers)} layers with weights`;

/** How deep the networks are, in blocks and in layers with weights. @param {Page} page */
function layersInWords(page) {
  const { model } = page;
  if (!model) return '';
  const [a, b] = [sizeOf(model.a), sizeOf(model.b)];
  return a === b ? `${a}.` : `A: ${a}. B: ${b}.`;
}

/** The setup in a few words, for the folded panel. @param {Page} page */
function inWords(page) {
  const b = (/** @type {string} */ key) => page.setting('b', key);
  const rate = spelled(valueNow(b('lr'), page.shown.step));
  const rows = b('data') === 'own' ? '' : `, ${b('points')} ${examplesOf(page.info().settings.b)}`;
  const blocks = page.model ? `${sizeOf(page.model.b)}, ${b('width')} wide` : `${b('depth')} blocks of ${b('width')}`;
  return `${b('data')}${rows}; ${blocks}, ${b('act')}; ${b('opt')}, rate ${rate}, batch ${b('batch')}, ${b('steps')} steps; seed ${b('seed')}.`;
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
