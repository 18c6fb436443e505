// The course notes: every number of the chapter is what was measured, every figure is a setup that is known, and what is built for each
// host is well formed and holds what the Share dialog hands out. Nothing is installed for it.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { figures, readChapter } from '../../tools/notes/chapter.mjs';
import { HOSTS, pasted } from '../../tools/notes/hosts.mjs';
import { asked, filled, marks, ranged, unmarked, written } from '../../tools/notes/numbers.mjs';
import { build, CHAPTER, drawing, sources } from '../../tools/notes.mjs';
import { FOLDER } from '../../tools/version.mjs';
import * as engine from '../../www/pkg/skipscape.js';
import { ROOT } from './harness.mjs';

const SITE = 'https://notes.example/skipscape/';
const BASE = `${SITE}${FOLDER}/`;
const text = readFileSync(CHAPTER, 'utf8');
const chapter = readChapter(text, BASE);
const shown = figures(chapter);
const from = sources();
engine.initSync({ module: readFileSync(join(ROOT, 'www/pkg/skipscape_bg.wasm')) });

/** A number of docs/claims.md in the chapter's letters. @param {string} cell */
const lettered = (cell) =>
  cell
    .trim()
    .replaceAll('-', '−')
    .replace(/e−(\d+)/g, (_, power) => ` × 10⁻${raised(power)}`);
const raised = (/** @type {string} */ figures) => figures.replace(/\d/g, (d) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(d)] ?? d);

/** The table of docs/claims.md: without and with, by claim. */
const table = new Map(
  [...readFileSync(join(ROOT, 'docs/claims.md'), 'utf8').matchAll(/^\| (C\d+[a-z]?) \|(.*)\|$/gm)].map(
    ([, id = '', row = '']) => {
      // A bar within a cell is written \|.
      const cells = row.split(/(?<!\\)\|/);
      return [id, { without: cells[2] ?? '', with: cells[3] ?? '' }];
    },
  ),
);

test('the table of docs/claims.md is the record that the chapter reads', () => {
  assert.ok(table.size > 25);
  for (const [id, row] of table) {
    const claim = from.claim(id);
    for (const [cell, spread] of /** @type {const} */ ([
      [row.without, claim.a],
      [row.with, claim.b],
    ])) {
      assert.equal(lettered(cell), spread ? ranged(spread) : '–', id);
    }
  }
});

test('every number of the chapter is what its mark asks for', () => {
  const all = marks(text);
  assert.ok(all.length > 100, `${all.length} marks`);
  for (const { mark, number } of all) assert.equal(number, asked(mark, from), mark);
  assert.equal(filled(text, from), text);
});

test('a median of the chapter is the one that docs/claims.md has', () => {
  let compared = 0;
  for (const { mark, number } of marks(text)) {
    const [, id = '', who = '', , form] = mark.match(/^(C\S+) (without|with)( \| (range))?$/) ?? [];
    if (!id) continue;
    const cell = lettered(table.get(id)?.[/** @type {'with'} */ (who)] ?? '');
    assert.equal(number, form ? cell : cell.split(' [')[0], mark);
    compared += 1;
  }
  assert.ok(compared > 30, `${compared} compared`);
});

test('a wrong number is seen, and so is a mark that asks for nothing', () => {
  const wrong = '<!--C1a without-->0.645 and <!--C9 with-->7';
  assert.notEqual(filled(wrong, from), wrong);
  assert.equal(marks(wrong).length, 2);
  assert.throws(() => filled('<!--C1a nothing-->1', from), /no number "nothing"/);
  assert.throws(() => filled('<!--C1a without | twice-->1', from), /no form/);
  assert.equal(written(0.0010131), '0.001');
  assert.equal(written(-8.154), '−8.15');
  assert.equal(written(4.96e-18), '5.0 × 10⁻¹⁸');
});

/** Decimals that are settings or arithmetic, not results: rates, the loss of a coin toss, the loss that counts as there. */
const SETTINGS = new Set(['.003', '.0003', '.0001', '.001', '.01', '.03', '0.69', '0.1', '95 %']);

