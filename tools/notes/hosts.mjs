// What each host's notes are made of: a table of functions from the chapter to the files of a folder. A figure in them is what the page's
// Share dialog hands out for that host, with the caption and the picture on paper beside it.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attribute, snippets } from '../../www/dialogs/snippets.js';
import { markdown } from './chapter.mjs';
import { deck } from './deck.mjs';

/** @typedef {import('./chapter.mjs').Chapter} Chapter */
/** @typedef {import('./chapter.mjs').Figure} Figure */
/** @typedef {Record<string, string>} Files  text by its path in the folder of the host */

/**
 * What a host is handed.
 *
 * @typedef {object} Given
 * @property {Chapter} chapter
 * @property {(figure: Figure) => Record<string, string>} paste  what is pasted for it, by the name of the host
 * @property {(figure: Figure) => string} png  its picture, as base64
 * @property {string} base  where Skipscape stands, with a slash at its end
 */

const EXTENSION = fileURLToPath(new URL('../../docs/notes/quarto/_extensions/skipscape/', import.meta.url));

/** What is pasted for a figure, by the name of the host. @param {string} base @returns {Given['paste']} */
export const pasted = (base) => (figure) => {
  const places = { page: base, frame: `${base}embed.html`, module: `${base}skipscape.js` };
  const made = snippets({ ...places, link: link(figure), label: figure.label, controls: 'minimal' });
  return Object.fromEntries(made.map(({ id, text }) => [id, text]));
};

/** A figure's setup as it stands in a link. @param {Figure} figure */
const link = ({ scene, view }) => ['v=1', scene, `view=${view}`].filter(Boolean).join('&');

/** As YAML writes a string. @param {string} text */
const yaml = (text) => JSON.stringify(text);

/** Where the pictures are, beside the text. @param {Figure} figure @param {string} kind */
export const picture = ({ name }, kind) => `figures/${name}.${kind}`;

/** On paper a frame gives way to the picture above it, so that link and caption stand under that. */
const PAPER =
  '.on-paper {\n  display: none;\n}\n\n@media print {\n  .on-paper {\n    display: block;\n    break-after: avoid;\n  }\n\n  iframe {\n    display: none;\n  }\n}\n';

/** @param {Given} given @returns {Files} */
function mdbook({ chapter, paste }) {
  const shown = (/** @type {Figure} */ figure) =>
    `<img class="on-paper" src="${picture(figure, 'svg')}" alt="${attribute(figure.label)}">\n\n${paste(figure).mdbook}\n\n*${figure.caption}*`;
  return {
    'book.toml': `[book]\ntitle = ${yaml(chapter.title)}\nlanguage = "en"\n\n[output.html]\nadditional-css = ["paper.css"]\n`,
    'paper.css': PAPER,
    'src/SUMMARY.md': `# Summary\n\n- [${chapter.title}](chapter.md)\n`,
    'src/chapter.md': markdown(chapter, shown),
  };
}

/** @param {Given} given @returns {Files} */
function myst({ chapter, paste }) {
  const shown = (/** @type {Figure} */ figure) =>
    // What stands in a PDF; the caption goes before the link.
    (paste(figure).myst ?? '').replace(
      /\n:width: 100%\n/,
      (line) => `${line}:placeholder: ${picture(figure, 'png')}\n\n${figure.caption} `,
    );
  return {
    'myst.yml': `version: 1\nproject:\n  title: ${yaml(chapter.title)}\n  toc:\n    - file: chapter.md\nsite:\n  template: book-theme\n`,
    'chapter.md': `---\ntitle: ${yaml(chapter.title)}\n---\n\n${markdown(chapter, shown, false)}`,
  };
}

