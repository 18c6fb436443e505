import { i, math, n, o, paren, row, sub } from '../math.js';
import { num, ranged } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair } from './measured.js';

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 10,
  id: 'surface',
  title: 'The loss surface',
  minutes: 4,
  claim:
    'Round the trained network, the [[loss surface]] is smoother with shortcuts. In this slice, and with the branch scaled.',
  he: {
    text: 'Slices through the loss of a deep plain network look chaotic; those of the same network with shortcuts look nearly convex.',
    source: 'Li, Xu, Taylor, Studer and Goldstein 2018, section 5 and figure 1',
  },
  stage: 'depth=20&b.scale=depth&view=surface',
  ask: 'A [[slice]] is cut through the loss round each trained network. Three pairs, without and with shortcuts: 20 layers with the branches [[scaled|scale]] by 1/√L, 56 layers scaled, 56 layers with scale 1. In which pairs is the slice with shortcuts at most half as rough as the other?',
  choices: [
    { id: 'all', text: 'All three: it is the shortcut that counts' },
    { id: 'deep', text: 'Those of 56 layers, where the plain network is stuck' },
    { id: 'scaled', text: 'Those with the branches scaled' },
    { id: 'few', text: 'One of them at most' },
  ],
  run: {
    text: 'The first pair: 20 layers, and both networks learn the points. Then their slices grow on one scale, the trained network in the middle of each. The other pairs are measured after them.',
    study: { name: 'surface' },
  },
  claims: ['C8a', 'C8b'],
  verdict({ C8a, C8b }) {
    const { a, b } = pair(C8a);
    const deep = pair(C8b);
    const one = further(C8b, 'with, scale 1');
    const [first, second, third] = [2 * b <= a, 2 * deep.b <= deep.a, 2 * one <= deep.a];
    return {
      answer: [first && second && third ? 'all' : first && second ? 'scaled' : second && third ? 'deep' : 'few'],
      says: `The [[roughness]] of the slice at 20 layers is ${num(a)} without shortcuts and ${num(b)} with the branches scaled. At 56 layers it is ${num(deep.a)} and ${num(deep.b)}; with scale 1, ${num(one)}.`,
    };
  },
  why: [
    'A slice shows the loss along two directions from the trained weights:',
    () =>
      math(
        'f',
        paren(row(i('α'), o(','), i('β'))),
        o('='),
        'L',
        paren(row('w', o('+'), i('α'), sub('d', n(1)), o('+'), i('β'), sub('d', n(2)))),
      ),
    'A large weight needs a larger push, so each direction is rescaled neuron by neuron to the weights that it moves: [[filter normalisation]]. Roughness is the mean size of the second differences over the range of the loss, always on the same 21 × 21 points.',
    'It is one plane of several thousand dimensions. Say *this slice*, not *the surface*.',
  ],
  get must() {
    const [c8a, c8b] = [recorded('C8a'), recorded('C8b')];
    return [
      `Over ${c8a.of} starts: ${ranged(c8a.a)} without and ${ranged(c8a.b)} with at 20 layers, ${ranged(c8b.a)} and ${ranged(c8b.b)} at 56.`,
      `With scale 1 it was ${ranged(c8a.more('with, scale 1'))} at 20 layers and ${ranged(c8b.more('with, scale 1'))} at 56: that last pair *cannot* be told apart reliably. Open it below, and guess before you look at the names.`,
      'What does not separate the two at all: the largest [[Hessian]] eigenvalue, the share of negative curvature, and whether the loss falls evenly on the way to the trained network.',
      `What does is the number of hollows in the slice, points lower than all their neighbours: ${ranged(c8a.more('minima without'))} without and ${ranged(c8a.more('minima with'))} with at 20 layers, ${ranged(c8b.more('minima without'))} and ${ranged(c8b.more('minima with'))} at 56. So does how much the loss goes up and down beside its range, though less sharply.`,
      'On relu without a norm, raw slices reach huge losses, and the order is turned round.',
      'A random plane hardly ever holds the way that training took. Where a path is drawn, the share of it that the plane explains is printed beside it.',
    ];
  },
  fails: [
    { label: '56 layers, scale 1: which is which?', scene: 'view=surface' },
    { label: 'Relu without a norm', scene: 'depth=20&act=relu&init=he&b.scale=depth&view=surface' },
  ],
  next: [
    { label: '56 layers', scene: 'b.scale=depth&view=surface' },
    { label: 'The plane of the path', scene: 'depth=20&b.scale=depth&view=surface&plane=trajectory' },
    { label: 'Curvature at the trained network', scene: 'depth=20&b.scale=depth&view=hessian' },
  ],
};
