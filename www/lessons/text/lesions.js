import { math, n, o, paren, row, sub, t } from '../math.js';
import { accuracy, num, ranged } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair } from './measured.js';

/** Below this, a network of two classes has lost much of what it knew. */
const HURT = 0.75;

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 9,
  id: 'lesions',
  title: 'Taking layers out',
  minutes: 4,
  claim: 'A trained network with shortcuts still answers well when one of its layers is removed. A plain one does not.',
  he: {
    text: 'To remove a block is to set F(x) = 0, so that H(x) = x: its input is handed on unchanged. Of the paths, half remain; in a plain network there was only one.',
    source: 'Veit, Wilber and Belongie 2016, sections 4.1 and 4.2, in He et al.’s terms',
  },
  stage: 'depth=20&act=relu&init=he&b.scale=depth',
  ask: 'Both networks train, with 20 layers each. Then one layer is [[removed]]: h is passed on as it is. This is done for each layer in turn. On average, which network still answers well?',
  choices: [
    { id: 'neither', text: 'Neither: every layer was trained to be needed' },
    { id: 'without', text: 'Only the one without' },
    { id: 'with', text: 'Only the one with shortcuts' },
    { id: 'both', text: 'Both: one layer of 20 is little' },
  ],
  run: {
    text: 'Both train. Then each layer is removed once. You can do it too: point at a column and press *remove*.',
    study: { name: 'lesions', panels: ['accuracy', 'loss', 'accuracy-some'] },
  },
  claims: ['C7'],
  verdict({ C7 }) {
    const { a, b } = pair(C7);
    const [plain, short] = [a > HURT, b > HURT];
    return {
      answer: [plain && short ? 'both' : plain ? 'without' : short ? 'with' : 'neither'],
      says: `With one layer removed, the accuracy is ${accuracy(a)} without shortcuts and ${accuracy(b)} with, on average over the layers. Guessing gives one half. Look at the loss too: with 56 layers and tanh its median rises ${num(further(C7, 'loss factor identity 56'))} times after one removal at scale 1, and ${num(further(C7, 'loss factor scaled 56'))} times with the branch scaled.`,
    };
  },
  why: [
    'In a plain network each layer reads what the one before it wrote. Without it, the next gets numbers of a kind that it never saw:',
    () =>
      math(
        t('without'),
        o(':'),
        sub('f', n(3)),
        paren(row(sub('f', n(2)), paren(row(sub('f', n(1)), paren('x'))))),
        o('→'),
        sub('f', n(3)),
        paren(row(sub('f', n(1)), paren('x'))),
      ),
    () =>
      math(
        t('with'),
        o(':'),
        'x',
        o('+'),
        sub('F', n(1)),
        o('+'),
        sub('F', n(2)),
        o('+'),
        sub('F', n(3)),
        o('→'),
        'x',
        o('+'),
        sub('F', n(1)),
        o('+'),
        sub('F', n(3)),
      ),
    'With shortcuts one term of a sum is gone, and the others read nearly the h that they know. (Each F reads the sum so far, so they do change a little.) That layers can be spared one by one does not make them useless: remove half of them.',
  ],
  get must() {
    const c7 = recorded('C7');
    const med = (/** @type {string} */ name) => num(c7.more(name).median);
    const right = (/** @type {string} */ name) => accuracy(c7.more(name).median);
    return [
      `Over ${c7.of} starts: ${ranged(c7.a)} without, ${ranged(c7.b)} with, both of 20 layers and both trained. 56 plain layers do not train, so beside 56 layers with shortcuts stand 20 without: with tanh ${right('plain 20, tanh')}, against ${right('identity 56')} at scale 1 and ${right('scaled 56')} with the branch scaled.`,
      `Accuracy hides much. At scale 1 the loss rises ${med('loss factor identity 56')} times after one removal (median of the starts), with the branch scaled ${med('loss factor scaled 56')} times.`,
      `Half of the 56 layers removed leaves ${right('half removed scaled 56')}. Layers put into a random order leave ${right('shuffled scaled 56')} with the branch scaled and ${right('shuffled identity 56')} at scale 1.`,
    ];
  },
  fails: [
    { label: 'Relu at scale 1: with shortcuts it is hurt as much', scene: 'depth=20&act=relu&init=he&view=lesions' },
    { label: '56 layers, scale 1: the accuracy stays, the loss does not', scene: 'view=lesions' },
  ],
  next: [
    { label: '56 layers, the branch scaled', scene: 'b.scale=depth&view=lesions' },
    { label: 'Blocks left out at random in training', scene: 'depth=20&act=relu&init=he&b.scale=depth&b.droppath=.3' },
  ],
};