/** Sphinx with MyST-Parser, which has no word for a frame. @param {Given} given @returns {Files} */
function sphinx({ chapter, paste }) {
  // The picture's ending is left to Sphinx: a web page takes the SVG, LaTeX the PNG.
  const shown = (/** @type {Figure} */ figure) =>
    `\`\`\`{image} ${picture(figure, '*')}\n:class: on-paper\n:alt: ${figure.label}\n\`\`\`\n\n${paste(figure).mdbook}\n\n*${figure.caption}*`;
  return {
    'conf.py': `project = ${yaml(chapter.title)}\nextensions = ["myst_parser"]\nroot_doc = "chapter"\nhtml_static_path = ["_static"]\nhtml_css_files = ["paper.css"]\n`,
    '_static/paper.css': PAPER,
    'chapter.md': markdown(chapter, shown),
  };
}

/** @param {Given} given @returns {Files} */
function quarto({ chapter, base }) {
  const shown = (/** @type {Figure} */ figure) =>
    `{{< skipscape ${yaml(link(figure))} label=${yaml(figure.label)} picture=${yaml(picture(figure, 'png'))} >}}\n\n*${figure.caption}*`;
  const read = (/** @type {string} */ name) => readFileSync(join(EXTENSION, name), 'utf8');
  return {
    'chapter.qmd': `---\ntitle: ${yaml(chapter.title)}\nskipscape: ${yaml(base)}\nformat:\n  html: default\n  typst: default\n---\n\n${markdown(chapter, shown, false)}`,
    '_extensions/skipscape/_extension.yml': read('_extension.yml'),
    '_extensions/skipscape/skipscape.lua': read('skipscape.lua'),
  };
}

/** @param {Given} given @returns {Files} */
function jupyter({ chapter, paste, png }) {
  /** @type {object[]} */
  const cells = [];
  const lines = (/** @type {string} */ text) => text.split(/(?<=\n)/);
  const id = () => `cell-${String(cells.length).padStart(3, '0')}`;
  const say = (/** @type {string} */ text) =>
    cells.push({ cell_type: 'markdown', id: id(), metadata: {}, source: lines(text) });
  /** @type {string[]} */
  let open = [];
  const close = () => {
    if (open.length) say(open.join('\n\n'));
    open = [];
  };
  let named = false;
  chapter.sections.forEach(({ title, parts }, at) => {
    close();
    open.push(`${at > 0 ? '##' : '#'} ${title}`);
    for (const one of parts) {
      if (one.kind !== 'figure') {
        open.push(one.text);
        continue;
      }
      close();
      const [frame, , linked = ''] = (paste(one).mdbook ?? '').split('\n');
      if (!frame) throw new Error(`No frame for the figure ${one.name}.`);
      // The class stands once, above the first figure.
      const [names = '', use = ''] = (paste(one).jupyter ?? '').split(/\n\n(?=figure = )/);
      // What is shown until the cell is run, and on paper.
      const outputs = [
        {
          output_type: 'display_data',
          metadata: { 'image/png': { alt: one.label } },
          data: { 'image/png': png(one), 'text/plain': [one.label] },
        },
      ];
      const source = lines(named ? use : `# pip install anywidget\n${names}\n\n${use}`);
      named = true;
      cells.push({ cell_type: 'code', id: id(), metadata: {}, execution_count: null, source, outputs });
      open.push(`*${one.caption}* ${linked}`);
    }
  });
  close();
  const kernelspec = { display_name: 'Python 3', language: 'python', name: 'python3' };
  const book = {
    cells,
    metadata: { kernelspec, language_info: { name: 'python' }, title: chapter.title },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return { 'chapter.ipynb': `${JSON.stringify(book, null, 1)}\n` };
}

/** @type {Record<string, { make: (given: Given) => Files, pictures: string }>}  and the folder of the pictures, '' for none */
export const HOSTS = {
  mdbook: { make: mdbook, pictures: 'src/figures' },
  myst: { make: myst, pictures: 'figures' },
  sphinx: { make: sphinx, pictures: 'figures' },
  reveal: { make: deck, pictures: '' },
  jupyter: { make: jupyter, pictures: '' },
  quarto: { make: quarto, pictures: 'figures' },
};
