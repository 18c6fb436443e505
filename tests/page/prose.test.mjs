// The lessons' text: what it names exists, what it says of numbers follows from numbers, and its words are the project's.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { keepRecorded, recorded } from '../../www/lessons/recorded.js';
import * as engine from '../../www/pkg/skipscape.js';
import { pairs } from '../../www/settings.js';
import { ROOT } from './harness.mjs';

/** @typedef {import('../../www/lessons/types.d.ts').Lesson} Lesson */
/** @typedef {import('../../www/lessons/types.d.ts').Tour} Tour */
/** @typedef {import('../../www/lessons/types.d.ts').Seeded} Seeded */

const TEXTS = join(ROOT, 'www/lessons/text');

engine.initSync({ module: readFileSync(join(ROOT, 'www/pkg/skipscape_bg.wasm')) });
keepRecorded(JSON.parse(readFileSync(join(ROOT, 'www/lessons/recorded.json'), 'utf8')));
const { lessons } = await import('../../www/lessons/text/index.js');
const { coda } = await import('../../www/lessons/text/coda.js');
const { glossary } = await import('../../www/lessons/text/glossary.js');
const { family, GROUNDS } = await import('../../www/lessons/text/family.js');

const asked = lessons.filter((lesson) => 'ask' in lesson);
/** @type {Set<string>} */
const claims = new Set(JSON.parse(engine.claims()).map((/** @type {{ id: string }} */ claim) => claim.id));

/** The runs of a lesson's claims, seed by seed. @param {Lesson} lesson @returns {Record<string, Seeded>[]} */
function starts(lesson) {
  const [first] = lesson.claims;
  if (!first) return [];
  return recorded(first).runs.map((_, seed) =>
    Object.fromEntries(lesson.claims.map((id) => [id, /** @type {Seeded} */ (recorded(id).runs[seed])])),
  );
}

/** Every text that a lesson shows, its verdicts at the recorded starts among them. @param {Lesson | Tour} lesson @returns {string[]} */
function rich(lesson) {
  const links = lesson.next.map((link) => link.label);
  if (!('ask' in lesson)) return [...links, ...lesson.stops.flatMap((stop) => [stop.title, ...stop.text])];
  return [
    ...links,
    lesson.title,
    lesson.claim,
    ...(lesson.he ? [lesson.he.text] : []),
    lesson.ask,
    ...lesson.choices.map((choice) => choice.text),
    lesson.run.text,
    ...lesson.why.filter((part) => typeof part === 'string'),
    ...lesson.must,
    ...lesson.fails.map((link) => link.label),
    ...starts(lesson).map((seeded) => lesson.verdict(seeded).says),
  ];
}

const marked = coda.flatMap((statement) => [
  statement.note,
  statement.says(recorded),
  ...(statement.scene ? [statement.scene.label] : []),
]);
const kin = [
  ...family.flatMap(({ name, says, unfit }) => [name, says, ...Object.values(unfit ?? {})]),
  ...Object.values(GROUNDS).map(({ says }) => says),
];
const everything = [...lessons.flatMap(rich), ...marked, ...kin, ...glossary.map((term) => term.text)];

/** The texts by what they are shown with, for messages. @param {RegExp} pattern */
const holding = (pattern) => everything.filter((text) => pattern.test(text));

test('the walk has a tour and twelve lessons, in order, each in a file of its name', () => {
  assert.deepEqual(
    lessons.map((lesson) => lesson.number),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
  );
  const files = readdirSync(TEXTS);
  for (const { id } of lessons) assert.ok(files.includes(`${id}.js`), `${id}.js`);
  assert.equal(new Set(lessons.map((lesson) => lesson.id)).size, lessons.length);
});

test('every question has three answers or more to choose from', () => {
  for (const { id, choices } of asked) {
    assert.ok(choices.length >= 3, id);
    assert.equal(new Set(choices.map((choice) => choice.id)).size, choices.length, id);
  }
});

test('every claim and study that a lesson names is there', () => {
  const studies = JSON.parse(engine.studies()).map((/** @type {{ name: string }} */ study) => study.name);
  for (const lesson of asked) {
    for (const id of [...lesson.claims, ...(lesson.strips ?? [])]) assert.ok(claims.has(id), `${lesson.id}: ${id}`);
    if (lesson.run.study) assert.ok(studies.includes(lesson.run.study.name), lesson.id);
  }
  for (const { note, claims: ids } of coda) for (const id of ids) assert.ok(claims.has(id), `${note} ${id}`);
});

