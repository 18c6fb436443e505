// Reads the chapter of docs/notes: Markdown, and in it figures, each a fenced block of the kind `skipscape`:
//
//   ```skipscape
//   name: deeper
//   view: curves
//   scene: depth=20
//   label: Loss by step
//   draw: --width 720
//
//   The caption.
//   ```
//
// A link to a setup is written `[words](skipscape:depth=8)`.
//
// `view` and `scene` say what is shown (docs/scene.md), `label` what it is called in the frame's title and the link; `draw`, which may
// be left out, goes to `skipscape draw` for the picture on paper.

/**
 * @typedef {object} Figure
 * @property {'figure'} kind
 * @property {string} name  of its files
 * @property {string} view
 * @property {string} scene
 * @property {string} label
 * @property {string[]} draw
 * @property {string} caption  one paragraph of Markdown
 */

/** @typedef {{ kind: 'quote' | 'prose', text: string }} Text */
/** @typedef {Figure | Text} Part */
/** @typedef {{ title: string, parts: Part[] }} Section  the first one is the chapter's own, with its title */
/** @typedef {{ title: string, sections: Section[] }} Chapter */

const FIGURE = /^```skipscape\n([\s\S]*?)\n```$/;

/**
 * @param {string} text  docs/notes/chapter.md
 * @param {string} base  where Skipscape stands, with a slash at its end: where links to setups go
 * @returns {Chapter}
 */
export function readChapter(text, base) {
  const plain = text
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\]\(skipscape:([^)]*)\)/g, (_, scene) => `](${base}#v=1&${scene})`)
    .trim();
  // A block ends at an empty line, but a fenced one at its fence.
  const blocks = plain.match(/^```[\s\S]*?^```$|^(?!```)[^\n]+(?:\n(?!```)[^\n]+)*/gm) ?? [];
  /** @type {Section[]} */
  const sections = [];
  for (const block of blocks) {
    const [, title] = block.match(/^##? (.*)$/) ?? [];
    if (title) sections.push({ title, parts: [] });
    else sections.at(-1)?.parts.push(part(block));
  }
  const [first] = sections;
  if (!first) throw new Error('The chapter has no title: its first line begins with "# ".');
  return { title: first.title, sections };
}

/**
 * @param {string} block
 * @returns {Part}
 */
function part(block) {
  const [, inside] = block.match(FIGURE) ?? [];
  if (inside === undefined) return { kind: block.startsWith('>') ? 'quote' : 'prose', text: block };
  const [head = '', ...rest] = inside.split('\n\n');
  const said = new Map(head.split('\n').map((line) => [line.split(':')[0] ?? '', line.replace(/^\w+: */, '')]));
  const said1 = (/** @type {string} */ key) => {
    const value = said.get(key);
    if (value === undefined) throw new Error(`A figure of the chapter has no "${key}":\n${block}`);
    return value;
  };
  return {
    kind: 'figure',
    name: said1('name'),
    view: said1('view'),
    scene: said1('scene'),
    label: said1('label'),
    draw: (said.get('draw') ?? '').split(' ').filter(Boolean),
    caption: rest.join(' ').replaceAll('\n', ' '),
  };
}

/** All figures, in order. @param {Chapter} chapter @returns {Figure[]} */
export const figures = ({ sections }) =>
  sections.flatMap(({ parts }) => parts.flatMap((one) => (one.kind === 'figure' ? [one] : [])));

/**
 * The chapter as Markdown again, with each figure as its host has it.
 *
 * @param {Chapter} chapter
 * @param {(figure: Figure) => string} shown
 * @param {boolean} [titled]  whether its title stands in the text; where not, it is in the front matter
 */
export function markdown({ sections }, shown, titled = true) {
  const blocks = sections.flatMap(({ title, parts }, at) => [
    ...(at > 0 ? [`## ${title}`] : titled ? [`# ${title}`] : []),
    ...parts.map((one) => (one.kind === 'figure' ? shown(one) : one.text)),
  ]);
  return `${blocks.join('\n\n')}\n`;
}
