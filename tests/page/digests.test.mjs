// The same scene, the same bits: the command line twice, Chromium and Firefox.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FIREFOX, Site, skipscape } from './harness.mjs';
import { scenes } from './readme.mjs';

/** @param {import('./harness.mjs').State} state */
const digests = ({ a, b }) => ({ a: a.digest, b: b.digest });

const natively = skipscape('run', '', '--json');

test('the command line repeats itself, to the bit', () => {
  const again = skipscape('run', '', '--json');
  assert.deepEqual(digests(again), digests(natively));
  assert.match(natively.a.digest, /^[0-9a-f]{16}$/);
  assert.notEqual(natively.a.digest, natively.b.digest);
});

for (const kind of /** @type {const} */ (['chromium', 'firefox'])) {
  const skip = kind === 'firefox' && !FIREFOX ? 'Firefox is not here' : false;

  describe(kind, { skip }, () => {
    /** @type {Site} */
    let site;
    before(async () => {
      site = await Site.open(kind);
    });
    after(() => site?.close());

    test('the empty scene, trained in the page, has the digests and the numbers of the command line', async () => {
      const visit = await site.visit();
      await visit.go();
      const state = await visit.trainToTheEnd();
      for (const side of /** @type {const} */ (['a', 'b'])) {
        for (const field of /** @type {const} */ ([
          'digest',
          'loss',
          'accuracy',
          'test_loss',
          'test_accuracy',
          'parameters',
        ])) {
          assert.equal(state[side][field], natively[side][field], `${side}.${field}`);
        }
        assert.equal(state[side].diverged, null);
      }
      await visit.picture(`digests-${kind}`);
      await visit.leave();
    });
  });
}

describe('every example scene of the README', () => {
  /** @type {Site} */
  let site;
  before(async () => {
    site = await Site.open();
  });
  after(() => site?.close());

  test('there are some', () => assert.ok(scenes().length >= 6));

  for (const scene of scenes()) {
    test(`\`${scene}\` opens, trains and repeats`, async () => {
      const expected = skipscape('run', scene, '--json');
      const visit = await site.visit();
      await visit.go(scene);
      const state = await visit.trainToTheEnd();
      assert.deepEqual(digests(state), digests(expected));
      await visit.leave();
    });
  }
});
