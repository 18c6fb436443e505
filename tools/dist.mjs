// Makes dist/, the page as it is put on a server: the files of www/ under their own names, scripts and styles without comments and
// white space; the style sheets of the first view in one, for each request holds it up. No script is bundled. It is a package for npm
// as it stands, too. `node tools/dist.mjs [FOLDER]`
//
// A release stays under its version, so that a link in someone's notes keeps its digits: the files lie in a folder such as v0.1/, and
// the newest of them also beside it. Other versions that are there already are kept, and releases.json names them all.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { transform } from 'esbuild';
import { FOLDER, isRelease, ROOT, SCENE, siteAt, VERSION } from './version.mjs';

const FROM = join(ROOT, 'www');
const TO = siteAt(process.argv[2]);

mkdirSync(TO, { recursive: true });
for (const name of readdirSync(TO))
  if (!isRelease(name) || name === FOLDER) rmSync(join(TO, name), { recursive: true, force: true });

// ---- this version ---------------------------------------------------------------------------------------------------

const HOME = join(TO, FOLDER);
/** What only those who read or check the sources need. */
const ASIDE = /(?<!www\/skipscape)\.d\.ts$|\.md$/;

/** @type {string[]} */
const smaller = [];
cpSync(FROM, HOME, {
  recursive: true,
  filter(from, to) {
    if (/\.(?:js|css)$/.test(from)) smaller.push(to);
    return !ASIDE.test(from);
  },
});
/** What both may come out as: nothing that the oldest browsers with wasm SIMD cannot read. */
const HOW = /** @satisfies {Record<string, import('esbuild').TransformOptions>} */ ({
  '.js': { loader: 'js', target: 'es2022' },
  '.css': { loader: 'css', target: ['chrome91', 'firefox90', 'safari16.4'] },
});

await Promise.all(
  smaller.map(async (file) => {
    const how = HOW[/** @type {keyof typeof HOW} */ (extname(file))];
    const { code } = await transform(readFileSync(file, 'utf8'), { ...how, minify: true, charset: 'utf8' });
    writeFileSync(file, code);
  }),
);

/** A link to a style sheet, and its file. */
const LINK = /\s*<link rel="stylesheet" href="([^"]+)">/g;
const page = readFileSync(join(HOME, 'index.html'), 'utf8');
const sheets = [...page.matchAll(LINK)].map(([, file = '']) => file);
writeFileSync(join(HOME, 'page.css'), sheets.map((file) => readFileSync(join(HOME, file), 'utf8')).join(''));
for (const file of sheets) rmSync(join(HOME, file));
for (const file of ['index.html', 'embed.html']) {
  const html = readFileSync(join(HOME, file), 'utf8').replace(LINK, (link, sheet) =>
    sheet === sheets[0] ? link.replace(sheet, 'page.css') : sheets.includes(sheet) ? '' : link,
  );
  writeFileSync(join(HOME, file), html);
}

const about = {
  name: 'skipscape',
  version: VERSION,
  description:
    'Two small networks train side by side in a page, without and with skip connections: an element, <skip-scape>.',
  license: 'MIT OR Apache-2.0',
  type: 'module',
  exports: {
    '.': { types: './skipscape.d.ts', default: './skipscape.js' },
    './single': { types: './skipscape.d.ts', default: './skipscape.single.js' },
    './embed.html': './embed.html',
  },
  types: './skipscape.d.ts',
  // Importing it defines the element.
  sideEffects: true,
  scene: SCENE,
};
// The files that `./single` names are made by tools/single.mjs.
const write = (/** @type {string} */ file, /** @type {unknown} */ what) =>
  writeFileSync(join(TO, file), `${JSON.stringify(what, null, 2)}\n`);
write(`${FOLDER}/package.json`, about);
for (const file of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(ROOT, file), join(HOME, file));
cpSync(join(ROOT, 'docs/embedding.md'), join(HOME, 'README.md'));

// ---- all versions ---------------------------------------------------------------------------------------------------

const releases = readdirSync(TO)
  .filter((name) => isRelease(name) && existsSync(join(TO, name, 'package.json')))
  .map((name) => ({ folder: `${name}/`, about: JSON.parse(readFileSync(join(TO, name, 'package.json'), 'utf8')) }))
  .map(({ folder, about }) => ({ folder, engine: String(about.version), scene: String(about.scene) }))
  .sort((one, other) => one.engine.localeCompare(other.engine, 'en', { numeric: true }));
write('releases.json', releases);

const newest = releases.at(-1)?.folder ?? `${FOLDER}/`;
cpSync(join(TO, newest), TO, { recursive: true });
// The page beside the folders says in which of them it stays: that is where its links lead.
for (const page of ['index.html', 'embed.html']) {
  const html = readFileSync(join(TO, page), 'utf8');
  writeFileSync(join(TO, page), html.replace('<html ', `<html data-release="${newest}" `));
}
