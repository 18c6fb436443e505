import { math, n, o, paren, row, sub, t, underover } from '../math.js';
import { num, percent, ranged } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair } from './measured.js';

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 7,
  id: 'paths',
  title: 'Paths',
  minutes: 5,
  claim:
    'A network with shortcuts is many paths at once. Short ones carry the larger gradients, and most of the training goes through them.',
  he: {
    text: 'Write a block as y = x + F(x) and multiply out: at each block a [[path]] takes the shortcut or the branch. So n blocks make 2ⁿ paths of lengths 0 to n. (Veit et al.; y is our h.)',
    source: 'Veit, Wilber and Belongie 2016, sections 3 and 5',
  },
  stage: 'depth=54',
  ask: '54 blocks make 2⁵⁴ paths from the loss back to the data. Train anew, and let only paths through *at most 19* branches carry gradient: all longer ones are cut. The network with shortcuts then',
  choices: [
    { id: 'well', text: 'learns about as well' },
    { id: 'worse', text: 'learns, but clearly worse' },
    { id: 'fails', text: 'does not learn: depth is what makes it work' },
  ],
  run: {
    text: 'First as usual, with all paths. Then its gradient is taken apart by the length of the paths: how many paths there are, and how much of the gradient they carry.',
    study: { name: 'paths', panels: ['share', 'upto'] },
  },
  claims: ['C4c', 'C4a', 'C5', 'C4b'],
  strips: ['C4c', 'C4a', 'C5'],
  verdict({ C4a, C4b, C4c, C5 }) {
    const { a: long, b: short } = pair(C4c);
    return {
      answer: [short < 0.01 ? 'well' : short < 0.3 ? 'worse' : 'fails'],
      says: `With paths of at most 19 branches alone, the training loss ends at ${num(short)}; with only those of 20 and more, at ${num(long)}. By count, the short ones are ${percent(further(C4a, 'count'))} of all paths; they carry ${percent(pair(C4a).b)} of the gradient. The mean path crosses ${num(further(C5, 'count'))} branches by count and ${num(pair(C5).b)} by gradient, for each further branch multiplies what a path carries by ${num(10 ** pair(C4b).b)}.`,
    };
  },
  why: [
    'Multiply out the product of the last lesson. There is one term for each way to choose:',
    () =>
      math(
        underover(o('∏'), row('l', o('='), n(1)), 'n'),
        paren(row(n(1), o('+'), sub('J', 'l'))),
        o('='),
        n(1),
        o('+'),
        underover(o('∑'), row('l', o('='), n(1)), 'n'),
        sub('J', 'l'),
        o('+'),
        t('pairs'),
        o('+'),
        t('triples'),
        o('+'),
        o('…'),
      ),
    'Here J is what one branch does to the gradient on its way back. There are few ways to choose one branch, many to choose 27, and few again to choose 53. The gradient of a single path shrinks with every branch on it. Short paths are few and strong, long ones weak: most of the gradient lies at lengths well below 27.',
  ],
  get must() {
    const [c4a, c4c, c5] = [recorded('C4a'), recorded('C4c'), recorded('C5')];
    const end = (/** @type {string} */ name) => num(c4c.more(name).median);
    return [
      'That there are *more short paths than long ones* is often said and is false. The count is symmetric: as many of length 10 as of length 44. It is the gradient that lies on the short ones.',
      `That shortcuts *halve* the path length is true of the count alone: ${num(c5.more('count').median)} of 54. By gradient it was ${ranged(c5.b)} after training, ${num(c5.more('at the start').median)} at the start, and ${num(c5.more('scaled').median)} with the branch scaled by 1/√L. Veit et al. found 5 to 17 of 54 in a ResNet.`,
      `Trained with paths of length 0 alone the loss ended at ${end('0')}, with 0 to 5 at ${end('0-5')}, with 0 to 19 at ${end('0-19')}; without the first five lengths at ${end('5-54')}, without the first ten at ${end('10-54')}. Medians of ${c4c.of} starts.`,
      'Read the last two with care. To cut the short paths also starves the top blocks: nothing longer than four branches lies above the last five, so they get no gradient at all. And this is one task at one rate.',
      `The share of the short paths was ${percent(c4a.more('at the start').median)} at the start already.`,
    ];
  },
  fails: [
    {
      label: 'Relu at scale 1, at its start: nearly as the count has it',
      scene: 'depth=54&act=relu&init=he&steps=1&view=paths',
    },
    { label: 'Eight blocks: the short half carries less of it', scene: 'depth=8&view=paths' },
  ],
  next: [
    { label: 'The branch scaled by 1/√L: shorter still', scene: 'depth=54&b.scale=depth&view=paths' },
    { label: 'ReZero: every branch starts at 0', scene: 'depth=54&shortcut=rezero&view=paths' },
    { label: 'Leave out branches at random in training', scene: 'depth=54&b.droppath=.3' },
  ],
};
