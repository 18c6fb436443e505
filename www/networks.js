// The two networks as a table: only what differs has a row, and any setting that a network can have of its own may get one.

import { calledOf, control } from './controls.js';
import { el, fill, setText } from './dom.js';
import { count } from './format.js';

/** @typedef {import('./page.js').Page} Page */
/** @typedef {import('./types.js').KeyInfo} KeyInfo */

/** @param {Page} page */
export function networksTable(page) {
  const keys = [...page.keys.values()].filter((info) => info.per_network);
  const rows = keys.map((info) => ({ info, ...row(page, info) }));
  const heading = el('span', { class: 'aside', id: 'differ' });
  const parameters = { a: el('td', {}), b: el('td', {}) };
  const start = el('td', { colspan: '2' });
  const rest = el('td', { colspan: '3', class: 'rest' });
  const body = el('tbody', {});
  const table = el(
    'table',
    { class: 'networks', 'aria-describedby': 'differ' },
    el('thead', {}, el('tr', {}, el('td', {}), head('a'), head('b'), el('td', { class: 'narrow' }))),
    body,
  );
  const foot = [
    el('tr', {}, el('th', { scope: 'row' }, 'parameters'), parameters.a, parameters.b, el('td', {})),
    el('tr', {}, el('th', { scope: 'row' }, 'starting weights'), start, el('td', {})),
    el('tr', {}, rest, el('td', {})),
  ];
  /** Settings that have a row although they do not differ, until they do or another is chosen. */
  /** @type {Set<string>} */
  const open = new Set(['shortcut', 'shortcut.mlp']);
  const give = el(
    'select',
    { 'aria-label': 'Give one network a value of its own' },
    el('option', { value: '' }, 'a setting of its own …'),
  );
  const offers = keys
    .filter(({ key }) => key !== 'shortcut')
    .map((info) => ({ info, option: el('option', { value: info.key }, info.label) }));
  give.append(...offers.map(({ option }) => option));
  give.addEventListener('change', () => {
    if (give.value) open.add(give.value);
    const chosen = give.value;
    give.value = '';
    show();
    rows
      .find(({ info }) => info.key === chosen)
      ?.element.querySelector('select, input')
      ?.dispatchEvent(new Event('focus'));
  });

  function show() {
    if (!page.model) return;
    const differing = rows.filter(({ info }) => page.setting('a', info.key) !== page.setting('b', info.key));
    const number = differing.length;
    setText(
      heading,
      number === 0 ? 'do not differ' : `differ in ${number === 1 ? 'one setting' : `${number} settings`}`,
    );
    const acting = rows.filter(({ info }) => page.acts(info.key));
    for (const { info, option } of offers) {
      option.hidden = option.disabled = !page.acts(info.key);
      setText(option, calledOf(page, info));
    }
    const shown = acting.filter((r) => open.has(r.info.key) || differing.includes(r));
    for (const r of shown)
      r.show(differing.includes(r), () => {
        open.delete(r.info.key);
        void page.set(r.info.key, page.setting('b', r.info.key)).then(show);
      });
    const wanted = [...shown.map((r) => r.element), ...foot];
    if (wanted.length !== body.children.length || wanted.some((e, i) => body.children[i] !== e)) fill(body, ...wanted);
    const { model } = page;
    setText(parameters.a, count(model.a.parameters));
    setText(parameters.b, count(model.b.parameters));
    setText(
      start,
      model.shared === model.total ? 'the same' : `${count(model.shared)} of ${count(model.total)} shared`,
    );
    setText(rest, `data, batches, seeds and ${acting.length - number} settings: the same`);
  }

  return { root: el('div', {}, table, el('div', { class: 'give' }, give)), heading, show };
}

/** @param {'a' | 'b'} side */
function head(side) {
  return el(
    'th',
    { scope: 'col', class: `colour-${side}` },
    el('span', { class: `mark mark-small mark-${side}` }),
    ` ${side.toUpperCase()}`,
  );
}

/**
 * @param {Page} page
 * @param {KeyInfo} info
 */
function row(page, info) {
  const controls = {
    a: control(page, info, { side: 'a', bare: true }),
    b: control(page, info, { side: 'b', bare: true }),
  };
  const same = el(
    'button',
    {
      type: 'button',
      class: 'same-button',
      title: 'Give both the value of B',
      'aria-label': `The same ${info.label} for both`,
    },
    '=',
  );
  const heading = el('th', { scope: 'row', title: info.help }, info.label);
  const element = el(
    'tr',
    {},
    heading,
    el('td', { class: 'cell-a' }, controls.a.root),
    el('td', { class: 'cell-b' }, controls.b.root),
    el('td', {}, info.key === 'shortcut' ? null : same),
  );
  let unify = () => {};
  same.addEventListener('click', () => unify());
  return {
    element,
    /** @param {boolean} differs @param {() => void} run */
    show(differs, run) {
      unify = run;
      setText(heading, calledOf(page, info));
      element.classList.toggle('differs', differs);
      controls.a.show();
      controls.b.show();
    },
  };
}
