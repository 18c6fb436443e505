import { num } from '../numbers.js';

/** @type {import('../types.d.ts').Tour} */
export const lesson = {
  number: 0,
  id: 'start',
  title: 'Reading the picture',
  minutes: 1.5,
  stage: 'depth=3',
  stops: [
    {
      title: 'One set of points',
      part: 'data',
      text: [
        'Two spirals wound into each other, 256 points. Both networks learn from these, in the same order.',
        'The task: tell for any point of the plane which spiral it belongs to.',
      ],
    },
    {
      title: 'A column is a layer',
      part: 'columns',
      text: [
        'Numbers enter on the left. Each [[layer]] makes 16 new numbers from the 16 that it gets. We call them *h*: the [[representation]] after that layer.',
        'These two networks have three layers each. Later ones have 56.',
      ],
    },
    {
      title: 'An arc is a shortcut',
      part: 'arcs',
      text: [
        'In the lower network a [[shortcut]] carries h round each layer, and what the layer made is added to it. The upper one has none.',
        'That is the only difference. Both start from the same weights.',
      ],
    },
    {
      title: 'A bar is a gradient',
      part: 'bars',
      text: [
        'If h were a little different at this layer, how much would the loss change? The size of the answer is the [[gradient]]: the bar’s height and its colour.',
        'Training needs it at every layer. It is worked out from right to left, from the loss back to the data. The scale is in powers of ten, and 1 is what the last layer gets.',
      ],
    },
    {
      title: 'Three hundred steps',
      part: 'play',
      run: true,
      text: [
        'Each step takes 64 of the points and moves every weight a little, so that the loss falls.',
        'On the right is what each network would answer, for every point of the plane.',
      ],
    },
    {
      title: 'Two losses',
      part: 'numbers',
      text: [
        `The [[training loss]] is what a network still gets wrong on its own points. 0 is perfect; tossing a coin gives ${num(Math.LN2)}.`,
        'With three layers the two networks end not far apart. Shortcuts are about depth. The first lesson goes deeper.',
      ],
    },
  ],
  next: [{ label: 'The same with 56 layers', scene: '' }],
};
