import { i, math, o, row, sub } from '../math.js';

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 12,
  id: 'who-and-where',
  title: 'Who and where',
  minutes: 2,
  claim: 'In a transformer, the shortcut round attention keeps track of where each token stands.',
  he: {
    text: 'A transformer’s block is again H(x) = x + F(x), with F first attention and then a small network. What runs along the shortcuts is called the residual stream.',
    source: 'Vaswani et al. 2017, section 3.1',
  },
  stage: '',
  ask: 'A small transformer is to reverse a sequence. Take away the shortcut round [[attention]], and instead add the *position* anew in every layer. If position was what the shortcut carried, this should do. Will it?',
  choices: [
    { id: 'works', text: 'Yes: position was what was missing' },
    { id: 'half', text: 'Half: better than without, worse than with' },
    { id: 'not', text: 'No: something else is lost as well' },
  ],
  run: {
    text: 'Transformers are not in this version, so there is nothing to run. Your prediction is kept for the one that has them.',
    view: 'none',
  },
  claims: [],
  verdict: () => ({
    answer: [],
    says: 'Not measured in this version. No number stands here, for none was measured here.',
  }),
  why: [
    'Attention makes, for each place, a weighted mean over all places:',
    () => math(sub('h', 't'), o('←'), sub('h', 't'), o('+'), row(o('∑'), sub('a', 't,u')), i('V'), sub('h', 'u')),
    'Without the first term, all that a place knows of itself has to come through that mean. Which part of it is lost, its position, its token or both, is what the experiment has to show: position added back alone, token alone, both.',
  ],
  must: [
    'A network of two layers may learn this without shortcuts, and a causal mask gives position away. The experiment has to rule out both.',
  ],
  fails: [],
  next: [{ label: 'Back to 56 layers', scene: '' }],
};
