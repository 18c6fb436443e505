// The share dialog: the setup as a link, for notes of many kinds, as commands that repeat it without a browser, and how to cite it.

import { el, setText } from '../dom.js';
import { linkOf, permalink, places } from '../links.js';
import { isDigest } from '../settings.js';
import { bibtex, cff } from './cite.js';
import { copyLine, copyText, sheet } from './dialog.js';
import { snippets } from './snippets.js';
import { makeTake } from './take.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('./snippets.js').Snippet} Snippet */

/** How much there is to press. */
const CONTROLS = /** @type {const} */ ([
  ['minimal', 'the figure, and the row that trains'],
  ['full', 'everything'],
  ['none', 'the figure alone'],
]);

/**
 * @param {App} app
 * @returns {() => void} opens it
 */
export function makeShare(app) {
  const link = copyLine('Link to this setup');
  const about = el('p', { class: 'sheet-note' });
  const into = el('select', { class: 'share-into' });
  const controls = el(
    'select',
    {},
    CONTROLS.map(([value, words]) => el('option', { value }, words)),
  );
  const shows = el('label', { class: 'share-pick' }, el('span', {}, 'It shows'), controls);
  const text = copyText('What to paste');
  const note = el('p', { class: 'sheet-note' });
  const take = makeTake(app);
  const dialog = sheet(
    'share',
    'Share this setup',
    link.element,
    about,
    el(
      'div',
      { class: 'share-picks' },
      el('label', { class: 'share-pick' }, el('span', {}, 'Put it into'), into),
      shows,
    ),
    text.element,
    note,
    take.element,
  );

  /** What there is to take, by group. @returns {[string, Snippet[]][]} */
  function all() {
    const info = app.info();
    const { view = 'curves', own } = info.settings.a;
    const file = isDigest(own) ? ' --data FILE.csv' : '';
    const version = app.engine?.version() ?? '';
    const label = app.lab?.studies.find(({ name }) => name === view)?.label ?? 'Curves';
    const chosen = /** @type {'full'} */ (controls.value);
    return [
      ['Notes', snippets({ ...places(), link: linkOf(app), label, controls: chosen })],
      [
        'The command line',
        [
          {
            id: 'run',
            label: 'a command: train both',
            note: 'It gives the same numbers, to the last digit.',
            text: `skipscape run ${quoted(info.scene)}${file}`,
          },
          {
            id: 'draw',
            label: 'a command: draw the figure',
            note: 'The same figure as SVG, for paper.',
            text: `skipscape draw ${view} ${quoted(info.scene)}${file} --out ${view}.svg`,
          },
        ],
      ],
      [
        'Cite',
        [
          {
            id: 'bibtex',
            label: 'a bibliography: BibTeX',
            note: 'The address is this setup’s.',
            text: bibtex(version, permalink(app)),
          },
          {
            id: 'cff',
            label: 'a repository: CITATION.cff',
            note: 'For a project that builds on it.',
            text: cff(version, permalink(app)),
          },
        ],
      ],
    ];
  }

  function show() {
    const groups = all();
    const chosen = into.value;
    into.replaceChildren(
      ...groups.map(([label, list]) =>
        el(
          'optgroup',
          { label },
          list.map((one) => el('option', { value: one.id, selected: one.id === chosen }, one.label)),
        ),
      ),
    );
    const list = groups.flatMap(([, each]) => each);
    const snippet = list.find(({ id }) => id === into.value) ?? list[0];
    if (!snippet) return;
    text.set(snippet.text);
    setText(note, snippet.note);
    shows.hidden = !groups[0]?.[1].includes(snippet);
  }
  into.addEventListener('change', show);
  controls.addEventListener('change', show);

  return () => {
    const { own } = app.info().settings.a;
    link.set(permalink(app));
    about.textContent = isDigest(own)
      ? `The link names your data by its digest, ${own}: whoever opens it needs the same file. Everything else is in it, seeds included.`
      : 'Everything that the run depends on is in the link, seeds included: whoever opens it gets the same numbers, to the last digit.';
    show();
    take.clear();
    dialog.show();
  };
}

/**
 * A scene as one argument of a shell. It holds no quote of its own, and is quoted so that & stays a character.
 * @param {string} scene
 */
function quoted(scene) {
  return `'${scene.replaceAll("'", "'\\''")}'`;
}
