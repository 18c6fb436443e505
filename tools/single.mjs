// Makes skipscape.html, the whole page as one file that opens by a double click and asks nobody for anything; skipscape-embed.html, the
// same of a frame for notes; and skipscape.single.js, the element with that frame in it. They come into the folder of their version, and
// beside it if it is the newest. Run after tools/dist.mjs: `node tools/single.mjs [FOLDER]`

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { build } from 'esbuild';
import { FOLDER, isNewest, siteAt } from './version.mjs';

const TO = siteAt(process.argv[2]);
const DIST = join(TO, FOLDER);
/** Files that the page asks for while it runs, and what they are. */
const FILES = {
  'pkg/trainer_bg.wasm': 'application/wasm',
  'pkg/skipscape_bg.wasm': 'application/wasm',
  'recorded.json': 'application/json',
  'lessons/recorded.json': 'application/json',
  'instruments/study.css': 'text/css',
  'instruments/surface.css': 'text/css',
  'dialogs/dialogs.css': 'text/css',
  'dialogs/own.css': 'text/css',
  'dialogs/note.css': 'text/css',
  'lessons/lessons.css': 'text/css',
  'lessons/coda.css': 'text/css',
  'lessons/family.css': 'text/css',
  'lessons/narrow.css': 'text/css',
  'data/digits.bin': 'application/octet-stream',
};

const read = (/** @type {string} */ file) => readFileSync(join(DIST, file), 'utf8');
const hash = (/** @type {string} */ text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
/** Nothing in a script may end it. @param {string} code */
const inScript = (code) => code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');

/** An address beside a module is asked of the table of files. The minifier has written it as it likes, so both forms are known. */
const ADDRESS = /new URL\(\s*((?:`[^`]*`|'[^']*'|"[^"]*"))\s*,\s*import\.meta\.url\s*,?\s*\)/g;
/** @type {import('esbuild').Plugin} */
const addresses = {
  name: 'addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      const folder = posix.normalize(relative(DIST, dirname(path)).replaceAll('\\', '/') || '.');
      const contents = readFileSync(path, 'utf8')
        .replace(ADDRESS, (_, name) => `SKIPSCAPE_FILE(${name}, ${JSON.stringify(folder)})`)
        // A worker that is made of words is a classic one.
        .replace(/\{\s*type:\s*["']module["']\s*\}/g, '{}');
      return { contents, loader: 'js' };
    });
  },
};

/** @param {string} entry @param {'iife' | 'esm'} [format] */
async function bundle(entry, format = 'iife') {
  const { outputFiles } = await build({
    entryPoints: [join(DIST, entry)],
    bundle: true,
    write: false,
    format,
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    plugins: [addresses],
    logLevel: 'error',
    // wasm-bindgen's default address, which is never used: the page hands the engine over.
    define: { 'import.meta.url': '""' },
  });
  return outputFiles[0]?.text ?? '';
}

/** What a page of one file has beside it, in place of the files of the split build. @type {Record<string, string>} */
const BESIDE = { 'embed.html': 'skipscape-embed.html', 'skipscape.js': 'skipscape.single.js' };
/** The same of a frame: its whole page is another file. */
const BESIDE_FRAME = { ...BESIDE, '': 'skipscape.html' };

/**
 * Where files are found: in this document, or beside it.
 *
 * @param {string} worker
 * @param {Record<string, string>} beside
 */
function table(worker, beside) {
  const data = Object.entries(FILES).map(([name, type]) => [
    name,
    `data:${type};base64,${readFileSync(join(DIST, name)).toString('base64')}`,
  ]);
  return `
const SKIPSCAPE_FILES = ${JSON.stringify(Object.fromEntries(data))};
const SKIPSCAPE_WORKER = ${JSON.stringify(worker)};
const SKIPSCAPE_BESIDE = ${JSON.stringify(beside)};
function SKIPSCAPE_FILE(name, folder) {
  const path = new URL(name, 'http://x/' + (folder === '.' ? '' : folder + '/')).pathname.slice(1);
  if (path === 'worker.js') {
    SKIPSCAPE_FILES[path] ??= URL.createObjectURL(new Blob([SKIPSCAPE_WORKER], { type: 'text/javascript' }));
  }
  const here = location.href.replace(/[?#].*$/, '');
  if (path in SKIPSCAPE_BESIDE && location.protocol !== 'blob:') return new URL(SKIPSCAPE_BESIDE[path], here);
  return new URL(SKIPSCAPE_FILES[path] ?? here);
}
`;
}

/**
 * @param {string} page
 * @param {string} entry
 * @param {string} worker
 * @param {Record<string, string>} beside
 */
async function single(page, entry, worker, beside) {
  const early = inScript(read('early.js'));
  const main = inScript(`${table(worker, beside)}${await bundle(entry)}`);
  const html = read(page);
  const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)]
    .map(([, name = '']) => read(name))
    .join('\n');
  const policy = [
    "default-src 'none'",
    `script-src ${hash(early)} ${hash(main)} 'wasm-unsafe-eval'`,
    'worker-src blob:',
    `style-src ${hash(sheets)} data:`,
    'img-src data: blob:',
    'connect-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const icon = `data:image/svg+xml;base64,${Buffer.from(read('icon.svg')).toString('base64')}`;
  return html
    .replace(/content="default-src[^"]*"/, () => `content="${policy}"`)
    .replace(/\s*<link rel="modulepreload"[^>]*>/g, '')
    .replace(/href="icon\.svg"/, () => `href="${icon}"`)
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${sheets}</style>`)
    .replace(/\s*<link rel="stylesheet"[^>]*>/g, '')
    .replace('<script src="early.js"></script>', () => `<script>${early}</script>`)
    .replace(/\s*<script type="module"[^>]*><\/script>/g, '')
    .replace('</body>', () => `<script>${main}</script>\n  </body>`);
}

const worker = `function SKIPSCAPE_FILE() { throw new Error('A worker asks for no file.'); }\n${await bundle('worker.js')}`;
const pages = {
  'skipscape.html': await single('index.html', 'app.js', worker, BESIDE),
  'skipscape-embed.html': await single('embed.html', 'embed/embed.js', worker, BESIDE_FRAME),
};
const element = `let SKIPSCAPE_FRAME;
function SKIPSCAPE_FILE() {
  const page = ${JSON.stringify(pages['skipscape-embed.html'])};
  SKIPSCAPE_FRAME ??= URL.createObjectURL(new Blob([page], { type: 'text/html' }));
  return new URL(SKIPSCAPE_FRAME);
}
${await bundle('skipscape.js', 'esm')}`;
for (const [name, text] of Object.entries({ ...pages, 'skipscape.single.js': element })) {
  for (const folder of isNewest(TO) ? [DIST, TO] : [DIST]) writeFileSync(join(folder, name), text);
  console.log(`${name}  ${(text.length / 1e6).toFixed(1)} MB`);
}
