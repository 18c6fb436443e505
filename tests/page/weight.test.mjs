// What the first view loads is what `./build.sh sizes` weighs, and all of it comes from the site.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { firstView } from '../../tools/sizes.mjs';
import { ROOT, Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

test('the first view loads no file that the budget does not know', async () => {
  const visit = await site.visit();
  await visit.go();
  await visit.page.waitForLoadState('networkidle');
  const loaded = visit.requests
    .filter((url) => url.startsWith(visit.url))
    .map((url) => new URL(url).pathname.slice(1) || 'index.html');
  const known = new Set(firstView(join(ROOT, 'dist')));
  assert.deepEqual(
    [...new Set(loaded)].filter((file) => !known.has(file)),
    [],
  );
  await visit.leave();
});
