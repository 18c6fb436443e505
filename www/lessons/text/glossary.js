// The words that the lessons use, a sentence or two each, with the source of a word that has one.

/** @type {import('../types.d.ts').Term[]} */
export const glossary = [
  {
    term: 'skip connection',
    also: ['skip connections'],
    text: 'Any link that goes round layers. The family to which residual connections, highway gates and dense links belong.',
  },
  {
    term: 'shortcut',
    also: ['shortcuts', 'shortcut connection'],
    text: 'The wire round one or more layers. It hands their input on as it is, and adds neither weights nor work worth naming (He et al. 2015).',
  },
  {
    term: 'residual connection',
    text: 'A shortcut together with the addition at its end: h + F(h).',
  },
  {
    term: 'residual branch',
    also: ['branch'],
    text: 'The layers that a shortcut goes round. What they put out, F, is added to what the shortcut carries: the *residual* H(x) − x (He et al. 2015).',
  },
  {
    term: 'plain network',
    also: ['plain networks'],
    text: 'A network of the same layers without any shortcut (He et al. 2015).',
  },
  {
    term: 'layer',
    also: ['layers', 'block'],
    text: 'One stage of a network: numbers in, weights, an activation, numbers out. A block is what one shortcut goes round; here that is one layer unless said otherwise.',
  },
  {
    term: 'training loss',
    text: 'What a network gets wrong on the points that it learns from: the mean over all of them, after the step that is shown.',
  },
  {
    term: 'held-out',
    text: 'Of points that a network never learns from. They tell how well it answers on new data.',
  },
  {
    term: 'gradient',
    also: ['gradients'],
    text: 'How the loss changes with a number: here, with h after a layer. Training steps against it.',
  },
  {
    term: 'vanishing gradient',
    text: 'A gradient that shrinks from layer to layer on its way back, until early layers get next to none (Hochreiter 1991; Bengio, Simard and Frasconi 1994).',
  },
  {
    term: 'exploding gradient',
    text: 'A gradient that grows from layer to layer on its way back.',
  },
  {
    term: 'degradation',
    text: 'With more layers a plain network ends with a higher error on its own training data (He et al. 2015).',
  },
  {
    term: 'overfitting',
    also: ['overfits', 'overfit'],
    text: 'A low loss on training data and a high one on new data.',
  },
  {
    term: 'learning rate',
    text: 'The size of a step of training. Too large and the loss jumps about, too small and it crawls.',
  },
  {
    term: 'warm-up',
    text: 'A learning rate that rises from 0 over the first steps.',
  },
  {
    term: 'initialisation',
    text: 'How weights are drawn before training. Xavier (Glorot and Bengio 2010) and He (He et al. 2015, ‘Delving deep into rectifiers’) choose their size so that signals keep theirs from layer to layer, on average.',
  },
  {
    term: 'batch norm',
    text: 'Each unit is brought to mean 0 and variance 1 over the points of a batch (Ioffe and Szegedy 2015).',
  },
  {
    term: 'scale',
    text: 'What multiplies the residual branch before it is added. 1/√L, with L branches, keeps their sum from growing with depth.',
  },
  {
    term: 'ReZero',
    text: 'Each branch is multiplied by a weight of its own that starts at 0, so that the network starts as the identity (Bachlechner et al. 2020).',
  },
  {
    term: 'path',
    also: ['paths'],
    text: 'One way through the network that takes, at each block, the shortcut or the branch. Its length is the number of branches (Veit et al. 2016).',
  },
  {
    term: 'lesion',
    also: ['removed'],
    text: 'The removal of a layer from a trained network: its input is handed on unchanged (Veit et al. 2016).',
  },
  {
    term: 'representation',
    also: ['h'],
    text: 'The numbers after a layer, here called h. In a transformer they run along the residual stream.',
  },
  {
    term: 'cosine',
    text: 'How alike two directions are: 1 the same, 0 unrelated, −1 opposite.',
  },
  {
    term: 'own head',
    also: ['head'],
    text: 'The last layer of the network, which turns h into an answer. To read it at an earlier layer is known as the logit lens (nostalgebraist 2020).',
  },
  {
    term: 'probe',
    text: 'A new linear classifier, fitted on h after some layer. It shows what can be read there, by anyone (Alain and Bengio 2016).',
  },
  {
    term: 'loss surface',
    text: 'The loss as a height over all weights.',
  },
  {
    term: 'slice',
    also: ['slices'],
    text: 'The loss along two directions only. Another plane may look different.',
  },
  {
    term: 'roughness',
    text: 'Mean size of a slice’s second differences, over the range of its loss: how much the height bends, from point to point.',
  },
  {
    term: 'filter normalisation',
    text: 'Each neuron’s part of a direction is rescaled to the size of that neuron’s weights, so that slices of different networks can be compared (Li et al. 2018).',
  },
  {
    term: 'Hessian',
    text: 'The table of the loss’s second derivatives. Its eigenvalues say how sharply the surface bends, direction by direction.',
  },
  {
    term: 'autocorrelation',
    text: 'How alike neighbouring values of a curve are: 1 smooth, 0 unrelated. Balduzzi et al. 2017 call gradients *shattered* when it is near 0.',
  },
  {
    term: 'MLP',
    text: 'Multilayer perceptron: layers in which every unit reads all numbers of the layer before.',
  },
  {
    term: 'convolution',
    also: ['convolutions', 'filter'],
    text: 'A layer that makes each pixel of its output from the 3 × 3 pixels round that place, everywhere with the same weights. Each of its filters gives one channel.',
  },
  {
    term: 'ResNet',
    also: ['residual network'],
    text: 'A network of residual blocks. The original has three stages of n blocks of two convolutions: 6n + 2 layers with weights (He et al. 2015, section 4.2).',
  },
  {
    term: 'digits',
    text: 'Images of handwritten digits, 8 × 8 pixels of 17 grey levels (Alpaydin and Kaynak 1998).',
  },
  {
    term: 'transformer',
    also: ['transformers'],
    text: 'A network for sequences: in each layer attention, which mixes the places, then a small network at each place, with a shortcut round both (Vaswani et al. 2017).',
  },
  {
    term: 'token',
    also: ['tokens'],
    text: 'One item of a sequence: here a number from 0 to 7. The network gets it as a vector, its embedding.',
  },
  {
    term: 'position',
    text: 'Where in its sequence a token stands. Attention itself does not see it, so a vector for each place is added to the token’s at the input.',
  },
  {
    term: 'residual stream',
    text: 'What runs along the shortcuts of a transformer: at each place the sum of its embedding and of all that the branches added (Elhage et al. 2021).',
  },
  {
    term: 'attention',
    text: 'A layer in which each place of a sequence takes a weighted mean over all places. The weights follow from what stands there (Vaswani et al. 2017).',
  },
  {
    term: 'head of attention',
    also: ['heads'],
    text: 'One of several weighted means that attention takes side by side, each of a part of the width.',
  },
  {
    term: 'mask',
    also: ['causal mask'],
    text: 'Which places attention may see. With a causal mask, none that come later.',
  },
  {
    term: 'pre-norm',
    also: ['post-norm'],
    text: 'The norm stands on the branch, before attention or the small network (pre), or on the sum, after the addition (post). With post-norm, the shortcut’s own way is rescaled at each block.',
  },
  {
    term: 'highway',
    also: ['highway gate'],
    text: 'A shortcut with a gate: t of the branch and 1 − t of the input, with t computed from the input (Srivastava, Greff and Schmidhuber 2015).',
  },
  {
    term: 'dense links',
    also: ['DenseNet'],
    text: 'What a block makes is put beside its input, not added to it, so that each block reads all earlier ones (Huang et al. 2016).',
  },
  {
    term: 'stochastic depth',
    also: ['DropPath'],
    text: 'In training each branch is left out at random in some steps (Huang et al. 2016).',
  },
];
