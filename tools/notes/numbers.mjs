// The numbers of the chapter: each stands behind a mark that says where it comes from, `<!--C1a without-->0.644`. What a mark asks for is
// worked out from the record of the claims, or by the command line, and written as docs/claims.md writes it.
//
//   <!--CLAIM WHAT | FORM-->   WHAT is `without`, `with`, or the name of a further number of the claim
//   <!--run SCENE | WHO WHAT-->   what `skipscape run SCENE --json` says: `without loss`, `with test_loss`
//
// FORM is left out for the median; or `range` (median and range), `seed 1` (the first start), `percent`, `power` (ten to the median),
// `root 56` (the 56th root of that), or `below 0.1` (on how many starts it is below that).

import { raised } from '../../www/format.js';
import { percent } from '../../www/lessons/numbers.js';

/** @typedef {import('../../www/lessons/types.d.ts').Recorded} Recorded */
/** @typedef {import('../../www/lessons/types.d.ts').Spread} Spread */

/**
 * Where numbers come from.
 *
 * @typedef {object} Sources
 * @property {(id: string) => Recorded} claim
 * @property {(scene: string) => { a: Record<string, unknown>, b: Record<string, unknown> }} run
 */

const NUMBER =
  '(?:over )?−?(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?:\u00a0%)?(?: \\[[^\\]]*\\])?';
const MARK = new RegExp(`<!--((?:C\\d+[a-z]?|run) [^>]*?)-->(${NUMBER})?`, 'g');

/**
 * A number as docs/claims.md has it, with raised figures for a power of ten.
 *
 * @param {number} value
 */
export function written(value) {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 10) return Math.round(value).toLocaleString('en-US').replace('-', '−');
  if (size < 0.001) {
    const [digits = '', exponent = ''] = value.toExponential(1).split('e');
    return `${digits} × 10${raised(Number(exponent))}`.replace('-', '−');
  }
  const text = size >= 1 ? value.toFixed(2) : size >= 0.01 ? value.toFixed(3) : value.toPrecision(2);
  return String(Number(text)).replace('-', '−');
}

/** A median with its range over the starts. @param {Spread} spread */
export const ranged = ({ median, min, max }) => `${written(median)} [${written(min)}, ${written(max)}]`;

/**
 * What a mark asks for, as it is written.
 *
 * @param {string} mark  what stands between `<!--` and `-->`
 * @param {Sources} sources
 */
export function asked(mark, { claim, run }) {
  const [, id = '', rest = ''] = mark.match(/^(\S+) (.*)$/) ?? [];
  const [what = '', form = ''] = rest.split('|').map((part) => part.trim());
  if (id === 'run') {
    const [who = '', field = ''] = form.split(' ');
    const value = run(what)[who === 'without' ? 'a' : 'b'][field];
    if (typeof value !== 'number') throw new Error(`A run has no number "${field}": ${mark}`);
    return written(value);
  }
  const found = claim(id);
  /** @param {Recorded['runs'][number]} start */
  const of = (start) => (what === 'without' ? start.a : what === 'with' ? start.b : start.more[what]);
  const spread = what === 'without' ? found.a : what === 'with' ? found.b : found.more(what);
  if (!spread) throw new Error(`Claim ${id} has no number "${what}".`);
  if (form === '') return written(spread.median);
  if (form === 'range') return ranged(spread);
  if (form === 'percent') return percent(spread.median);
  // Of a logarithm with two digits after the point, two digits are known.
  if (form === 'power') return written(Number((10 ** spread.median).toPrecision(2)));
  const [word, number] = form.split(' ');
  if (word === 'root') return written(10 ** (spread.median / Number(number)));
  if (word === 'seed') {
    const start = found.runs.find(({ seed }) => seed === Number(number));
    const value = start && of(start);
    if (typeof value !== 'number') throw new Error(`There is no such start: ${mark}`);
    return written(value);
  }
  if (word === 'below') return String(found.runs.filter((start) => Number(of(start)) < Number(number)).length);
  throw new Error(`"${form}" is no form of a number: ${mark}`);
}

/**
 * The chapter with each number as its mark asks for it.
 *
 * @param {string} text
 * @param {Sources} sources
 */
export function filled(text, sources) {
  return text.replace(MARK, (_, mark) => `<!--${mark}-->${asked(mark, sources)}`);
}

/**
 * The marks of a text, each with the number behind it.
 *
 * @param {string} text
 */
export function marks(text) {
  return [...text.matchAll(MARK)].map(([, mark = '', number = '']) => ({ mark, number }));
}

/** A text without its marked numbers: what is left has no result in it. @param {string} text */
export const unmarked = (text) => text.replace(MARK, '#');