test('every setup is one that the engine takes whole', () => {
  const scenes = lessons.flatMap((lesson) => {
    const links = 'ask' in lesson ? [...lesson.fails, ...lesson.next] : lesson.next;
    const run = 'ask' in lesson && lesson.run.scene !== undefined ? [lesson.run.scene] : [];
    return [lesson.stage, ...run, ...links.map((link) => link.scene)];
  });
  for (const text of [...scenes, ...coda.flatMap((statement) => (statement.scene ? [statement.scene.scene] : []))]) {
    const info = JSON.parse(engine.scene_info(text));
    assert.deepEqual(info.unknown, [], text);
  }
});

test('every lesson that is measured says where it fails', () => {
  for (const { id, fails, claims: ids } of asked) if (ids.length) assert.ok(fails.length > 0, id);
});

test('at every recorded start the numbers bear out an answer, and are all there', () => {
  for (const lesson of asked) {
    const ids = lesson.choices.map((choice) => choice.id);
    for (const seeded of starts(lesson)) {
      const { answer, says } = lesson.verdict(seeded);
      assert.ok(answer.length > 0, lesson.id);
      for (const id of answer) assert.ok(ids.includes(id), `${lesson.id}: ${id}`);
      assert.match(says, /\d/);
    }
  }
  const gaps = /undefined|null|NaN|∞|Infinity|[=:,(] ?–/;
  assert.deepEqual(holding(gaps), []);
});

/**
 * A recorded start with some of its numbers put at others, and the answer that they bear out.
 * @type {[string, Record<string, { a?: number, b?: number, more?: Record<string, number> }>, string][]}
 */
const OTHERWISE = [
  ['degradation', { C1b: { more: { 'plain 20': 0.1, 'plain 56': 0.01 } } }, 'lower'],
  ['degradation', { C1b: { more: { 'plain 20': 0.1, 'plain 56': 0.1 } } }, 'same'],
  ['overfitting', { C1f: { more: { 'plain 56, training': 1e-4, 'plain 56, held out': 1 } } }, 'both'],
  ['empty-layers', { C1c: { a: 0.2 } }, 'worse'],
  ['empty-layers', { C1c: { more: { 'random start': 0, 'trained on': 0, loss: 0 } } }, 'found'],
  ['x-plus-f', { C3b: { more: { 'share in 2 places': 0.5 } } }, 'spread'],
  ['fair-fight', { C1d: { more: { 'a .0003 1000': 1e-9 } } }, 'reverses'],
  ['gradients', { C2b: { more: { 'without, at the start': -12 } } }, 'gone'],
  ['gradients', { C2b: { more: { 'without, at the start': 5 } } }, 'larger'],
  ['paths', { C4c: { b: 0.1 } }, 'worse'],
  ['paths', { C4c: { b: 0.6 } }, 'fails'],
  ['small-steps', { C6b: { more: { 'without 16': 0.9, 'with 16': 0.9 } } }, 'both'],
  ['small-steps', { C6b: { more: { 'without 16': 0.5, 'with 16': 0.5 } } }, 'neither'],
  ['lesions', { C7: { a: 0.9, b: 0.9 } }, 'both'],
  ['lesions', { C7: { a: 0.5, b: 0.5 } }, 'neither'],
  ['surface', { C8a: { a: 0.1, b: 0.1 }, C8b: { a: 0.1, b: 0.1 } }, 'few'],
  ['surface', { C8b: { a: 1, b: 0.1, more: { 'with, scale 1': 0.1 } } }, 'all'],
  ['price', { C10b: { a: 100, b: 100 } }, 'neither'],
  ['price', { C10c: { more: { 'steps rezero 20': 1 } } }, 'both'],
  ['who-and-where', { C11c: { a: 1 } }, 'works'],
  ['who-and-where', { C11c: { a: 0.65 } }, 'half'],
];

test('other numbers bear out another answer', () => {
  for (const [id, changes, expected] of OTHERWISE) {
    const lesson = asked.find((one) => one.id === id);
    assert.ok(lesson, id);
    const seeded = structuredClone(starts(lesson)[0] ?? {});
    for (const [claim, { more, ...rest }] of Object.entries(changes)) {
      const one = /** @type {Seeded} */ (seeded[claim]);
      for (const name of Object.keys(more ?? {})) assert.ok(name in one.more, `${claim} has no number ${name}`);
      Object.assign(one, rest);
      Object.assign(one.more, more);
    }
    assert.deepEqual(lesson.verdict(seeded).answer.slice(0, 1), [expected], id);
  }
});

test('a word of the coda follows from what was measured', () => {
  const fallen = (/** @type {string} */ id) => ({ ...recorded(id), holds: false });
  for (const statement of coda) {
    const word = statement.verdict(recorded);
    assert.match(word, /^(holds|holds only .+|true, and half of it|not as said|false)$/, statement.note);
    const held = statement.claims.length > 0 && statement.claims.every((id) => recorded(id).holds);
    if (held) assert.notEqual(word === 'holds' && statement.verdict(fallen) === 'holds', true, statement.note);
  }
});

test('each of the family stands on its line in order, and is trained in each model or a sentence says why not', () => {
  const years = family.flatMap(({ date }) => date.match(/\d{4}/) ?? []).map(Number);
  assert.deepEqual(years, [...years].sort());
  assert.equal(new Set(family.map(({ id }) => id)).size, family.length);
  for (const { id, settings, unfit, source } of family) {
    assert.ok(source, id);
    if (!settings) continue;
    for (const [model, { scene, has }] of Object.entries(GROUNDS)) {
      const own = /** @type {string | undefined} */ (Reflect.get(settings, model));
      assert.notEqual(own === undefined, Reflect.get(unfit ?? {}, model) === undefined, `${id} ${model}`);
      if (own === undefined) continue;
      // Whichever network has it, it is a setup that the engine takes whole, and says again as it stands here.
      const all = [...new Map([...pairs(has), ...pairs(own)])];
      for (const side of ['a', 'b']) {
        const text = `${scene}&${all.map(([key, value]) => `${side}.${key}=${value}`).join('&')}`;
        const info = JSON.parse(engine.scene_info(text));
        assert.deepEqual(info.unknown, [], text);
        for (const [key, value] of all) assert.equal(info.settings[side][key], value, `${text}: ${key}`);
      }
    }
  }
});

test('every marked word is in the glossary, and every word of the glossary is marked somewhere', () => {
  const known = new Map(glossary.flatMap(({ term, also = [] }) => [term, ...also].map((word) => [word, term])));
  const used = new Set();
  for (const text of everything) {
    for (const [, inside = ''] of text.matchAll(/\[\[([^\]]*)\]\]/g)) {
      const word = inside.split('|').at(-1) ?? '';
      assert.ok(known.has(word), `[[${inside}]] is not in the glossary: ${text}`);
      used.add(known.get(word));
    }
  }
  assert.deepEqual(
    glossary.map(({ term }) => term).filter((term) => !used.has(term)),
    [],
  );
});

