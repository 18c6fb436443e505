// Makes dist/, the page as it is put on a server: the files of www/ under their own names, scripts and styles without comments and
// white space. Nothing is bundled. `node tools/dist.mjs`

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
