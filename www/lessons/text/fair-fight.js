import { i, math, o, paren, sub, t } from '../math.js';
import { num, times } from '../numbers.js';
import { recorded } from '../recorded.js';
import { best, further, RATES, THERE } from './measured.js';

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 5,
  id: 'fair-fight',
  title: 'A fair fight',
  minutes: 4,
  claim:
    'Shortcuts make the same network easier to optimise. That the learning rate suits one network better is part of the gap, and not all of it.',
  he: {
    text: 'At 18 layers the plain network still finds a good solution, and the residual one gets there faster. At 34 layers the plain one has the higher training error all through.',
    source: 'He et al. 2015, section 4.1 and figure 4',
  },
  stage: '',
  ask: 'So far both networks trained at a [[learning rate]] of .003, which suits the one with shortcuts. Now each may choose its own best of six rates, and gets 1000 steps instead of 300. The gap between the two training losses',
  choices: [
    { id: 'closes', text: 'closes: the plain one only wanted another rate' },
    { id: 'shrinks', text: 'shrinks, but stays' },
    { id: 'stays', text: 'stays about as wide as it was' },
    { id: 'reverses', text: 'reverses: in the long run plain is better' },
  ],
  run: {
    scene: 'a.lr=.0003&b.lr=.01&steps=1000',
    text: 'Now A takes a rate of .0003 and B one of .01, for 1000 steps. Then all six rates are measured.',
    view: 'curves',
  },
  claims: ['C1d'],
  verdict({ C1d }) {
    const [a, b] = [best(C1d, 'a', 1000), best(C1d, 'b', 1000)];
    const [plain, short] = [further(C1d, 'a .003 300'), further(C1d, 'b .003 300')];
    const [before, after] = [plain / short, a.loss / b.loss];
    const answer = after < 0.5 ? 'reverses' : after < 2 ? 'closes' : after < before / 2 ? 'shrinks' : 'stays';
    const there = (/** @type {'a' | 'b'} */ side) =>
      RATES.filter((rate) => further(C1d, `${side} ${rate} 1000`) < THERE).length;
    return {
      answer: [answer],
      says: `At .003 and 300 steps the losses were ${times(plain, short)} times apart. Each at its own best rate with 1000 steps, it is ${num(a.loss)} without (at ${a.rate}) and ${num(b.loss)} with (at ${b.rate}): ${times(a.loss, b.loss)} times. The network without got below ${THERE} at ${there('a')} of the ${RATES.length} rates, the one with at ${there('b')}.`,
    };
  },
  why: [
    'A learning rate scales every step, and each network has one that suits it:',
    () => math(sub('L', t('best')), o('='), sub(i('min'), 'η'), 'L', paren('η')),
    'Compare at one rate, and you compare how well that rate suits each. Compare the best of each, and that is gone. What is left is how wide the range of good rates is, and how low the best one gets.',
    'What is left is not *why*. One task, one optimiser, no schedule.',
  ],
  get must() {
    const c1d = recorded('C1d');
    const there = (/** @type {string} */ cell) => c1d.runs.filter((run) => further(run, cell) < THERE).length;
    return [
      `Of ${c1d.runs.length} plain networks of 56 layers, so many got below ${THERE} in 300 steps: ${there('a .0001 300')} at .0001, ${there('a .0003 300')} at .0003, ${there('a .001 300')} at .001, ${there('a .003 300')} at .003. In 1000 steps: ${there('a .0001 1000')}, ${there('a .0003 1000')}, ${there('a .001 1000')}, ${there('a .003 1000')}.`,
      `With shortcuts, at the same four rates in 300 steps: ${there('b .0001 300')}, ${there('b .0003 300')}, ${there('b .001 300')}, ${there('b .003 300')}.`,
      'Each rate here is constant. A [[warm-up]] with a falling rate does what none of them did: with it and 1500 steps, 56 plain layers train on relu.',
      'Easier is not always faster. At 20 layers the plain network needs no more steps: lesson 11 counts them.',
    ];
  },
  fails: [
    {
      label: 'Warm-up and 1500 steps: the plain one ends lower',
      scene: 'act=relu&init=he&b.scale=depth&lr=.001&schedule=cosine&warmup=100&steps=1500',
    },
    { label: 'Eight layers at .003: both train', scene: 'depth=8' },
  ],
  next: [
    { label: 'Both at .0003, 1000 steps', scene: 'lr=.0003&steps=1000' },
    { label: 'Both at .03', scene: 'lr=.03' },
    { label: 'The sweep over rates (takes a while)', scene: 'view=rates' },
  ],
};
