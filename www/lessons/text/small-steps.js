import { frac, i, math, n, norm, o, row, sub, t } from '../math.js';
import { accuracy, num } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair } from './measured.js';

/** What counts as better than guessing between two classes, and as worse than well. */
const CHANCE = 0.7;

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 8,
  id: 'small-steps',
  title: 'Small steps',
  minutes: 5,
  claim: 'With shortcuts, each layer changes its input only a little, and the answer gets better from layer to layer.',
  he: {
    text: 'If H(x) is near x, fitting F(x) is finding a small change. Measured, the responses of residual layers were smaller than those of plain ones.',
    source: 'He et al. 2015, sections 3.1 and 4.2, figure 7',
  },
  stage: 'depth=20&act=relu&init=he&b.scale=depth',
  shows: 'turn',
  covered: true,
  ask: 'Both networks have 20 layers, and both will fit the points. Then take h after layer 16 and hand it to the network’s own last layer, its [[head]]. Which of the two already answers well above chance?',
  choices: [
    { id: 'both', text: 'Both: sixteen of twenty layers have done their part' },
    { id: 'with', text: 'Only the one with shortcuts' },
    { id: 'without', text: 'Only the one without: it has to work in every layer' },
    { id: 'neither', text: 'Neither: a head reads only what the last layer makes' },
  ],
  run: {
    text: 'Both train. The columns show how far each layer turns h. Then the head is put on every layer in turn; beside it a new one, fitted for that layer.',
    study: { name: 'refinement', panels: ['accuracy'] },
  },
  claims: ['C6b', 'C3a', 'C6a'],
  strips: ['C6b', 'C3a', 'C6a'],
  verdict({ C3a, C6a, C6b }) {
    const [without, short] = ['without 16', 'with 16'].map((name) => further(C6b, name));
    const [plain, early] = [(without ?? 0) > CHANCE, (short ?? 0) > CHANCE];
    return {
      answer: [plain && early ? 'both' : early ? 'with' : plain ? 'without' : 'neither'],
      says: `At layer 16 the network’s own head gets ${accuracy(without)} right without shortcuts and ${accuracy(short)} with; chance is one half. At layer 12 it is ${accuracy(further(C6b, 'without 12'))} and ${accuracy(further(C6b, 'with 12'))}. A new head, fitted at layer 8, reads ${accuracy(further(C6b, 'probe without 8'))} and ${accuracy(further(C6b, 'probe with 8'))} already. A layer changes h by ${num(pair(C3a).a)} of its length without (median) and by ${num(pair(C3a).b)} with; the [[cosine]] of neighbouring layers is ${num(pair(C6a).a)} and ${num(pair(C6a).b)}.`,
    };
  },
  why: [
    'How large a step a layer makes is its change of h beside h:',
    () =>
      math(
        frac(norm(sub('h', row('l', o('+'), n(1))), o('−'), sub('h', 'l')), norm(sub('h', 'l'))),
        o('='),
        frac(norm(i('s'), sub('F', 'l')), norm(sub('h', 'l'))),
        t('(with)'),
      ),
    'A new head ([[probe]]) reads the answer early in *both* networks. So the plain network does not lack the information. What it lacks is a common language: each layer writes h in its own way, and the last head reads only the last. A shortcut keeps one coordinate system from the first layer to the last.',
    'That is useful for looking into a network. The head can be read at every layer.',
  ],
  get must() {
    const [c3a, c6a, c6b, c6c] = [recorded('C3a'), recorded('C6a'), recorded('C6b'), recorded('C6c')];
    const med = (/** @type {import('../types.d.ts').Recorded} */ claim, /** @type {string} */ name) =>
      num(claim.more(name).median);
    const layers = [0, 4, 8, 12, 16, 20];
    const read = (/** @type {string} */ who) =>
      layers.map((layer) => accuracy(c6b.more(`${who} ${layer}`).median)).join(', ');
    return [
      `Same depth and both trained: that is the fair comparison. Over ${c6b.of} starts, the own head got ${accuracy(c6b.more('mean without').median)} right without and ${accuracy(c6b.more('mean with').median)} with, in the mean over layers 1 to 19. At layers ${layers.join(', ')}: ${read('without')} without, ${read('with')} with. A new head: ${read('probe without')} and ${read('probe with')}. Single starts differ: at one layer, the two can come out alike.`,
      `56 layers without shortcuts do not train, so their steps say little. With tanh, a layer changed h by ${med(c3a, 'plain 20, tanh')} in 20 trained plain layers, ${med(c3a, 'identity 56, tanh')} in 56 with shortcuts, ${med(c3a, 'scaled 56, tanh')} with the branch scaled.`,
      `Do layers step downhill? The [[cosine]] between a layer’s step and the direction in which the loss falls is ${med(c6b, 'downhill without')} without and ${med(c6b, 'downhill with')} with, in the mean over layers: with shortcuts downhill, far from straight.`,
      `A scaled branch is small by construction, and the cosine is near 1 *at the start already*: ${med(c6a, 'with, at the start')}, against ${med(c6a, 'without, at the start')} without. The small steps are there before anything is learnt. At scale 1 too: with tanh and 56 layers, later layers change h less than earlier ones from the start.`,
      `Another measure of likeness, CKA, hardly tells the two apart: ${med(c6a, 'CKA without')} and ${med(c6a, 'CKA with')}.`,
      `Do the *weights* change slowly as well? It depends on the scale. In 20 layers they moved by ${num(c6c.a?.median)} of their size without, ${num(c6c.b?.median)} with scale 1, ${med(c6c, 'scaled 20')} with the branch scaled. And neighbouring layers do not have like weights: their cosine is about ${num(Math.abs(c6c.more('cosine with').median), 1)}.`,
    ];
  },
  fails: [
    {
      label: 'Tanh, 20 layers: on this start the plain network’s head reads early too',
      scene: 'depth=20&view=refinement',
    },
    { label: 'Relu at scale 1: neither head reads early', scene: 'depth=20&act=relu&init=he&view=refinement' },
  ],
  next: [
    { label: 'How much each layer changes h', scene: 'depth=20&act=relu&init=he&b.scale=depth&view=contributions' },
    { label: 'Likeness, layer by layer', scene: 'depth=20&act=relu&init=he&b.scale=depth&view=representations' },
    { label: 'How far weights move', scene: 'depth=20&view=weights' },
  ],
};
