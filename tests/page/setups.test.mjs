// What a change of the setup asks of a run that is under way.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference } from '../../www/settings.js';

/** @typedef {import('../../www/types.js').SceneInfo} SceneInfo */
/** @typedef {import('../../www/types.js').KeyInfo} KeyInfo */

const SETTINGS = {
  depth: '56',
  lr: '.003',
  steps: '300',
  schedule: 'constant',
  seed: '1',
  'seed.data': '1',
  'seed.init': '1',
  'seed.batch': '1',
  'seed.plane': '1',
  grid: '51',
};

const GROUPS = /** @type {Record<string, string>} */ ({ grid: 'view' });
const keys = new Map(
  Object.keys(SETTINGS).map((key) => [
    key,
    /** @type {KeyInfo} */ (/** @type {unknown} */ ({ key, group: GROUPS[key] ?? 'training', timed: key === 'lr' })),
  ]),
);

/** @param {Record<string, string>} set */
function setup(set) {
  const settings = { ...SETTINGS, ...set };
  return /** @type {SceneInfo} */ (/** @type {unknown} */ ({ settings: { a: settings, b: settings } }));
}

/**
 * @param {Record<string, string>} set
 * @param {number} [step]
 */
function asked(set, step = 120) {
  return Object.entries(difference(setup({}), setup(set), keys, step))
    .filter(([, yes]) => yes)
    .map(([what]) => what)
    .join();
}

test('a setup that differs asks for no more than it must', () => {
  assert.equal(asked({}), '');
  assert.equal(asked({ grid: '21' }), '', 'what is looked at changes no run');
  assert.equal(asked({ depth: '20' }), 'restart');
  assert.equal(asked({ lr: '.003,.001@120' }), 'change');
  assert.equal(asked({ lr: '.001' }), 'restart', 'the steps before had another rate');
  assert.equal(asked({ steps: '600' }), 'extend');
  assert.equal(asked({ steps: '100' }), 'restart');
  assert.equal(asked({ steps: '600', schedule: 'cosine' }), 'restart');
  assert.equal(asked({ 'seed.init': '2', seed: '2' }), 'restart');
});

test('the workers hear of another seed of the plane, and the run goes on', () => {
  assert.equal(asked({ 'seed.plane': '9' }), 'change');
  assert.equal(asked({ 'seed.plane': '9' }, 0), 'change');
});
