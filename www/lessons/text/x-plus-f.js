import { i, math, n, o, paren, row, sub } from '../math.js';
import { num, percent, ranged } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair } from './measured.js';

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 4,
  id: 'x-plus-f',
  title: 'x + F(x)',
  minutes: 4,
  claim:
    'With a shortcut, a layer need not carry its input along. It can make a small change, or one in a few places only, and leave the rest blank.',
  he: {
    text: 'Let H(x) be what a few layers have to fit. Let them fit F(x) = H(x) − x instead, and add x by the shortcut. If H(x) is near x, F(x) should be the easier one.',
    source: 'He et al. 2015, section 3.1',
  },
  stage: 'data=edit&points=512&depth=1&block=2&inner=8&order=pre&lr=.01&steps=600',
  ask: 'Sixteen numbers go in. The same sixteen must come out, but two of them changed. The network with the shortcut computes x + F(x). After training, what does its [[residual branch]] F put out?',
  choices: [
    { id: 'copy', text: 'Something close to the wanted answer itself' },
    { id: 'spread', text: 'Small changes, spread over all sixteen' },
    { id: 'blank', text: 'Next to nothing, but in the two places' },
  ],
  run: {
    text: 'One block of two layers, 8 units wide between them: narrower than the 16 numbers. Each strip shows one new row: in, out, and the difference, with ticks where it should be.',
    study: { name: 'edit', panels: ['strip', 'untouched', 'rotated'] },
  },
  claims: ['C3b'],
  strips: ['C3b'],
  verdict({ C3b }) {
    const share = further(C3b, 'share in 2 places');
    const { a, b } = pair(C3b);
    // What changes holds about an eighth of the answer's own energy: two numbers of sixteen.
    return {
      answer: [share > 0.8 ? 'blank' : share < 0.25 ? 'copy' : 'spread'],
      says: `In its two places the branch has ${percent(share)} of its energy (the sum of its squares). On the other fourteen numbers the error is ${num(b)} with the shortcut and ${num(a)} without. Guessing 0 there would give about 1.`,
    };
  },
  why: [
    'A block without a shortcut has to make all of H(x). With a [[residual connection]] its branch makes the difference:',
    () => math('H', paren('x'), o('='), 'x', o('+'), 'F', paren('x')),
    'Where the answer equals the input, F has nothing to do. The shortcut carries those numbers past the block.',
    'There is a hard limit beside it. Sixteen free numbers do not pass through 8 units; a plain block that narrow loses some of them whatever its weights.',
    () => math(i('h'), o('↦'), sub('W', n(2)), i('tanh'), paren(row(sub('W', n(1)), 'h'))),
  ],
  get must() {
    const c3b = recorded('C3b');
    const rank = (/** @type {number} */ r) => num(c3b.more(`without r=${r}`).median);
    const turned = [4, 8, 16, 32, 64].map((r) => num(c3b.more(`rotated r=${r}`).median));
    const near = [4, 8, 16, 32, 64].map((r) => num(c3b.more(`nearly x r=${r}`).median));
    return [
      `Without the shortcut the error on the untouched numbers falls with the width inside the block: ${rank(1)} at 1 unit, ${rank(8)} at 8, ${rank(64)} at 64. With it, ${ranged(c3b.b)} at 8, over ${c3b.of} starts.`,
      'So here a shortcut saves *width*. It saves no work in a layer of a given width: dense layers compute every number, needed or not.',
      `It helps where the answer is near the input, and not always. Turn the wanted answer by a random rotation, and the advantage is gone. Whole error without, divided by with, at 4, 8, 16, 32 and 64 units: ${turned.join(', ')}. Below 1 the shortcut is a burden. Not turned, it was ${near.join(', ')}.`,
      'A block of a single *linear* layer gains nothing from a shortcut (He et al. 2015, section 3.2): Wx + x is another linear layer. The blocks of one layer in these lessons have an activation inside.',
      'The idea is older than ResNet (December 2015). [[Skip connections|skip connection]] are in Bishop 1995 and Ripley 1996, which He et al. cite, and in Highway networks and the U-Net (both May 2015). New in ResNet: the shortcut is the identity, without a gate and without weights.',
    ];
  },
  fails: [
    {
      label: '64 units inside: the plain block copies nearly as well',
      scene: 'data=edit&points=512&depth=1&block=2&inner=64&order=pre&lr=.01&steps=600',
    },
  ],
  next: [
    {
      label: '4 units inside',
      scene: 'data=edit&points=512&depth=1&block=2&inner=4&order=pre&lr=.01&steps=600',
    },
    {
      label: 'Eight blocks instead of one',
      scene: 'data=edit&points=512&depth=8&block=2&inner=8&order=pre&steps=600&b.scale=depth',
    },
  ],
};
