// TensorFlow.js in a worker, timed on the same shapes.

import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';

/** @typedef {import('./works.js').Work} Work */

/** @param {number[]} shape @param {number} fan */
const weight = (shape, fan) => tf.variable(tf.randomNormal(shape, 0, Math.sqrt(1 / fan)));

/** @param {Work} work */
function mlp({ size: { depth, width, rows } }) {
  const x = tf.randomNormal([rows, 2]);
  const truth = tf.oneHot(tf.range(0, rows, 1, 'int32').mod(tf.scalar(2, 'int32')), 2);
  const scale = tf.scalar(1 / Math.sqrt(depth));
  const vars = [weight([2, width], 2), weight([width], 1e9)];
  for (let block = 0; block < depth; block++) vars.push(weight([width, width], width), weight([width], 1e9));
  vars.push(weight([width, 2], width), weight([2], 1e9));
  /** @param {tf.Tensor[]} w */
  const loss = (w) => {
    let h = x.matMul(w[0]).add(w[1]);
    for (let block = 1; block <= depth; block++) {
      h = h.add(
        h
          .matMul(w[2 * block])
          .add(w[2 * block + 1])
          .relu()
          .mul(scale),
      );
    }
    const out = h.matMul(w[2 * depth + 2]).add(w[2 * depth + 3]);
    return /** @type {tf.Scalar} */ (tf.losses.softmaxCrossEntropy(truth, out));
  };
  return { loss, vars };
}

/** A ResNet as He et al. 2015 have it, batch norm in training, 1×1 projections. @param {Work} work */
function convnet({ size: { depth, width, rows } }) {
  const x = tf.randomNormal([rows, 8, 8, 1]);
  const truth = tf.oneHot(tf.range(0, rows, 1, 'int32').mod(tf.scalar(10, 'int32')), 10);
  /** @type {tf.Variable[]} */
  const vars = [];
  /** @param {number[]} shape @param {number} fan */
  const take = (shape, fan) => {
    const at = vars.push(weight(shape, fan)) - 1;
    return (/** @type {tf.Tensor[]} */ w) => w[at];
  };
  /** @param {number} from @param {number} to @param {number} size @param {number} stride */
  const layer = (from, to, size, stride) => {
    const [kernel, gain, shift] = [take([size, size, from, to], size * size * from), take([to], 1), take([to], 1e9)];
    return (/** @type {tf.Tensor} */ h, /** @type {tf.Tensor[]} */ w) => {
      const y = tf.conv2d(/** @type {tf.Tensor4D} */ (h), /** @type {tf.Tensor4D} */ (kernel(w)), stride, 'same');
      const { mean, variance } = tf.moments(y, [0, 1, 2]);
      return y.sub(mean).mul(variance.add(1e-5).rsqrt()).mul(gain(w)).add(shift(w));
    };
  };
  const stem = layer(1, width, 3, 1);
  const blocks = [];
  let from = width;
  for (let stage = 0; stage < 3; stage++) {
    for (let block = 0; block < depth; block++) {
      const to = width << stage;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const short = stride === 2 ? layer(from, to, 1, 2) : null;
      blocks.push({ first: layer(from, to, 3, stride), second: layer(to, to, 3, 1), short });
      from = to;
    }
  }
  const head = take([from, 10], from);
  /** @param {tf.Tensor[]} w */
  const loss = (w) => {
    let h = stem(x, w).relu();
    for (const { first, second, short } of blocks) {
      const f = second(first(h, w).relu(), w);
      h = f.add(short ? short(h, w) : h).relu();
    }
    const out = /** @type {tf.Tensor2D} */ (h.mean([1, 2])).matMul(/** @type {tf.Tensor2D} */ (head(w)));
    return /** @type {tf.Scalar} */ (tf.losses.softmaxCrossEntropy(truth, out));
  };
  return { loss, vars };
}

/** @param {Work} work @returns {() => Promise<void>} */
function make(work) {
  const { loss, vars } = work.kind === 'convnet' ? convnet(work) : mlp(work);
  if (work.kind === 'surface') {
    const [one, two] = [0, 1].map(() => vars.map((value) => tf.randomNormal(value.shape)));
    const [a, b] = [tf.scalar(0.01), tf.scalar(0.02)];
    return async () => {
      const value = tf.tidy(() => loss(vars.map((value, i) => value.add(one[i].mul(a)).add(two[i].mul(b)))));
      await value.data();
      value.dispose();
    };
  }
  const optimiser = tf.train.momentum(0.001, 0.9);
  return async () => {
    const value = optimiser.minimize(() => loss(vars), true, vars);
    await value?.data();
    value?.dispose();
  };
}

/** @type {() => Promise<void>} */
let once;

self.onmessage = async ({ data }) => {
  try {
    if (data.work) {
      setWasmPaths(new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist/', location.href).href);
      if (!(await tf.setBackend(data.backend))) throw new Error(`There is no backend ${data.backend}.`);
      await tf.ready();
      once = make(data.work);
      await once();
      postMessage('ready');
      return;
    }
    const from = performance.now();
    let count = 0;
    do {
      await once();
      count++;
    } while (performance.now() - from < data.ms);
    postMessage((count / (performance.now() - from)) * 1000);
  } catch (error) {
    postMessage({ cannot: String(error) });
  }
};