test('no result stands in the chapter without a mark', () => {
  const prose = unmarked(text)
    .replace(/```skipscape[\s\S]*?```/g, (block) => block.split('\n\n').slice(1).join('\n'))
    .replace(/`[^`]*`|\]\(skipscape:[^)]*\)|arXiv:[\d.]+|sections? \d\.\d/g, '');
  for (const [number] of prose.matchAll(/(?<![\w.])\d*\.\d+|\d+[ \u00a0]?%|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g))
    assert.ok(SETTINGS.has(number), `${number} has no mark`);
});

test('every claim that it names is there, and every setup is one that the engine takes whole', () => {
  for (const [id] of text.matchAll(/\bC\d+[a-z]\b/g)) assert.ok(from.claim(id), id);
  const views = new Set([
    'curves',
    ...JSON.parse(engine.studies()).map((/** @type {{ name: string }} */ one) => one.name),
  ]);
  const links = [...text.matchAll(/\]\(skipscape:([^)]*)\)/g)].map(([, scene = '']) => scene);
  const ran = marks(text).flatMap(({ mark }) => (mark.startsWith('run ') ? [mark.slice(4).split(' | ')[0] ?? ''] : []));
  const named = [...text.matchAll(/`([a-z.]+=[^`\s]*)`/g)].map(([, scene = '']) => scene);
  assert.ok(links.length > 5 && ran.length > 5 && named.length > 3);
  for (const scene of [...links, ...ran, ...named, ...shown.map((figure) => figure.scene)])
    assert.deepEqual(JSON.parse(engine.scene_info(scene)).unknown, [], scene);
  for (const { view } of shown) assert.ok(views.has(view), view);
  assert.equal(new Set(shown.map(({ name }) => name)).size, shown.length);
});

