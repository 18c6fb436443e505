import { math, n, o, t } from '../math.js';
import { num, ranged, whole } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair } from './measured.js';

const STEPS = ['without', 'scaled', 'rezero'];

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 11,
  id: 'price',
  title: 'The price',
  minutes: 4,
  claim: 'A layer with a shortcut has a simpler job, so it can be smaller. That it is faster, too, is often added.',
  he: {
    text: 'The identity shortcut adds neither parameters nor computation worth naming: x is there, and is added to F(x).',
    source: 'He et al. 2015, section 3.2',
  },
  stage: 'depth=20&act=relu&init=he&b.scale=depth',
  ask: 'What does a shortcut save? Take the parameters that reach the same error in the task of lesson 4, and the steps until 20 layers of equal width have learnt the spirals.',
  choices: [
    { id: 'both', text: 'Parameters and steps' },
    { id: 'smaller', text: 'Parameters, not steps' },
    { id: 'faster', text: 'Steps, not parameters' },
    { id: 'neither', text: 'Neither: it only makes depth possible' },
  ],
  run: {
    text: 'Twenty layers, the same width and work a step in both. Watch which loss falls first.',
    study: { name: 'economy' },
  },
  claims: ['C10b', 'C10c'],
  strips: ['C10b', 'C10a'],
  verdict({ C10b, C10c }) {
    const { a, b } = pair(C10b);
    const [plain, scaled, rezero] = STEPS.map((name) => further(C10c, `steps ${name} 20`));
    const smaller = a > 2 * b && further(C10b, 'error with') <= further(C10b, 'error without');
    const faster = Math.min(scaled ?? 0, rezero ?? 0) < (plain ?? 0);
    return {
      answer: [smaller && faster ? 'both' : smaller ? 'smaller' : faster ? 'faster' : 'neither'],
      says: `${whole(a)} parameters without the shortcut reach an error of ${num(further(C10b, 'error without'))}; ${whole(b)} with it reach ${num(further(C10b, 'error with'))}. Steps until the loss of 20 layers is below 0.1: ${whole(plain ?? 0)} without, ${whole(scaled ?? 0)} with the branch scaled, ${whole(rezero ?? 0)} with [[ReZero]].`,
    };
  },
  why: [
    'In that task a block of inner width r has about 32 r weights, with the shortcut or without:',
    () => math(t('weights'), o('≈'), n(16), o('·'), 'r', o('+'), 'r', o('·'), n(16)),
    'Without it, r has to be large enough to carry all sixteen numbers. With it, large enough for the two that change. So the saving is in *width*. At the same width a layer costs the same work in both, and the addition comes on top.',
  ],
  get must() {
    const [c10a, c10b, c10c] = [recorded('C10a'), recorded('C10b'), recorded('C10c')];
    const med = (/** @type {string} */ name) => whole(c10c.more(`steps ${name} 20`).median);
    return [
      `Faster is *not as said*. At 20 layers the plain network needs ${med('without')} steps to a loss below 0.1, the scaled one ${med('scaled')}, ReZero ${med('rezero')} (medians of ${c10b.of} starts). The scaled one with relu wants a larger rate.`,
      `At equal error on the task of lesson 4, less work is done with the shortcut, for it is narrower: ${whole(c10c.b?.median ?? 0)} multiply-adds a row against ${whole(c10c.a?.median ?? 0)}.`,
      `By total size the case is weak. In 20 layers of width 4 the loss ended at ${ranged(c10a.a)} without and ${ranged(c10a.b)} with. But a shallow wide plain network is a fair rival: 5 layers of width 8, ${whole(c10a.more('shallow wide parameters').median)} parameters, ended at ${num(c10a.more('shallow wide').median)}.`,
    ];
  },
  fails: [
    {
      label: 'Five layers of width 8, no shortcut: a fair rival',
      scene: 'turns=1.5&depth=5&width=8&act=relu&init=he&batch=full&steps=400',
    },
    {
      label: '64 units inside a block: nothing is saved',
      scene: 'data=edit&points=512&depth=1&block=2&inner=64&order=pre&lr=.01&steps=600',
    },
  ],
  next: [
    {
      label: '20 layers of width 4',
      scene: 'turns=1.5&depth=20&width=4&lr=.005&batch=full&steps=400&b.scale=depth',
    },
    { label: 'ReZero, 20 layers', scene: 'depth=20&act=relu&init=he&shortcut=rezero' },
  ],
};
