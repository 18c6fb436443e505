// Makes dist/, the page as it is put on a server: the files of www/ under their own names, scripts and styles without comments and
// white space. Nothing is bundled. It is a package for npm as it stands, too. `node tools/dist.mjs`

import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FROM = join(ROOT, 'www');
const TO = join(ROOT, 'dist');

/** What only those who read or check the sources need. */
const ASIDE = /(?<!www\/skipscape)\.d\.ts$|\.md$/;

/** @type {string[]} */
const smaller = [];
rmSync(TO, { recursive: true, force: true });
cpSync(FROM, TO, {
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

const [, version] = readFileSync(join(ROOT, 'Cargo.toml'), 'utf8').match(/^version = "(.*)"/m) ?? [];
const about = {
  name: 'skipscape',
  version,
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
};
writeFileSync(join(TO, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
for (const file of ['LICENSE-MIT', 'LICENSE-APACHE']) cpSync(join(ROOT, file), join(TO, file));
cpSync(join(ROOT, 'docs/embedding.md'), join(TO, 'README.md'));
