// What every instrument is made of: a sentence, switches, a figure, its data table, and the two pieces of help.

import { el } from '../dom.js';
import { count } from '../format.js';
import { rich, write } from './sentence.js';

/** @typedef {import('./types.d.ts').Help} Help */
/** @typedef {import('./types.d.ts').Table} Table */

/** Where there is room the help stands open. */
const ROOMY = matchMedia('(min-width: 720px)');

/**
 * @typedef {object} Panel
 * @property {HTMLElement} element
 * @property {HTMLElement} said      where the note stands, and what goes with it
 * @property {HTMLElement} options   where switches go
 * @property {HTMLElement} figure    where the figure goes
 * @property {(sentence: string) => void} headline   the measured sentence
 * @property {(sentence: string) => void} note       what is to be known with it, below
 * @property {(sentence: string) => void} caption    what the figure is of, small, below it
 * @property {(sentence: string) => void} summary    what a screen reader says of the figure
 * @property {(help: Help, present: string) => void} help
 * @property {(table: Table | null) => void} table   shows the data table, or takes it away
 */

/**
 * @param {string} id
 * @param {string} label
 * @param {(scene: string) => void} open   opens a scene of the help's links
 * @returns {Panel}
 */
export function makePanel(id, label, open) {
  const title = el('h2', { class: 'headline', id: `headline-${id}` });
  const spoken = el('p', { class: 'spoken', id: `summary-${id}` });
  const note = el('p', { class: 'note' });
  const said = el('div', { class: 'said' }, note);
  const options = el('div', { class: 'options' });
  const figure = el('div', {
    class: 'figure',
    role: 'group',
    'aria-label': label,
    'aria-describedby': spoken.id,
  });
  const caption = el('p', { class: 'caption' });
  const data = el('div', {
    class: 'data-table',
    role: 'region',
    tabindex: 0,
    'aria-label': `${label}: data`,
    hidden: true,
  });
  const help = el('aside', { class: 'help', 'aria-label': `${label}: help` });
  const main = el(
    'div',
    { class: 'instrument-main' },
    title,
    el('div', { class: 'subline' }, said, options),
    figure,
    spoken,
    caption,
    data,
  );
  const element = el('section', { class: `instrument instrument-${id}`, id: `panel-${id}`, hidden: true }, main, help);

  ROOMY.addEventListener('change', () => {
    for (const more of help.querySelectorAll('details')) more.open = ROOMY.matches;
  });

  /** @type {string | undefined} */
  let helped;
  let tabled = 'null';
  return {
    element,
    said,
    options,
    figure,
    headline: (sentence) => write(title, sentence),
    note: (sentence) => write(note, sentence),
    caption: (sentence) => write(caption, sentence),
    summary: (sentence) => write(spoken, sentence),
    help(prose, present) {
      const key = JSON.stringify([prose, prose.links.map((link) => link.scene(present))]);
      if (key === helped) return;
      helped = key;
      help.replaceChildren(
        passage('What this is', prose.what),
        passage(
          'When it misleads',
          prose.misleads,
          prose.links.map((link) => {
            const scene = link.scene(present);
            const anchor = el('a', { href: `#${scene}` }, link.label);
            anchor.addEventListener('click', (event) => {
              // A new tab or window is the browser's affair.
              if (event.ctrlKey || event.metaKey || event.shiftKey) return;
              event.preventDefault();
              open(scene);
            });
            return el('li', {}, anchor);
          }),
        ),
      );
    },
    table(table) {
      const key = JSON.stringify(table);
      if (key === tabled) return;
      tabled = key;
      data.hidden = table === null;
      if (table === null) return data.replaceChildren();
      const held = data.scrollTop;
      data.replaceChildren(
        el(
          'table',
          {},
          el('caption', {}, rich(titled(table))),
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              table.columns.map((name) => el('th', { scope: 'col' }, rich(name))),
            ),
          ),
          el(
            'tbody',
            {},
            table.rows.map((row) => el('tr', {}, row.map(cell))),
          ),
        ),
      );
      data.scrollTop = held;
    },
  };
}

/**
 * A passage of help. Its opening stands; the rest folds where the page is narrow.
 * @param {string} heading
 * @param {{opening: string, more: string[]}} prose
 * @param {HTMLElement[]} [links]
 */
function passage(heading, prose, links = []) {
  return el(
    'section',
    { class: 'passage' },
    el('h3', {}, heading),
    el('p', { class: 'opening' }, rich(prose.opening)),
    prose.more.length > 0 &&
      el(
        'details',
        { open: ROOMY.matches },
        el('summary', {}, 'More'),
        prose.more.map((paragraph) => el('p', {}, rich(paragraph))),
      ),
    links.length > 0 && el('ul', { class: 'elsewhere' }, links),
  );
}

/** @param {Table} table */
function titled({ caption, rows, of }) {
  if (rows.length >= of) return `${caption}.`;
  return `${caption}. ${count(rows.length)} of ${count(of)} rows, evenly picked; the CSV file has them all.`;
}

/**
 * @param {string} text
 * @param {number} column
 */
function cell(text, column) {
  return column === 0 ? el('th', { scope: 'row' }, rich(text)) : el('td', {}, rich(text));
}