/** Decimals that are settings of an experiment, not what came of one: rates, and the loss that counts as there. */
const SETTINGS = new Set(['.0001', '.0003', '.001', '.003', '.01', '.03', '0.1', '.3']);

/** A module's strings without what is put into them, each with its quotes. @param {string} source */
function typed(source) {
  let plain = source.replace(/^\s*(\/\/|\/?\*).*$/gm, '');
  while (/\$\{[^{}]*\}/.test(plain)) plain = plain.replace(/\$\{[^{}]*\}/g, '#');
  const strings = plain.match(/'(?:\\.|[^'\\\n])*'|`[^`]*`/g) ?? [];
  // A setup and the name of a cell of a claim are no prose.
  return strings.filter((text) => !/\w=\S/.test(text) && !/^'[ab] \.\d+ \d+'$/.test(text));
}

test('no result is typed into a text', () => {
  assert.deepEqual(
    typed(`say(\`\${num(a['x 1.5'])} of 0.61\`, 'a .003 300', 'depth=.5') // 0.7`),
    ['`# of 0.61`'],
    'the reader of strings',
  );
  for (const file of readdirSync(TEXTS)) {
    for (const text of typed(readFileSync(join(TEXTS, file), 'utf8'))) {
      const prose = text.replace(/sections? \d\.\d( and \d\.\d)?/g, '');
      for (const [number] of prose.matchAll(/(?<![\w.])\d*\.\d+|\d+ ?%|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/g)) {
        assert.ok(SETTINGS.has(number), `${file}: ${number} in ${text}`);
      }
    }
  }
});

test('the words are the project’s', () => {
  const banned =
    /\b(arms?|twins?|lanes?|scenes?|prove[sdn]?|proofs?|solve[sd]?|because|obviously|amazing|dramatic\w*)\b/i;
  assert.deepEqual(holding(banned), []);
  for (const text of everything) assert.ok(!/\d\.\.\.|\bdoesn't|—/.test(text), text);
});
