// What the page weighs: every file that the first view loads, raw and gzipped, beside the budget. Exits 1 above the ceiling.
// The list is the static closure of index.html and of what follows it (a test in a browser checks that it is what the browser asks for).

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

// What the page should weigh, and what it must not grow beyond until it does.
const WASM = { budget: 150_000, ceiling: 195_500 };
const PAGE = { budget: 250_000, ceiling: 277_700 };

// What every visit loads by import() when the first picture stands. All else that comes so comes when it is asked for.
const SOON = ['rest.js', 'hovercard.js'];

// What names a file that is loaded at once.
const HTML = [
  /<link\b[^>]*?\brel="(?:stylesheet|modulepreload|preload|icon)"[^>]*?\bhref="([^"]+)"/g,
  /\bsrc="([^"]+)"/g,
];
const SCRIPT = [
  /\b(?:import|export)\b[^'"();]*?\bfrom\s*['"]([^'"]+)['"]/g,
  /\bimport\s*['"]([^'"]+)['"]/g,
  /new URL\(\s*['"]([^'"]+)['"]\s*,\s*import\.meta\.url/g,
];
const STYLE = [/url\(\s*['"]?([^'")]+)['"]?\s*\)/g, /@import\s+['"]([^'"]+)['"]/g];

/**
 * The files under `root` that the first view of `page` loads, relative to it.
 *
 * @param {string} root
 * @param {string} [page]
 * @returns {string[]}
 */
export function firstView(root, page = 'index.html') {
  const found = new Set([page, ...SOON]);
  for (const file of found) {
    if (!existsSync(join(root, file))) throw new Error(`${file} is loaded by the page and is not there`);
    const patterns = file.endsWith('.html') ? HTML : file.endsWith('.js') ? SCRIPT : file.endsWith('.css') ? STYLE : [];
    if (!patterns.length) continue;
    const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    for (const pattern of patterns) {
      for (const [, name] of text.matchAll(pattern)) {
        if (!/^(?:[a-z]+:|#|\/\/)/.test(name)) found.add(normalize(join(dirname(file), name.replace(/[?#].*$/, ''))));
      }
    }
  }
  return [...found];
}

/**
 * @param {string} root
 * @returns {boolean} whether the ceiling holds
 */
function report(root) {
  const rows = firstView(root).map((file) => {
    const bytes = readFileSync(join(root, file));
    return { file, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
  });
  rows.sort((a, b) => b.gzip - a.gzip);
  const sum = (/** @type {typeof rows} */ list) => list.reduce((total, row) => total + row.gzip, 0);
  const kb = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} KB`.padStart(10);
  console.log(`${'first view'.padEnd(36)}       raw      gzip`);
  for (const { file, raw, gzip } of rows) console.log(`${file.padEnd(32)}${kb(raw)}${kb(gzip)}`);
  const checks = [
    { name: 'wasm', size: sum(rows.filter((row) => row.file.endsWith('.wasm'))), ...WASM },
    { name: 'everything', size: sum(rows), ...PAGE },
  ];
  for (const { name, size, budget, ceiling } of checks) {
    const verdict = size <= budget ? 'within' : size <= ceiling ? 'above' : 'FAR ABOVE';
    const most = `the ceiling is ${kb(ceiling).trim()}`;
    console.log(`${name.padEnd(42)}${kb(size)}  ${verdict} the budget of ${kb(budget).trim()} gzipped (${most})`);
  }
  return checks.every(({ size, ceiling }) => size <= ceiling);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = process.argv[2] ?? 'dist';
  try {
    if (!report(root)) process.exitCode = 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
