import { i, math, n, o, paren, row, sub } from '../math.js';
import { num, ranged, times } from '../numbers.js';
import { recorded } from '../recorded.js';
import { further, pair, THERE } from './measured.js';

/** @type {import('../types.d.ts').Lesson} */
export const lesson = {
  number: 1,
  id: 'degradation',
  title: 'Degradation',
  minutes: 4,
  claim: 'Past some depth, a plain network that gets more layers fits even its own training data worse.',
  he: {
    text: 'As a plain network gets deeper its accuracy first levels off, then falls. The error on the training data rises with depth. They call this [[degradation]].',
    source: 'He et al. 2015, section 1 and figure 1',
  },
  stage: 'a.depth=20&act=relu&init=he&b.shortcut=none',
  ask: 'Two [[plain networks]], no shortcut anywhere. A has 20 layers. B has the same 20 and 36 more. After the same 300 steps on the same points, the [[training loss]] of B will be',
  choices: [
    { id: 'lower', text: 'lower: more layers can fit more' },
    { id: 'same', text: 'about the same: 20 layers are enough' },
    { id: 'higher', text: 'higher' },
    { id: 'rate', text: 'either: it depends on the learning rate' },
  ],
  run: {
    text: 'A has 20 layers, B has 56. What both have starts from the same weights. Watch the two losses on the right.',
    study: { name: 'depths', panels: ['loss'] },
  },
  claims: ['C1b', 'C1a'],
  // The numbers of C1b are a ratio and a loss: no two marks on one axis.
  strips: ['C1a'],
  verdict({ C1a, C1b }) {
    const [shallow, deep] = [further(C1b, 'plain 20'), further(C1b, 'plain 56')];
    const answer = [deep > 2 * shallow ? 'higher' : deep < shallow / 2 ? 'lower' : 'same'];
    const { runs } = recorded('C1d');
    const reached = runs.filter((run) => further(run, 'a .0003 1000') < THERE).length;
    const slower = reached > runs.filter((run) => further(run, 'a .003 1000') < THERE).length;
    if (slower) answer.push('rate');
    const says = [
      `20 layers end at a training loss of ${num(shallow)}, 56 layers at ${num(deep)}: ${times(deep, shallow)} times as high.`,
      `With a shortcut round each layer, 56 layers end at ${num(pair(C1b).b)}.`,
      `In this page’s own setup, with tanh, it is ${num(pair(C1a).a)} without shortcuts and ${num(pair(C1a).b)} with.`,
    ];
    if (slower)
      says.push(
        `‘It depends on the rate’ is true as well: at a rate of .0003 and with 1000 steps, ${reached} of ${runs.length} plain networks of 56 layers got below ${THERE}. Lesson 5 is about that.`,
      );
    return { answer, says: says.join(' ') };
  },
  why: [
    'Every layer of both networks does the same kind of thing:',
    () =>
      math(
        sub('h', row('l', o('+'), n(1))),
        o('='),
        i('relu'),
        paren(row(sub('W', 'l'), sub('h', 'l'), o('+'), sub('b', 'l'))),
      ),
    'B lacks nothing. It could copy A and let 36 layers pass on what they get: lesson 3 builds that network by hand. So the worse fit is no lack of room.',
    'This lesson shows *that* it happens, not *why*. Lesson 6 looks at the usual explanations.',
  ],
  get must() {
    const [c1a, c1b, c9] = [recorded('C1a'), recorded('C1b'), recorded('C9')];
    return [
      `Not one unlucky start. Over ${c1b.of} starts, 20 layers ended at ${ranged(c1b.more('plain 20'))} and 56 at ${ranged(c1b.more('plain 56'))}. With tanh, 56 layers ended at ${ranged(c1a.a)} without shortcuts, and at ${ranged(c1a.b)} with.`,
      'Deep plain networks are *fragile*; training them is not impossible. With 8 layers there is no such difference. With a small rate, a [[warm-up]] and 1500 steps, 56 plain layers train as well. Both are linked below.',
      'Nor is it this task alone. On two moons, circles, a checkerboard and spirals of two turns, 56 plain layers stay near a coin’s loss or not far below it, and those with the branch scaled get far lower. With [[batch norm]], 20 plain layers fit and 56 do not. All are linked below.',
      'The network with shortcuts has its branches scaled by 1/√L here. With relu and no [[scale]] it explodes: see lesson 6.',
      `It goes on with depth. With 1000 layers the loss ended at ${num(c9.more('without 1000').median)} without shortcuts, and at ${num(c9.more('with 1000').median)} with.`,
    ];
  },
  fails: [
    { label: 'Eight layers: no such difference', scene: 'depth=8' },
    {
      label: 'A small rate, a warm-up, 1500 steps: 56 plain layers train',
      scene: 'act=relu&init=he&b.scale=depth&lr=.001&schedule=cosine&warmup=100&steps=1500',
    },
  ],
  next: [
    { label: 'Give the 56 layers their shortcuts', scene: 'act=relu&init=he&b.scale=depth' },
    { label: 'The same with tanh', scene: '' },
    {
      label: 'Batch norm: 20 plain layers fit, 56 do not',
      scene: 'a.depth=20&act=relu&init=he&norm=batch&b.shortcut=none',
    },
    { label: 'Other points: two moons', scene: 'data=moons&b.scale=depth' },
    { label: 'Circles', scene: 'data=circles&b.scale=depth' },
    { label: 'A checkerboard', scene: 'data=checker&b.scale=depth' },
    { label: 'Spirals of two turns', scene: 'turns=2&b.scale=depth' },
    { label: '200 layers', scene: 'depth=200&width=8&b.scale=depth&steps=150' },
  ],
};
