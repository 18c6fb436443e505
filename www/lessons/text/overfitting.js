import { math, n, o, sub, t } from '../math.js';
import { num, ranged } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further } from './measured.js';

/** Whether two losses are those of a network that overfits: its own points fitted, new ones not. @param {number} training @param {number} heldOut */
const overfits = (training, heldOut) => training < 0.1 && heldOut > 0.1 && heldOut > 2 * training;

const FEW = 'identity 56 on 32 noisy points';

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 2,
  id: 'overfitting',
  title: 'Not overfitting',
  minutes: 4,
  claim:
    'This is not overfitting. A network that overfits does well on its own training data. A plain network that is too deep does badly even there.',
  he: {
    text: 'The degradation is not caused by overfitting: with more layers it is the *training* error that gets higher.',
    source: 'He et al. 2015, section 1',
  },
  stage: 'act=relu&init=he&b.scale=depth',
  ask: 'Two networks of 56 layers and 15,314 weights do badly on new points. One has no shortcuts and trained on 256 clean points. The other has shortcuts and trained on 32 noisy ones. Which of them [[overfits]]?',
  choices: [
    { id: 'both', text: 'Both: each has far more weights than points' },
    { id: 'deep', text: 'Only the one without shortcuts' },
    { id: 'few', text: 'Only the one with shortcuts, on 32 points' },
    { id: 'neither', text: 'Neither: 300 steps are too few for that' },
  ],
  run: {
    text: 'First the 256 points. Then four pairs of curves: 20 layers and 56 without shortcuts, 56 with, and 56 with on an eighth of the points, noisy. In each pair, one line is the loss on training points and the other on new ones.',
    study: { name: 'fits' },
  },
  claims: ['C1f'],
  verdict({ C1f }) {
    const deep = [further(C1f, 'plain 56, training'), further(C1f, 'plain 56, held out')];
    const few = [further(C1f, `${FEW}, training`), further(C1f, `${FEW}, held out`)];
    const [first, second] = [deep, few].map(([training = 0, heldOut = 0]) => overfits(training, heldOut));
    return {
      answer: [first && second ? 'both' : first ? 'deep' : second ? 'few' : 'neither'],
      says: `Without shortcuts, on 256 points: ${num(deep[0])} on the training points, ${num(deep[1])} on new ones. With shortcuts (tanh, scale 1), on 32 noisy points: ${num(few[0])} on the training points, ${num(few[1])} on new ones. The first pair is [[degradation]], the second is what overfitting looks like.`,
    };
  },
  why: [
    'Two gaps are easily mixed up:',
    () => math(t('overfitting'), o(':'), sub('L', t('held out')), o('≫'), sub('L', t('training')), o('≈'), n(0)),
    () => math(t('degradation'), o(':'), sub('L', t('held out')), o('≈'), sub('L', t('training')), o('≫'), n(0)),
    'More data, weight decay or stopping early are for the first. They do nothing for the second: its training loss is already high.',
  ],
  get must() {
    const c1f = recorded('C1f');
    return [
      `Over ${c1f.of} starts, the loss on new points divided by that on training points was ${ranged(c1f.a)} for 56 plain layers. On 32 noisy points with shortcuts it was ${ranged(c1f.b)}.`,
      'Look at both losses, never at their ratio alone: when the training loss ends near 0, even a tiny [[held-out]] loss is many times as large.',
      'Shortcuts do not protect from overfitting. Here they are what lets a network of 56 layers overfit at all.',
    ];
  },
  fails: [
    {
      label: '32 noisy points: with shortcuts it overfits, without it fits neither',
      scene: 'points=32&noise=.3',
    },
    { label: 'Eight layers, 32 noisy points: now both overfit', scene: 'points=32&noise=.3&depth=8' },
  ],
  next: [
    { label: 'A fifth of the labels wrong', scene: 'flip=.2' },
    { label: '32 points without noise', scene: 'points=32' },
  ],
};
