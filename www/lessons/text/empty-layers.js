import { i, math, n, o, paren, row, t } from '../math.js';
import { num, ranged } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair, THERE } from './measured.js';

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 3,
  id: 'empty-layers',
  title: 'Empty layers',
  minutes: 4,
  claim:
    'A network of 56 layers could do as well as one of 20 by leaving 36 layers empty. From a random start, training does not find that.',
  he: {
    text: 'There is a solution by construction: the added layers are the identity, the others are copied from the shallower network. So the deeper one need not have a higher training error. Yet the solvers at hand do not get there.',
    source: 'He et al. 2015, section 1',
  },
  stage: 'a.depth=20&act=relu&init=he&b.shortcut=none',
  ask: 'Train the 20 layers of A. Then append 36 layers with the identity as their weights and no bias. What happens to the [[training loss]]? And does training find such a network of 56 layers by itself, from a random start?',
  choices: [
    { id: 'worse', text: 'The loss rises: 36 more relu layers must lose something' },
    { id: 'found', text: 'It stays the same, and training finds as good a network by itself' },
    { id: 'missed', text: 'It stays the same, but training does not find it' },
  ],
  run: {
    scene: 'act=relu&init=he&b.scale=depth',
    text: 'First both networks of 56 layers train from a random start. Then 20 layers are trained, 36 empty ones are appended, and training goes on from there.',
    study: { name: 'construction' },
  },
  claims: ['C1c'],
  verdict({ C1c }) {
    const change = pair(C1c).a;
    const [before, on, random] = ['loss', 'trained on', 'random start'].map((name) => further(C1c, name));
    const missed = (random ?? 0) > 2 * (before ?? 0);
    return {
      answer: [change > 0 ? 'worse' : missed ? 'missed' : 'found'],
      says: `20 layers end at ${num(before)}. With 36 empty layers the loss changes by ${change === 0 ? 'exactly 0' : num(change)}. Trained on from there for 300 more steps, the 56 layers end at ${num(on)}; from a random start, at ${num(random)}.`,
    };
  },
  why: [
    'What leaves a relu is never negative, and the next relu leaves it alone:',
    () => math(i('relu'), paren(row('I', 'h', o('+'), n(0))), o('='), 'h', t('where'), 'h', o('≥'), n(0)),
    'So the empty layers cost nothing, to the last bit. The 56-layer network that fits is there. *Representable is not found*: that a network can hold a function does not say that training reaches it.',
    'To pass h on, a plain layer has to learn the identity, all 256 weights of it. With a shortcut it has to learn nothing: a branch of zeros will do. He et al. expect the second to be easier for training (section 3.1). The number above fits that, and does not test it.',
  ],
  get must() {
    const c1c = recorded('C1c');
    const kept = c1c.runs.filter((run) => further(run, 'trained on') < THERE).length;
    return [
      `Over ${c1c.of} starts the change was exactly 0 on ${c1c.held}. From a random start 56 layers ended at ${ranged(c1c.more('random start'))}.`,
      `Even the good solution is not safe. Trained on at the same rate, the 56 layers stayed below a loss of ${THERE} on ${kept} of ${c1c.of} starts, and lost it on ${c1c.of - kept}.`,
      'It is the start and the settings that fail here, not the depth as such: with a small rate, a [[warm-up]] and more steps, a random start does get there.',
    ];
  },
  fails: [
    {
      label: 'A small rate, a warm-up, 1500 steps: found after all',
      scene: 'act=relu&init=he&b.scale=depth&lr=.001&schedule=cosine&warmup=100&steps=1500',
    },
    { label: 'Eight layers: found from a random start', scene: 'act=relu&init=he&b.scale=depth&depth=8' },
  ],
  next: [
    { label: 'Blocks that start empty: ReZero', scene: 'act=relu&init=he&shortcut=rezero' },
    { label: 'A gate instead: highway', scene: 'shortcut=highway' },
  ],
};
