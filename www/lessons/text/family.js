// The family of skip connections, in the order of their papers: what each changes, its formula, and the settings by which a network here
// has it. What is shown only has no settings; where one makes no sense for a model, a sentence says why.

import { i, math, n, o, paren, row, sqrt, sub } from '../math.js';

/** @typedef {import('../types.d.ts').Kin} Kin */

const h = () => i('h');
const F = () => row(i('F'), paren('h'));
const next = (/** @type {Parameters<typeof math>} */ ...right) => math(h(), o('←'), ...right);

/** The setups in which two are compared: what a network has where its kind says nothing else. */
export const GROUNDS = {
  mlp: {
    label: 'MLP',
    says: '32 layers on the spirals, 300 steps.',
    scene: 'depth=32',
    has: 'shortcut=identity&scale=1&droppath=0&order=post',
  },
  convnet: {
    label: 'Images',
    says: 'Networks of 20 layers of convolutions, 512 digits, six passes.',
    scene: 'model=convnet',
    has: 'shortcut=identity&scale=1&droppath=0&order=post',
  },
  transformer: {
    label: 'Transformer',
    says: 'Four layers that reverse sequences, 300 steps. The shortcut stands round attention and round the small network alike.',
    scene: 'model=transformer',
    has: 'shortcut=identity&shortcut.mlp=identity&scale=1&droppath=0&order=pre',
  },
};

const BLOCKS = 'In a transformer the norm decides: take pre-norm or post-norm.';
const NORMS = 'Here the norm of these networks stands on the branch, not on the sum.';

