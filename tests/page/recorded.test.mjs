// The run that the page shows before it has trained is one that this engine makes.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FILE, record } from '../../tools/record.mjs';
import { skipscape } from './harness.mjs';

const text = readFileSync(FILE, 'utf8');

test('the recorded run is repeated, to the byte', async () => {
  assert.equal(text, await record(), 'node tools/record.mjs writes it anew');
});

test('its digests are those of the command line', () => {
  const natively = skipscape('run', '', '--json');
  const file = JSON.parse(text);
  assert.deepEqual([file.a.digest, file.b.digest], [natively.a.digest, natively.b.digest]);
});

test('it is small as it travels', () => {
  const { length } = gzipSync(text);
  assert.ok(length <= 15_000, `${length} bytes`);
});
