// Skipscape in a worker, timed: the very files that the page loads.

import initWhole, { Net as FullNet, Subject, SurfaceJob } from '../../www/pkg/skipscape.js';
import init, { Net, provide_digits } from '../../www/pkg/trainer.js';

/** @type {() => void} */
let once = () => {};

/** @type {Record<string, (work: { scene: string, kind?: string }) => Promise<void>>} */
const MAKE = {
  async net({ scene }) {
    const net = new Net(scene, 'b');
    once = () => {
      if (!net.advance()) throw new Error(`The run ended, ${net.state}: there is nothing to time.`);
    };
  },
  async surface({ scene }) {
    await initWhole();
    const net = new FullNet(scene, 'b');
    for (let step = 0; step < 20; step++) net.advance();
    const subject = new Subject(scene);
    subject.take('b', net.record());
    const job = new SurfaceJob(subject, 'b', 'random', 1, 51);
    let point = 0;
    once = () => {
      job.loss(point);
      point = (point + 1) % (51 * 51);
    };
  },
};

self.onmessage = async ({ data }) => {
  if (data.work) {
    await init();
    provide_digits(new Uint8Array(await (await fetch('../../www/data/digits.bin')).arrayBuffer()));
    await MAKE[data.work.kind === 'surface' ? 'surface' : 'net'](data.work);
    postMessage('ready');
    return;
  }
  const from = performance.now();
  let count = 0;
  do {
    once();
    count++;
  } while (performance.now() - from < data.ms);
  postMessage((count / (performance.now() - from)) * 1000);
};