/** @type {Kin[]} */
export const family = [
  {
    id: 'plain',
    date: 'before',
    name: 'Plain',
    says: 'No shortcut: each block hands on what it made, and nothing else.',
    formula: () => next(F()),
    source: 'what the others are compared with',
    settings: {
      mlp: 'shortcut=none',
      convnet: 'shortcut=none',
      transformer: 'shortcut=none&shortcut.mlp=none',
    },
  },
  {
    id: 'skip-layer',
    date: '1995',
    name: 'Skip-layer connections',
    says: 'A linear map leads from the inputs straight to the outputs, past the hidden units.',
    formula: () => math(i('y'), o('='), i('F'), paren('x'), o('+'), i('A'), i('x')),
    source: 'Bishop 1995; Ripley 1996; both cited in He et al. 2015',
  },
  {
    id: 'highway',
    date: 'May 2015',
    name: 'Highway',
    says: 'A [[gate|highway]], computed from the input, says how much is new and how much is handed on. It has weights of its own, and begins by handing on most.',
    formula: () => next(i('t'), o('·'), F(), o('+'), paren(n(1), o('−'), i('t')), o('·'), h()),
    source: 'Srivastava, Greff and Schmidhuber 2015, Highway networks',
    settings: {
      mlp: 'shortcut=highway',
      convnet: 'shortcut=highway',
      transformer: 'shortcut=highway&shortcut.mlp=highway',
    },
  },
  {
    id: 'unet',
    date: 'May 2015',
    name: 'U-Net',
    says: 'For images of which every pixel is labelled: what an early layer made, before the image shrank, is put beside what a late one makes of the same size.',
    formula: () => math(h(), o('←'), i('F'), paren(o('['), h(), o(','), sub('h', 'early'), o(']'))),
    source: 'Ronneberger, Fischer and Brox 2015, U-Net',
  },
  {
    id: 'identity',
    date: 'December 2015',
    name: 'ResNet',
    says: 'The input is added as it is: no gate, no weights. That is what was new.',
    formula: () => next(h(), o('+'), F()),
    source: 'He, Zhang, Ren and Sun 2015, Deep residual learning',
    settings: { mlp: '', convnet: '' },
    unfit: { transformer: BLOCKS },
  },
  {
    id: 'projection',
    date: 'December 2015',
    name: 'Projection',
    says: 'The shortcut has a matrix of its own. He et al. use it where sizes change (their option B), and everywhere in option C.',
    formula: () => next(i('P'), h(), o('+'), F()),
    source: 'He, Zhang, Ren and Sun 2015, section 3.2',
    settings: {
      mlp: 'shortcut=projection',
      convnet: 'shortcut=projection',
      transformer: 'shortcut=projection&shortcut.mlp=projection',
    },
  },
  {
    id: 'pre-activation',
    date: 'March 2016',
    name: 'Pre-activation',
    says: 'Norm and activation come before the weights, so that nothing stands on the shortcut’s way from end to end.',
    formula: () => next(h(), o('+'), i('W'), i('act'), paren(i('N'), paren('h'))),
    source: 'He, Zhang, Ren and Sun 2016, Identity mappings',
    settings: { mlp: 'order=pre', convnet: 'order=pre' },
    unfit: { transformer: BLOCKS },
  },
  {
    id: 'stochastic-depth',
    date: 'March 2016',
    name: 'Stochastic depth',
    says: 'In training each branch is left out one time in ten, at random: [[stochastic depth]]. What is measured is the whole network.',
    formula: () =>
      next(h(), o('+'), i('b'), o('·'), F(), o(','), i('b'), o('∈'), row(o('{'), n(0), o(','), n(1), o('}'))),
    source: 'Huang, Sun, Liu, Sedra and Weinberger 2016',
    settings: { mlp: 'droppath=.1', convnet: 'droppath=.1', transformer: 'droppath=.1' },
  },
  {
    id: 'dense',
    date: 'August 2016',
    name: 'DenseNet',
    says: 'What a block makes is put beside its input: [[dense links]]. Each block reads all that came before it, and adds a quarter of the width.',
    formula: () => next(o('['), h(), o(','), F(), o(']')),
    source: 'Huang, Liu, van der Maaten and Weinberger 2016 (CVPR 2017)',
    settings: { mlp: 'shortcut=dense', convnet: 'shortcut=dense' },
    unfit: {
      transformer: 'Not for a transformer: its tokens keep their width, and here nothing may be put beside them.',
    },
  },
  {
    id: 'post-norm',
    date: 'June 2017',
    name: 'Post-norm',
    says: 'The transformer as it was published: a norm after each addition, so the shortcut’s own way is rescaled at each block.',
    formula: () => next(i('N'), paren(h(), o('+'), F())),
    source: 'Vaswani et al. 2017, Attention is all you need',
    settings: { transformer: 'order=post' },
    unfit: { mlp: NORMS, convnet: NORMS },
  },
  {
    id: 'pre-norm',
    date: '2018–2020',
    name: 'Pre-norm',
    says: 'The norm moves onto the branch, and the shortcuts run free from the embedding to the head: [[pre-norm]].',
    formula: () => next(h(), o('+'), i('F'), paren(i('N'), paren('h'))),
    source: 'Baevski and Auli 2018; Xiong et al. 2020',
    settings: { transformer: '' },
    unfit: { mlp: NORMS, convnet: NORMS },
  },
  {
    id: 'rezero',
    date: 'March 2020',
    name: 'ReZero',
    says: 'Each branch is multiplied by one weight that starts at 0: before training the network is the identity.',
    formula: () => next(h(), o('+'), sub('α', 'l'), o('·'), F()),
    source: 'Bachlechner et al. 2020',
    settings: {
      mlp: 'shortcut=rezero',
      convnet: 'shortcut=rezero',
      transformer: 'shortcut=rezero&shortcut.mlp=rezero',
    },
  },
  {
    id: 'scaled',
    date: 'October 2020',
    name: 'Branch scaled',
    says: 'Each of the L branches is multiplied by the same small number, so that their sum does not grow with depth.',
    formula: () => next(h(), o('+'), row(n(1), o('/'), sqrt('L')), o('·'), F()),
    source: 'Hayou et al. 2020, Stable ResNet (AISTATS 2021)',
    settings: { mlp: 'scale=depth', convnet: 'scale=depth', transformer: 'scale=depth' },
  },
  {
    id: 'hyper',
    date: 'September 2024',
    name: 'Hyper-connections',
    says: 'Several copies of h run side by side, and learnt weights say how each block reads from them, writes to them and mixes them.',
    formula: () => math(i('H'), o('←'), i('A'), i('H'), o('+'), i('b'), i('F'), paren(i('c'), i('H'))),
    source: 'Zhu et al. 2024',
  },
];
