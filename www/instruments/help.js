// What each instrument is, and when it misleads. Plain words; a number that was measured is read off the run, never written here.

/** @typedef {import('./types.d.ts').Help} Help */

/**
 * The present setup with some keys set anew. The engine puts them in order when it opens the result.
 * @param {string} present
 * @param {Record<string, string>} keys
 */
export function merged(present, keys) {
  const kept = present.split('&').filter((pair) => pair && !(pair.slice(0, pair.indexOf('=')) in keys));
  return [...kept, ...Object.entries(keys).map(([key, value]) => `${key}=${value}`)].join('&');
}

/** The setup itself where its depth counts layers, else the default one. @param {string} present */
const layered = (present) => (/(?:^|&)model=/.test(present) ? '' : present);

/** @type {Help} */
export const CURVES = {
  what: {
    opening: 'The loss over all training points, after the step shown.',
    more: [
      'Both networks start from the same weights and see the same points in the same order. The thin line is the loss on the held-out points. Nothing is smoothed, and no curve is that of a single batch.',
    ],
  },
  misleads: {
    opening: 'It is one start, at one learning rate.',
    more: [
      'The rate here suits the network with shortcuts. Deep networks without them are fragile, not impossible: a small rate that warms up, and patience, can train one. And with few layers there is little to see.',
      'Steps are not seconds: each chart has the same number of updates, whatever they cost.',
    ],
  },
  links: [
    {
      label: 'Eight layers: both networks train',
      scene: (present) => merged(layered(present), { depth: '8', view: 'curves' }),
    },
    {
      label: '56 layers without shortcuts that do train',
      scene: () => 'act=relu&init=he&b.scale=depth&lr=.001&schedule=cosine&warmup=100&steps=1500&view=curves',
    },
  ],
};

/** @type {Help} */
export const FLOW = {
  what: {
    opening: 'How hard the loss pulls on what each layer hands on.',
    more: [
      'It is the size of ∂L/∂h over the whole training set, divided by its size at the last layer: 1 would be ideal. The data runs from left to right, the gradient from right to left. In the maps a row is a step, the start on top.',
    ],
  },
  misleads: {
    opening: 'A faded gradient need not be why a network is stuck.',
    more: [
      'Without shortcuts the loss often stops falling first, and the gradient fades after. With batch norm it grows towards the front instead, and the deep network is stuck all the same.',
      'The ratio hides the size: where the loss is tiny, so is every gradient. And the gradients of the weights hide all of this: they can stay level while ∂L/∂h is gone.',
    ],
  },
  links: [
    {
      label: 'Batch norm: it explodes instead',
      scene: () => 'act=relu&norm=batch&init=he&view=gradients',
    },
    {
      label: 'Eight layers: it does not fade',
      scene: (present) => merged(layered(present), { depth: '8', view: 'gradients' }),
    },
  ],
};

/** The opening of the surface's help, and how its plane is made. */
const PLANES = {
  random: {
    opening: 'The training loss around each network’s own weights.',
    more: 'They are moved along two random directions, each neuron’s part rescaled to the size of its own weights (Li et al. 2018). Where the networks share weights they share directions.',
  },
  trajectory: {
    opening: 'The training loss around the path that training took.',
    more: 'The two directions are those that hold most of the recorded path, by principal components. How much of it they hold is said beside each map.',
  },
  between: {
    opening: 'The training loss from the first weights to the last.',
    more: 'One direction runs straight from where the network is now, 0, to its start, 1. The other is random, rescaled to the size of each neuron’s weights.',
  },
  hessian: {
    opening: 'The training loss along the two directions in which it is curved the most.',
    more: 'They are the first two eigenvectors of the Hessian at each network’s weights, each of length 1 whatever the size of the weights. Each network has its own.',
  },
};

/**
 * @param {keyof typeof PLANES} plane
 * @param {string} weights  how many directions there are
 * @returns {Help}
 */
export function surfaceHelp(plane, weights) {
  return {
    what: {
      opening: PLANES[plane].opening,
      more: [
        PLANES[plane].more,
        'Height is the loss over all training points, both networks on one scale. Rough means that the slope keeps changing.',
      ],
    },
    misleads: {
      opening: `It is one slice of a space of ${weights} dimensions.`,
      more: [
        'The path almost never lies in a random slice. A network stuck on a plateau looks smooth. With the whole branch added (scale 1) slices are not reliably smoother than without, and the sharpest curvature at the weights does not tell the two apart.',
      ],
    },
    links: [
      {
        label: 'Relu at 56 layers: the order inverts, or cannot be told',
        scene: () => 'act=relu&init=he&view=surface',
      },
      {
        label: 'Scale 1: slices that come out either way',
        scene: () => 'view=surface',
      },
    ],
  };
}
