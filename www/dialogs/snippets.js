// What is pasted into notes: the setup as a frame or an element, in the words of each host. Every one has a plain link beside it, for
// paper and for where no frame is shown.

import { joined } from '../embed/words.js';

/** How high a frame is where nobody follows what it says of its height, px. @type {Record<string, number>} */
const HEIGHTS = { full: 1100, minimal: 680, none: 620 };

/**
 * @typedef {object} Shared
 * @property {string} page  the address of the whole page, of the frame's page and of the element's module
 * @property {string} frame
 * @property {string} module
 * @property {string} link  the setup as it stands in a link
 * @property {string} label  what the figure is called
 * @property {'full' | 'minimal' | 'none'} controls
 */

/**
 * @typedef {object} Snippet
 * @property {string} id
 * @property {string} label
 * @property {string} note  what to know, a sentence
 * @property {string} text
 */

/** A text as the value of an attribute. @param {string} text */
export const attribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * @param {Shared} what
 * @returns {Snippet[]}
 */
export function snippets({ page: whole, frame: embed, module, link, label, controls }) {
  const height = HEIGHTS[controls] ?? 680;
  const page = at(whole, link);
  // What has no button to press begins when it is seen.
  /** @type {Record<string, string>} */
  const words = controls === 'none' ? { controls, play: 'visible' } : { controls };
  const scene = joined(link, words);
  const source = at(embed, scene);
  const title = `Skipscape: ${label}, without and with a shortcut`;
  const open = `${label}: open in Skipscape`;
  const sandbox = ' sandbox="allow-scripts allow-same-origin allow-downloads allow-popups"';
  const frame = (/** @type {string} */ src, width = '100%', high = height, box = sandbox) =>
    `<iframe ${src}="${attribute(source)}" title="${attribute(title)}" loading="lazy" width="${width}" height="${high}" style="border:0" allow="fullscreen; clipboard-write"${box}></iframe>`;
  const anchor = `<a href="${attribute(page)}">${attribute(open)}</a>`;
  const linked = `[${open}](${page.replaceAll('(', '%28').replaceAll(')', '%29')})`;
  return [
    {
      id: 'iframe',
      label: 'a web page, as a frame',
      note: 'Plain HTML: no script of ours runs in your page.',
      text: `${frame('src')}\n<p>${anchor}</p>`,
    },
    {
      id: 'element',
      label: 'a web page, as an element',
      note: 'It is as high as its figure, follows your page’s light or dark, and can be asked by script.',
      text: `<script type="module" src="${attribute(module)}"></script>\n<skip-scape scene="${attribute(scene)}">${anchor}</skip-scape>`,
    },
    {
      id: 'quarto',
      label: 'Quarto',
      note: 'A frame in HTML; in PDF and Word the link alone. With the extension in docs/notes/quarto it is one line, and a picture there.',
      text: `\`\`\`{=html}\n${frame('src')}\n\`\`\`\n\n${linked}`,
    },
    {
      id: 'mdbook',
      label: 'mdBook',
      note: 'Into the chapter’s Markdown, with an empty line above.',
      text: `${frame('src')}\n\n${linked}`,
    },
    {
      id: 'myst',
      label: 'MyST',
      note: 'The words under it are the caption, and stand in the PDF. Sphinx’s MyST-Parser takes the lines for mdBook.',
      text: `:::{iframe} ${source}\n:width: 100%\n${linked}\n:::`,
    },
    {
      id: 'reveal',
      label: 'Reveal.js',
      note: 'The frame loads when its slide comes; Escape gives the keys back to the deck.',
      // Before it has an address a frame is of the deck's own origin, and a browser warns of a sandbox there.
      text: `<section>\n  ${frame('data-src', '960', 600, '')}\n  <p><small>${anchor}</small></p>\n</section>`,
    },
    {
      id: 'obsidian',
      label: 'Obsidian',
      note: 'Into a note; it is shown in reading view and in live preview.',
      text: `${frame('src')}\n\n${linked}`,
    },
    {
      id: 'moodle',
      label: 'Moodle or Canvas',
      note: 'Into the editor’s HTML view. An editor that takes frames out leaves the link.',
      text: `<p>${frame('src')}</p>\n<p>${anchor}</p>`,
    },
    {
      id: 'jupyter',
      label: 'a notebook, as a widget',
      note: 'With anywidget, in Jupyter, JupyterLab, VS Code, Colab and marimo. `figure.state` has losses and digests.',
      text: `import anywidget, traitlets\n\nclass Skipscape(anywidget.AnyWidget):\n    _esm = ${quoted(module)}\n    scene = traitlets.Unicode("").tag(sync=True)\n    state = traitlets.Dict().tag(sync=True)\n\nfigure = Skipscape(scene=${quoted(scene)})\nfigure`,
    },
  ];
}

/** @param {string} address @param {string} hash */
function at(address, hash) {
  const url = new URL(address);
  url.hash = hash;
  return url.href;
}

/** As Python writes a string. @param {string} text */
const quoted = (text) => JSON.stringify(text);
