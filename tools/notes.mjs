// Builds docs/notes/chapter.md for each kind of notes into dist/notes/, with the pictures for paper drawn by the command line:
//   node tools/notes.mjs https://your.site/skipscape/ [--out FOLDER]
// `node tools/notes.mjs --write` writes the chapter's numbers anew, from the record of the claims and from runs.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepRecorded, recorded } from '../www/lessons/recorded.js';
import { figures, readChapter } from './notes/chapter.mjs';
import { HOSTS, pasted } from './notes/hosts.mjs';
import { filled } from './notes/numbers.mjs';
import { FOLDER } from './version.mjs';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
export const CHAPTER = join(ROOT, 'docs/notes/chapter.md');
const PROGRAM = process.env.SKIPSCAPE ?? join(ROOT, 'target/release/skipscape');

/** @param {string[]} args @returns {string} */
function program(...args) {
  try {
    return execFileSync(PROGRAM, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code !== 'ENOENT') throw error;
    throw new Error(`There is no ${PROGRAM}: \`./build.sh cli\` builds it, or SKIPSCAPE says where it is.`);
  }
}

/** Where the chapter's numbers come from. @returns {import('./notes/numbers.mjs').Sources} */
export function sources() {
  keepRecorded(JSON.parse(readFileSync(join(ROOT, 'www/lessons/recorded.json'), 'utf8')));
  /** @type {Map<string, any>} */
  const runs = new Map();
  return {
    claim: recorded,
    run(scene) {
      if (!runs.has(scene)) runs.set(scene, JSON.parse(program('run', scene, '--json')));
      return runs.get(scene);
    },
  };
}

/**
 * The arguments that draw a figure for paper.
 *
 * @param {import('./notes/chapter.mjs').Figure} figure
 * @param {string} base  where its link leads
 * @param {string[]} files  SVG, PNG
 */
export const drawing = ({ view, scene, draw }, base, files) => [
  ...['draw', view, scene, ...draw, '--site', base],
  ...files.flatMap((file) => ['--out', file]),
];

/**
 * Makes the notes of every host.
 *
 * @param {string} site  where Skipscape stands, an address with a slash at its end
 * @param {string} out  the folder
 * @param {(args: string[]) => void} [draw]  draws a picture
 */
export function build(site, out, draw = (args) => void program(...args)) {
  // This version's own address, so that the figures keep the digits that the chapter has.
  const base = `${site}${FOLDER}/`;
  const chapter = readChapter(readFileSync(CHAPTER, 'utf8'), base);
  const pictures = join(out, 'figures');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  for (const figure of figures(chapter)) {
    const files = ['svg', 'png'].map((kind) => join(pictures, `${figure.name}.${kind}`));
    draw(drawing(figure, base, files));
  }
  const given = {
    chapter,
    base,
    paste: pasted(base),
    png: (/** @type {{ name: string }} */ { name }) => readFileSync(join(pictures, `${name}.png`)).toString('base64'),
  };
  for (const [name, { make, pictures: beside }] of Object.entries(HOSTS)) {
    for (const [path, text] of Object.entries(make(given))) {
      const file = join(out, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    if (beside) cpSync(pictures, join(out, name, beside), { recursive: true });
  }
  cpSync(join(ROOT, 'docs/notes/README.md'), join(out, 'README.md'));
}

/** @param {string[]} args */
function main(args) {
  if (args[0] === '--write') {
    const before = readFileSync(CHAPTER, 'utf8');
    writeFileSync(CHAPTER, filled(before, sources()));
    return;
  }
  const [address = '', flag, folder] = args;
  if (!/^https?:\/\//.test(address) || (flag && !(flag === '--out' && folder)))
    throw new Error('Say where Skipscape stands: node tools/notes.mjs https://your.site/skipscape/ [--out FOLDER]');
  const out = resolve(folder ?? join(ROOT, 'dist/notes'));
  build(address.replace(/\/?$/, '/'), out);
  console.log(out);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
