// The machine’s own limit in a worker: products and sums of f32x4 that stay in registers, 96 operations a turn.

/** @type {(times: number) => number} */
let run;
const TURNS = 100_000;

self.onmessage = async ({ data }) => {
  if (data.wasm) {
    const { instance } = await WebAssembly.instantiate(data.wasm);
    run = /** @type {(times: number) => number} */ (instance.exports.run);
    postMessage('ready');
    return;
  }
  const from = performance.now();
  let count = 0;
  do {
    run(TURNS);
    count++;
  } while (performance.now() - from < data.ms);
  postMessage((count * TURNS * 96) / (performance.now() - from) / 1e6);
};
