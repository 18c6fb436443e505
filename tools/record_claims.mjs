// Writes www/lessons/recorded.json, the claims over ten starts that the lessons show until a reader measures them:
//   target/release/skipscape claims --seeds 10 --json | node tools/record_claims.mjs
// A test measures the first of them again.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = join(fileURLToPath(new URL('../', import.meta.url)), 'www/lessons/recorded.json');
/** As many digits as anything shows, with some to spare. */
const DIGITS = 6;

/** @param {string} _ @param {unknown} value */
const short = (_, value) => (typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value);

const { engine, seeds, claims } = JSON.parse(readFileSync(0, 'utf8'));
// The time they took is the machine's own.
const kept = claims.map((/** @type {{ seconds: number }} */ { seconds, ...claim }) => claim);
writeFileSync(FILE, `${JSON.stringify({ engine, seeds, claims: kept }, short)}\n`);
