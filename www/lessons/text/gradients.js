import { frac, math, n, o, paren, row, sub, underover } from '../math.js';
import { num, ranged, tenTo } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair } from './measured.js';

/** One over the loss's derivative by the state after a layer. @param {import('../math.js').Piece} layer */
const slope = (layer) => frac(row(o('∂'), 'L'), row(o('∂'), sub('h', layer)));

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 6,
  id: 'gradients',
  title: 'Gradients',
  minutes: 5,
  claim:
    'On its way back through many plain layers, the gradient can [[vanish|vanishing gradient]] or [[explode|exploding gradient]]. A shortcut helps to carry it through.',
  he: {
    text: 'He et al. argue that their difficulty is *unlikely* to be caused by vanishing gradients: with batch norm, signals neither die forward nor backward. With H(x) = F(x) + x the derivative has a 1 in it.',
    source: 'He et al. 2015, section 4.1; He et al. 2016, equation 5',
  },
  stage: 'depth=8',
  ask: 'These are 8 layers at step 0. Bars show how the gradient comes back, from right to left. Now take 56 plain layers, well initialised ([[Xavier|initialisation]]), before any training. Beside the gradient behind the last layer, the one that gets through layer 1 will be',
  choices: [
    { id: 'gone', text: 'gone: less than a ten-thousandth' },
    { id: 'smaller', text: 'smaller, by a factor from 3 to 10,000' },
    { id: 'same', text: 'about the same: that is what the initialisation is for' },
    { id: 'larger', text: 'larger' },
  ],
  run: {
    scene: '',
    text: 'Look at the bars at step 0, then at the loss and the bars while it trains. Which is first: a loss that is stuck, or a gradient that is gone?',
    study: { name: 'gradients', panels: ['loss', 'ratio', 'gradient'] },
  },
  claims: ['C2b', 'C2c', 'C12'],
  strips: ['C2b', 'C2c', 'C12'],
  verdict({ C2b, C2c, C12 }) {
    const start = further(C2b, 'without, at the start');
    const answer = start < -4 ? 'gone' : start < -0.5 ? 'smaller' : start < 0.5 ? 'same' : 'larger';
    const then = (/** @type {number} */ step) =>
      `at step ${step} the loss is ${num(further(C2b, `without, loss at ${step}`))} and the gradient ${tenTo(further(C2b, `without, ratio at ${step}`))}`;
    return {
      answer: [answer],
      says: `At step 0 the gradient that gets through all layers is ${tenTo(start)} of that behind the last. Then ${then(10)}; ${then(80)}. After 300 steps it is ${tenTo(pair(C2b).a)} without shortcuts and ${tenTo(pair(C2b).b)} with. In other networks it explodes (relu and [[batch norm]]: ${tenTo(pair(C2c).a)}, with shortcuts ${tenTo(pair(C2c).b)}) or shatters ([[autocorrelation]] ${num(pair(C12).a)}, with shortcuts ${num(pair(C12).b)}).`,
    };
  },
  why: [
    'Going back, the gradient is multiplied once a layer. With a shortcut each factor has a 1 in it:',
    () =>
      math(
        slope(n(0)),
        o('='),
        slope('L'),
        underover(o('∏'), row('l', o('='), n(0)), row('L', o('−'), n(1))),
        paren(row(n(1), o('+'), frac(row(o('∂'), sub('F', 'l')), row(o('∂'), sub('h', 'l'))))),
      ),
    'Without the 1, the factors multiply to something small or large unless they are tuned. With it, one part of the gradient comes through whole. That is arithmetic. Whether it is what makes training fail is another question.',
    '*Vanishing does not come first here.* The loss is stuck within some tens of steps, while the gradient still arrives; it vanishes after. It may help to keep the loss there. An order in time does not say what the cause is.',
  ],
  get must() {
    const [c2a, c2b, c2c, c12] = ['C2a', 'C2b', 'C2c', 'C12'].map(recorded);
    return [
      `Vanishing before training does happen: relu, 20 layers, a uniform start. The ratio is ${tenTo(c2a?.a?.median)} without shortcuts and about ${num(10 ** (c2a?.b?.median ?? 0))} with, over ${c2a?.of} starts. In this page’s setup it is ${tenTo(c2b?.more('without, at the start').median)} at step 0 and ${tenTo(c2b?.a?.median)} after training.`,
      `Exploding as well: with relu and batch norm, 56 layers, ${tenTo(c2c?.a?.median)} without shortcuts and ${tenTo(c2c?.b?.median)} with. That network is stuck too, and nothing vanished. From an orthogonal start the gradient fades less at first, and the loss is stuck all the same.`,
      `And shattering: with relu and batch norm, gradients of neighbouring points are hardly related. Autocorrelation ${ranged(c12?.a ?? null)} without, ${ranged(c12?.b ?? null)} with. This needs relu and batch norm: with tanh the gradient vanishes but stays smooth.`,
      'Vanishing, exploding, shattering: none of them is the whole story.',
      'A shortcut alone is not the cure. Relu with scale 1 *explodes* with shortcuts; the branch wants a [[scale]].',
      'The bars are gradients by h. Those by the weights hide all this: they can be flat while the others are not.',
    ];
  },
  fails: [
    { label: 'Relu, scale 1: with shortcuts it explodes', scene: 'act=relu&init=he' },
    { label: 'Batch norm: it explodes, and is stuck too', scene: 'act=relu&init=he&norm=batch' },
    { label: 'Orthogonal start: it fades less at first, and is stuck too', scene: 'init=orthogonal' },
    { label: 'Eight layers: it hardly fades', scene: 'depth=8' },
  ],
  next: [
    { label: 'A uniform start: gone before training', scene: 'act=relu&init=uniform&depth=20&b.scale=depth' },
    { label: 'The branch scaled by 1/√L', scene: 'b.scale=depth' },
    {
      label: 'One number in, one out: look for shattering',
      scene: 'data=line&depth=24&act=relu&norm=batch&view=shattering',
    },
  ],
};