test('the words are the project’s', () => {
  const prose = text.replace(/```skipscape[\s\S]*?```|<!--[\s\S]*?-->|skipscape:\S+/g, '');
  const banned =
    /\b(arms?|twins?|lanes?|scenes?|prove[sdn]?|proofs?|solve[sd]?|because|obviously|amazing|dramatic\w*)\b/i;
  assert.equal(prose.match(banned)?.[0], undefined);
  assert.ok(!/\d\.\.\.|\bdoesn't|—/.test(prose));
});

/** @type {string} */
let out;
/** @type {string[][]} */
const drawn = [];
before(() => {
  out = mkdtempSync(join(tmpdir(), 'skipscape-notes-'));
  // What the pictures look like is for the tests of the figures.
  build(SITE, out, (args) => {
    drawn.push(args);
    for (const [k, word] of args.entries()) if (word === '--out') writeFileSync(args[k + 1] ?? '', 'a picture');
  });
});
after(() => rmSync(out, { recursive: true, force: true }));

const read = (/** @type {string} */ path) => readFileSync(join(out, path), 'utf8');

test('every figure is drawn for paper, both ways', () => {
  assert.equal(drawn.length, shown.length);
  for (const [k, figure] of shown.entries()) {
    const files = ['svg', 'png'].map((kind) => join(out, 'figures', `${figure.name}.${kind}`));
    assert.deepEqual(drawn[k], drawing(figure, BASE, files));
    for (const file of files) assert.equal(readFileSync(file, 'utf8'), 'a picture');
  }
});

test('the notes of each host hold what is pasted into it', () => {
  const paste = pasted(BASE);
  const files = {
    mdbook: 'mdbook/src/chapter.md',
    myst: 'myst/chapter.md',
    sphinx: 'sphinx/chapter.md',
    reveal: 'reveal/index.html',
  };
  for (const figure of shown) {
    const all = paste(figure);
    assert.ok(read(files.mdbook).includes(all.mdbook ?? '?'), figure.name);
    assert.ok(read(files.sphinx).includes(all.mdbook ?? '?'), figure.name);
    // The caption and the picture stand between its lines.
    for (const line of (all.myst ?? '?').split('\n').slice(0, 2)) assert.ok(read(files.myst).includes(line), line);
    assert.ok(read(files.reveal).includes((all.reveal ?? '?').replace(/\n<\/section>$/, '')), figure.name);
  }
  for (const [name] of Object.entries(HOSTS)) assert.ok(name in { ...files, jupyter: 0, quarto: 0 }, name);
  for (const file of [...Object.values(files), 'quarto/chapter.qmd', 'jupyter/chapter.ipynb']) {
    const made = read(file);
    assert.ok(!/<!--(C\d|run )|skipscape:[a-z.]+=|```skipscape/.test(made), `${file} holds what is the chapter’s own`);
    assert.ok(made.includes('10⁻⁵') && made.includes('Balduzzi'), file);
  }
});

test('the notebook is one of nbformat 4', () => {
  const book = JSON.parse(read('jupyter/chapter.ipynb'));
  assert.equal(book.nbformat, 4);
  assert.ok(book.nbformat_minor >= 5);
  const ids = new Set();
  for (const cell of book.cells) {
    assert.match(cell.id, /^[a-zA-Z0-9_-]{1,64}$/);
    ids.add(cell.id);
    assert.ok(
      Array.isArray(cell.source) && cell.source.every((/** @type {unknown} */ line) => typeof line === 'string'),
    );
    assert.deepEqual(cell.metadata, {});
    if (cell.cell_type === 'code') {
      assert.equal(cell.execution_count, null);
      assert.equal(cell.outputs[0].output_type, 'display_data');
      assert.equal(Buffer.from(cell.outputs[0].data['image/png'], 'base64').toString(), 'a picture');
    } else assert.deepEqual(Object.keys(cell).sort(), ['cell_type', 'id', 'metadata', 'source']);
  }
  assert.equal(ids.size, book.cells.length);
  const code = book.cells.filter((/** @type {{ cell_type: string }} */ cell) => cell.cell_type === 'code');
  assert.equal(code.length, shown.length);
  const whole = code.map((/** @type {{ source: string[] }} */ cell) => cell.source.join(''));
  assert.equal(whole.filter((/** @type {string} */ source) => source.includes('class Skipscape')).length, 1);
  for (const [k, figure] of shown.entries())
    assert.ok((pasted(BASE)(figure).jupyter ?? '').endsWith(whole[k].split('\n\n').at(-1)), figure.name);
});

test('the Quarto extension writes the frame that the Share dialog writes', () => {
  const lua = read('quarto/_extensions/skipscape/skipscape.lua');
  const [, frame = ''] = lua.match(/^local FRAME = '(.*)'$/m) ?? [];
  const heights = [...lua.matchAll(/(\w+) = '(\d+)'/g)].map(([, controls, height]) => `${controls} ${height}`);
  assert.deepEqual(heights, ['full 1100', 'minimal 680', 'none 620']);
  const attribute = (/** @type {string} */ words) => words.replaceAll('&', '&amp;');
  for (const figure of shown) {
    const link = ['v=1', figure.scene, `view=${figure.view}`].filter(Boolean).join('&');
    const values = [attribute(`${BASE}embed.html#${link}&controls=minimal`), attribute(figure.label), '680'];
    const made = frame.replace(/%%|%s/g, (sign) => (sign === '%%' ? '%' : (values.shift() ?? '')));
    const [expected] = (pasted(BASE)(figure).mdbook ?? '').split('\n');
    assert.equal(made, expected);
    assert.ok(read('quarto/chapter.qmd').includes(`{{< skipscape "${link}" label="${figure.label}"`), figure.name);
  }
});

test('the deck has a stack for each section with a question, and its notes beside the slides', () => {
  const deck = read('reveal/index.html');
  const asks = chapter.sections.filter(({ parts }) => parts.some(({ kind }) => kind !== 'prose'));
  assert.ok(asks.length > 9);
  for (const { title } of asks) assert.match(deck, new RegExp(`^##? ${title}$`, 'm'));
  assert.ok(!deck.includes('## References') && !deck.includes('## Answers'));
  assert.equal((deck.match(/<section/g) ?? []).length, (deck.match(/<\/section>/g) ?? []).length);
  assert.ok((deck.match(/class="notes"|^Note:$/gm) ?? []).length > shown.length);
});
