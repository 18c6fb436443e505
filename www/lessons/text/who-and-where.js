import { i, math, o, paren, row, sub } from '../math.js';
import { accuracy, num, percent, ranged } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair } from './measured.js';

/** How much of the way from without to with counts as there, and as half of it. */
const [WHOLE, HALF] = [0.9, 0.3];

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 12,
  id: 'who-and-where',
  title: 'Who and where',
  minutes: 5,
  claim: 'In a transformer, the shortcut round attention keeps track of where each token stands.',
  he: {
    text: 'A transformer’s block is again H(x) = x + F(x), with F first [[attention]] and then a small network. What runs along the shortcuts is called the [[residual stream]].',
    source: 'Vaswani et al. 2017, section 3.1',
  },
  stage: 'model=transformer&a.again=position',
  ask: 'A small [[transformer]] is to reverse a sequence of eight [[tokens]]. A has no shortcut round attention; instead each layer gets the *position* added anew. If position was what the shortcut carried, this should do. Will it?',
  choices: [
    { id: 'works', text: 'Yes: position was what was missing' },
    { id: 'half', text: 'Half: better than without, worse than with' },
    { id: 'not', text: 'No: something else is lost as well' },
  ],
  run: {
    text: 'Four layers in both, and 300 steps with new sequences in each. Watch the two losses, and what each answers; then see where [[position]] is, layer by layer.',
    study: { name: 'positions', panels: ['position', 'token'] },
  },
  claims: ['C11c', 'C11b'],
  verdict({ C11c, C11b }) {
    const [nothing, whole] = [further(C11c, 'nothing again'), further(C11c, 'a shortcut round attention')];
    const { a: position, b: both } = pair(C11c);
    const token = further(C11c, 'token again');
    const gained = (position - nothing) / (whole - nothing);
    return {
      answer: [gained >= WHOLE ? 'works' : gained >= HALF ? 'half' : 'not'],
      says: [
        `With position added in each layer ${accuracy(position)} of the answers are right. With nothing added it is ${accuracy(nothing)}, with the token alone ${accuracy(token)}, with both ${accuracy(both)}; with the shortcut, ${accuracy(whole)}.`,
        `With nothing added and before any training, position makes ${num(pair(C11b).a)} of the variance after layer 4; with the shortcut, ${num(pair(C11b).b)}.`,
      ].join(' '),
    };
  },
  why: [
    'Attention makes, in each of its [[heads]] and for each place t, a weighted mean over all places u; the shortcut adds what was there before:',
    () =>
      math(
        sub('h', 't'),
        o('←'),
        sub('h', 't'),
        o('+'),
        row(sub(o('∑'), 'u'), sub('a', row('t', 'u')), i('W'), paren(i('N'), paren(sub('h', 'u')))),
      ),
    'Without the first term, all that a place knows of itself has to come through that mean, and where the weights hardly differ from place to place, every place gets the same. So what is lost is not one thing. The shortcut carries *who* stands there and *where* it stands.',
    'Neither position nor token alone rescues the network, and that is the finding. That both together do is no surprise: added to the input of each attention, they amount to a shortcut from the network’s input.',
  ],
  get must() {
    const [c11a, c11b, c11c] = [recorded('C11a'), recorded('C11b'), recorded('C11c')];
    const high = c11c.runs.filter((run) => pair(run).a > 0.5).length;
    return [
      `Over ${c11c.of} starts: position again ${ranged(c11c.a)}, token again ${ranged(c11c.more('token again'))}, both ${ranged(c11c.b)}, neither ${ranged(c11a.a)}, the shortcut ${ranged(c11a.b)}. With position again some starts learn a part of it: ${high} of ${c11c.runs.length} got more than half of the answers right.`,
      'A little under a third is what can be had without knowing the place: to guess everywhere the token that the sequence has most of. The networks without the shortcut stand there.',
      `Two layers learn it without: ${ranged(c11a.more('two layers, without'))}. And a causal [[mask]] gives position away by itself, since each place sees another number of tokens: its share at the start, without the shortcut, is then ${num(c11b.more('causal mask, without').median)} in place of ${num(c11b.a?.median)}.`,
      `Without the shortcut all places of a sequence become alike before any training: what differs within sequences makes ${percent(c11b.more('within sequences, with').median)} of the variance with it and ${num(c11b.more('within sequences, without').median)} without (Dong et al. 2021).`,
      'In trained networks position fades in the late layers: the task is done with it there. A small share at the end is no failure.',
    ];
  },
  fails: [
    { label: 'Two layers: learnt without the shortcut', scene: 'model=transformer&depth=2' },
    { label: 'A causal mask: position comes back by itself', scene: 'model=transformer&mask=causal&view=positions' },
  ],
  next: [
    { label: 'Nothing added: no shortcut, and one', scene: 'model=transformer&view=positions' },
    { label: 'The token added again', scene: 'model=transformer&a.again=token&view=positions' },
    { label: 'Position and token added again', scene: 'model=transformer&a.again=both&view=positions' },
    { label: 'The maps of attention', scene: 'model=transformer&view=attention' },
    { label: 'Another task: tokens that move one place', scene: 'model=transformer&data=shift' },
  ],
};
