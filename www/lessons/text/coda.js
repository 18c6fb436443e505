// The note's sentences, in our words, marked up. A verdict follows from what was measured: other numbers give another word.

import { accuracy, num, percent, ranged, tenTo, whole } from '../numbers.js';
import { further } from './measured.js';

/** @typedef {import('../types.d.ts').Recorded} Recorded */
/** @typedef {import('../types.d.ts').Word} Word */
/** @typedef {(id: string) => Recorded} Of */

/** All these claims hold. @param {Of} of @param {string[]} ids */
const all = (of, ...ids) => ids.every((id) => of(id).holds);

/** The median without, and with. @param {Recorded} claim */
const a = (claim) => claim.a?.median ?? Number.NaN;
/** @param {Recorded} claim */
const b = (claim) => claim.b?.median ?? Number.NaN;

/** The median of a further number. @param {Recorded} claim @param {string} name */
const med = (claim, name) => claim.more(name).median;

const RELU = 'act=relu&init=he&b.scale=depth';
const TWENTY = `depth=20&${RELU}`;
const ROTATED = [4, 8, 16, 32, 64].map((r) => `rotated r=${r}`);
const EDIT = 'data=edit&points=512&depth=1&block=2&inner=8&order=pre&lr=.01&steps=600';

/** @type {import('../types.d.ts').Statement[]} */
export const coda = [
  {
    note: 'Skip connections were introduced with the original ResNet.',
    claims: [],
    verdict: () => 'not as said',
    says: () =>
      'They are in Bishop 1995 and Ripley 1996, in Highway networks and the U-Net (both May 2015); ResNet is of December 2015. New in it: the shortcut is the identity, with no gate and no weights.',
    scene: { label: 'A highway gate', scene: 'shortcut=highway' },
    lesson: 4,
  },
  {
    note: 'With a shortcut, a layer need change its input only a little.',
    claims: ['C3a'],
    verdict: (of) => (all(of, 'C3a') ? 'holds' : 'not as said'),
    says: (of) =>
      `After training, half of the changes are above ${num(b(of('C3a')))} of the length of h with shortcuts and above ${num(a(of('C3a')))} without.`,
    scene: { label: 'Run it', scene: `${TWENTY}&view=contributions` },
    lesson: 8,
  },
  {
    note: 'Or only in some places.',
    claims: ['C3b'],
    verdict: (of) => {
      if (!all(of, 'C3b')) return 'not as said';
      const burdens = ROTATED.filter((name) => med(of('C3b'), name) < 1).length;
      return burdens > ROTATED.length / 2 ? 'holds only where the answer is near the input' : 'holds';
    },
    says: (of) =>
      `Where two numbers of sixteen change, ${percent(med(of('C3b'), 'share in 2 places'))} of the branch is in those two. Turn the answer by a rotation, and the whole error without, divided by with, is ${ROTATED.map((name) => num(med(of('C3b'), name))).join(', ')} at 4 to 64 units. Below 1 the shortcut is a burden.`,
    scene: { label: 'Run it', scene: EDIT },
    lesson: 4,
  },
  {
    note: 'It saves the work of carrying the rest along.',
    claims: ['C10b', 'C10c'],
    verdict: (of) => (all(of, 'C10b') ? 'holds only for the width, not for the work of a layer' : 'not as said'),
    says: (of) =>
      `${whole(b(of('C10b')))} parameters do with it what ${whole(a(of('C10b')))} do without. A layer of the same width computes as much as before.`,
    scene: { label: 'Run it', scene: EDIT },
    lesson: 11,
  },
  {
    note: 'It makes very deep networks trainable.',
    claims: ['C1a', 'C9'],
    verdict: (of) => (all(of, 'C1a', 'C9') ? 'holds' : 'not as said'),
    says: (of) =>
      `56 layers: ${num(a(of('C1a')))} without, ${num(b(of('C1a')))} with. 200 layers: ${num(a(of('C9')))} and ${num(b(of('C9')))}. 1000: ${num(med(of('C9'), 'without 1000'))} and ${num(med(of('C9'), 'with 1000'))}.`,
    scene: { label: '200 layers', scene: 'depth=200&width=8&b.scale=depth&steps=150' },
    lesson: 1,
  },
  {
    note: 'Without shortcuts, depth hurts the training error and the test error.',
    claims: ['C1a', 'C1b', 'C1f'],
    verdict: (of) => (all(of, 'C1a', 'C1b') ? 'holds' : 'not as said'),
    says: (of) =>
      `20 plain layers end at ${num(med(of('C1b'), 'plain 20'))}, 56 at ${num(med(of('C1b'), 'plain 56'))}; on new points at ${num(med(of('C1f'), 'plain 20, held out'))} and ${num(med(of('C1f'), 'plain 56, held out'))}. With a small rate, a warm-up and 1500 steps 56 plain layers train as well.`,
    scene: { label: 'Run it', scene: 'a.depth=20&act=relu&init=he&b.shortcut=none' },
    lesson: 1,
  },
  {
    note: 'A ResNet of 56 layers on images fits better with shortcuts than without.',
    claims: ['C1e'],
    verdict: (of) => (all(of, 'C1e') ? 'holds' : 'not as said'),
    says: (of) =>
      `56 layers on digits: ${ranged(of('C1e').a)} without, ${ranged(of('C1e').b)} with. 20 layers: ${num(med(of('C1e'), 'without 20'))} and ${num(med(of('C1e'), 'with 20'))}. After twice as long 56 layers end at ${num(med(of('C1e'), 'without 56, 12 epochs'))} and ${num(med(of('C1e'), 'with 56, 12 epochs'))}.`,
    scene: { label: 'Run it', scene: 'model=convnet&depth=9' },
    lesson: 1,
  },
  {
    note: 'This is not overfitting.',
    claims: ['C1f'],
    verdict: (of) => (all(of, 'C1f') ? 'holds' : 'not as said'),
    says: (of) =>
      `56 plain layers: ${num(med(of('C1f'), 'plain 56, training'))} on the training points and ${num(med(of('C1f'), 'plain 56, held out'))} on new ones. Both are high.`,
    scene: { label: 'Overfitting, to compare', scene: 'points=32&noise=.3' },
    lesson: 2,
  },
  {
    note: 'A network of 56 layers could leave 36 of them empty, and does not find that.',
    claims: ['C1c'],
    verdict: (of) =>
      all(of, 'C1c') && med(of('C1c'), 'random start') > 2 * med(of('C1c'), 'loss') ? 'holds' : 'not as said',
    says: (of) =>
      `36 empty layers change the loss by ${num(a(of('C1c')))}. From a random start the 56 layers end at ${num(med(of('C1c'), 'random start'))}, trained on from the empty ones at ${num(med(of('C1c'), 'trained on'))}.`,
    scene: { label: 'Run it', scene: `${RELU}&view=construction` },
    lesson: 3,
  },
  {
    note: 'A shortcut goes round one layer or more.',
    claims: [],
    verdict: () => 'holds',
    says: () =>
      'That is what it is. Round a single linear layer it gains nothing (He et al. 2015, section 3.2): Wx + x is another linear layer.',
    scene: { label: 'Round two layers', scene: 'depth=28&block=2&act=relu&init=he&b.scale=depth' },
    lesson: 4,
  },
  {
    note: 'It eases optimisation.',
    claims: ['C1d'],
    verdict: (of) => (all(of, 'C1d') ? 'holds' : 'not as said'),
    says: (of) => {
      const { runs } = of('C1d');
      const there = (/** @type {string} */ cell) => runs.filter((run) => further(run, cell) < 0.1).length;
      return `At a rate of .003, ${there('b .003 300')} of ${runs.length} starts get below a loss of 0.1 with shortcuts and ${there('a .003 300')} without. At .0003, ${there('b .0003 300')} and ${there('a .0003 300')}.`;
    },
    scene: { label: 'Each at a rate that suits it', scene: 'a.lr=.0003&b.lr=.01&steps=1000' },
    lesson: 5,
  },
  {
    note: 'It helps against vanishing and exploding gradients.',
    claims: ['C2a', 'C2b', 'C2c'],
    verdict: (of) => (all(of, 'C2a', 'C2b', 'C2c') ? 'holds only with a scale' : 'not as said'),
    says: (of) =>
      `After training the gradient that gets through all layers is ${tenTo(a(of('C2b')))} of that behind the last without shortcuts, and ${tenTo(med(of('C2b'), 'with, scaled'))} times with the branch scaled. With relu and scale 1, the network with shortcuts explodes.`,
    scene: { label: 'Scale 1 and relu: it explodes', scene: 'act=relu&init=he' },
    lesson: 6,
  },
  {
    note: 'Each layer works at its own share of the error that remains.',
    claims: ['C6b'],
    verdict: (of) => (all(of, 'C6b') ? 'holds only in part' : 'not as said'),
    says: (of) =>
      `In the mean over layers 1 to 19 the network’s own head gets ${accuracy(med(of('C6b'), 'mean with'))} right with shortcuts and ${accuracy(med(of('C6b'), 'mean without'))} without. At layers 4, 8, 12 and 16 it is ${[4, 8, 12, 16].map((l) => accuracy(med(of('C6b'), `with ${l}`))).join(', ')}: the gain is not even.`,
    scene: { label: 'Run it', scene: `${TWENTY}&view=refinement` },
    lesson: 8,
  },
  {
    note: 'A layer’s job is simpler, so it can be smaller.',
    claims: ['C10a', 'C10b'],
    verdict: (of) => (all(of, 'C10b') ? 'holds' : 'not as said'),
    says: (of) =>
      `${whole(b(of('C10b')))} parameters with a shortcut, ${whole(a(of('C10b')))} without, for errors of ${num(med(of('C10b'), 'error with'))} and ${num(med(of('C10b'), 'error without'))}. A shallow wide plain network is a fair rival all the same: ${num(med(of('C10a'), 'shallow wide'))}.`,
    scene: { label: 'Run it', scene: EDIT },
    lesson: 11,
  },
  {
    note: 'And faster.',
    claims: ['C10c'],
    verdict: (of) => {
      const [plain, scaled, rezero] = ['without', 'scaled', 'rezero'].map((n) => med(of('C10c'), `steps ${n} 20`));
      return Math.max(scaled ?? 0, rezero ?? 0) < (plain ?? 0) ? 'holds' : 'not as said';
    },
    says: (of) =>
      `Steps until 20 layers have a loss below 0.1: ${whole(med(of('C10c'), 'steps without 20'))} without, ${whole(med(of('C10c'), 'steps scaled 20'))} with the branch scaled, ${whole(med(of('C10c'), 'steps rezero 20'))} with ReZero.`,
    scene: { label: 'Run it', scene: TWENTY },
    lesson: 11,
  },
  {
    note: 'There are more short paths than long ones.',
    claims: ['C4a'],
    verdict: (of) => (med(of('C4a'), 'count') < 0.5 ? 'false' : 'holds'),
    says: (of) =>
      `Paths through at most 19 of 54 branches are ${percent(med(of('C4a'), 'count'))} of all. The count is symmetric round 27.`,
    scene: { label: 'Run it', scene: 'depth=54&view=paths' },
    lesson: 7,
  },
  {
    note: 'Short paths carry the larger gradients.',
    claims: ['C4a', 'C4b'],
    verdict: (of) => (all(of, 'C4a', 'C4b') ? 'holds' : 'not as said'),
    says: (of) =>
      `Those of at most 19 branches carry ${percent(b(of('C4a')))} of the gradient. On a single path each further branch multiplies it by ${num(10 ** b(of('C4b')))}.`,
    scene: { label: 'Run it', scene: 'depth=54&view=paths' },
    lesson: 7,
  },
  {
    note: 'Most of the training goes through short paths.',
    claims: ['C4c'],
    verdict: (of) => (all(of, 'C4c') ? 'holds' : 'not as said'),
    says: (of) =>
      `With paths of 0 to 19 branches alone the loss ends at ${num(b(of('C4c')))}, with those of 20 and more at ${num(a(of('C4c')))}. One task, one rate; to cut the short paths also starves the top blocks.`,
    scene: { label: 'The setup', scene: 'depth=54&view=paths' },
    lesson: 7,
  },
  {
    note: 'Shortcuts halve the length of the path.',
    claims: ['C5'],
    verdict: (of) => (b(of('C5')) < 0.75 * med(of('C5'), 'count') ? 'holds only by count' : 'holds'),
    says: (of) =>
      `${num(med(of('C5'), 'count'))} of 54 by count. By gradient it is far shorter: ${num(b(of('C5')))}, and ${num(med(of('C5'), 'scaled'))} with the branch scaled.`,
    scene: { label: 'Run it', scene: 'depth=54&view=paths' },
    lesson: 7,
  },
  {
    note: 'Representations change slowly from layer to layer.',
    claims: ['C6a'],
    verdict: (of) => (all(of, 'C6a') ? 'holds' : 'not as said'),
    says: (of) =>
      `The cosine of neighbouring layers is ${num(b(of('C6a')))} with shortcuts and ${num(a(of('C6a')))} without. At the start it is ${num(med(of('C6a'), 'with, at the start'))} already.`,
    scene: { label: 'Run it', scene: `${TWENTY}&view=representations` },
    lesson: 8,
  },
  {
    note: 'The parameters on two sides of a layer differ less.',
    claims: ['C6c'],
    verdict: (of) => (Math.abs(med(of('C6c'), 'cosine with')) > 0.2 ? 'holds' : 'not as said'),
    says: (of) =>
      `The cosine between the weights of neighbouring layers is ${num(med(of('C6c'), 'cosine with'), 1)} with shortcuts and ${num(med(of('C6c'), 'cosine without'), 1)} without. 0 is what unrelated weights give.`,
    scene: { label: 'Run it', scene: 'depth=20&view=weights' },
    lesson: 8,
  },
  {
    note: 'To drop a layer hurts less.',
    claims: ['C7'],
    verdict: (of) => {
      if (!all(of, 'C7')) return 'not as said';
      return med(of('C7'), 'loss factor identity 56') > 3 ? 'holds only in accuracy' : 'holds';
    },
    says: (of) =>
      `Accuracy with a layer removed: ${num(b(of('C7')))} with shortcuts, ${num(a(of('C7')))} without. The loss rises ${num(med(of('C7'), 'loss factor identity 56'))} times at scale 1, ${num(med(of('C7'), 'loss factor scaled 56'))} times with the branch scaled.`,
    scene: { label: 'Run it', scene: `${TWENTY}&view=lesions` },
    lesson: 9,
  },
  {
    note: 'The loss surface is smoother.',
    claims: ['C8a', 'C8b'],
    verdict: (of) => (all(of, 'C8a', 'C8b') ? 'holds only for this slice, with the branch scaled' : 'not as said'),
    says: (of) =>
      `Roughness at 20 layers: ${ranged(of('C8a').a)} without, ${ranged(of('C8a').b)} with. At 56 layers and scale 1 it is ${ranged(of('C8b').more('with, scale 1'))}, against ${ranged(of('C8b').a)} without: not to be told apart reliably.`,
    scene: { label: 'Run it', scene: 'depth=20&b.scale=depth&view=surface' },
    lesson: 10,
  },
  {
    note: 'Gradients of neighbouring points stay alike.',
    claims: ['C12'],
    verdict: (of) => (all(of, 'C12') ? 'holds only with relu and batch norm' : 'not as said'),
    says: (of) =>
      `Autocorrelation ${num(b(of('C12')))} with shortcuts and ${num(a(of('C12')))} without, in 24 layers of relu with batch norm. With tanh they stay alike in both.`,
    scene: { label: 'Run it', scene: 'data=line&depth=24&act=relu&norm=batch&view=shattering' },
    lesson: 6,
  },
  {
    note: 'Weights evolve slowly.',
    claims: ['C6c'],
    verdict: (of) => {
      const [plain, one, scaled] = [a(of('C6c')), b(of('C6c')), med(of('C6c'), 'scaled 20')];
      if (one < plain && scaled < plain) return 'holds';
      return one < plain ? 'holds only with scale 1' : 'not as said';
    },
    says: (of) =>
      `In 20 layers they move by ${num(a(of('C6c')))} of their size without shortcuts, by ${num(b(of('C6c')))} with scale 1, and by ${num(med(of('C6c'), 'scaled 20'))} with the branch scaled. It depends on the scale.`,
    scene: { label: 'Run it', scene: 'depth=20&view=weights' },
    lesson: 8,
  },
  {
    note: 'So shortcuts are good for interpretation.',
    claims: ['C6b'],
    verdict: (of) => (all(of, 'C6b') ? 'holds only for another reason: one coordinate system' : 'not as said'),
    says: (of) =>
      `At layer 16 of 20 the own head reads ${accuracy(med(of('C6b'), 'with 16'))} with and ${accuracy(med(of('C6b'), 'without 16'))} without; a new head reads ${accuracy(med(of('C6b'), 'probe with 16'))} and ${accuracy(med(of('C6b'), 'probe without 16'))}. The information is in both. The coordinates stay the same in one.`,
    scene: { label: 'Run it', scene: `${TWENTY}&view=refinement` },
    lesson: 8,
  },
  {
    note: 'Transformers and the ResNet family use them.',
    claims: ['C1e', 'C11a'],
    verdict: (of) => (all(of, 'C1e', 'C11a') ? 'holds' : 'not as said'),
    says: (of) =>
      `He et al. 2015 and 2016; Vaswani et al. 2017, section 3.1. Taken out, both lose: a convolutional network of 56 layers ends at a loss of ${num(a(of('C1e')))} in place of ${num(b(of('C1e')))}, and a transformer of four layers, without those round attention, gets ${accuracy(a(of('C11a')))} right in place of ${accuracy(b(of('C11a')))}.`,
    scene: { label: 'A transformer, without and with', scene: 'model=transformer' },
    lesson: 12,
  },
  {
    note: 'A transformer keeps track of location through them.',
    claims: ['C11b', 'C11c'],
    verdict: (of) => {
      if (!all(of, 'C11b', 'C11c')) return 'not as said';
      // True of position; but where position alone, given back, does not do, it was not all that they carried.
      return a(of('C11c')) < 0.9 * b(of('C11c')) ? 'true, and half of it' : 'holds';
    },
    says: (of) =>
      `They carry *who and where*. Without those round attention, position makes ${num(a(of('C11b')))} of the variance after four layers before training, with them ${num(b(of('C11b')))}. Position given again in each layer gets ${accuracy(a(of('C11c')))} right, the token ${accuracy(med(of('C11c'), 'token again'))}, both ${accuracy(b(of('C11c')))}. Two layers learn it without, and a causal mask gives position away.`,
    scene: { label: 'Run it', scene: 'model=transformer&a.again=position&view=positions' },
    lesson: 12,
  },
];
