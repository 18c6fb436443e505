// `./build.sh bench [ROUNDS]`: every engine on the same work, in turn, in one run; medians and ratios. Machines are noisy: trust
// the ratios, and those of several runs.

import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { launchChromium, ROOT } from '../../tests/page/harness.mjs';
import { serve } from '../serve.mjs';
import { BASE, DEPTHS, grown, median, WIDTHS, WORKS } from './works.js';

/** @typedef {{ name: string, measure: (ms: number) => Promise<number>, end: () => Promise<void> | void }} Engine */

/** What bench.html has for it. @type {{ start: Function, ask: Function, end: Function }} */
var globals = { start: Error, ask: Error, end: Error }; // there it is another

const ROUNDS = Number(process.argv[2] ?? 5);
const MS = 500;
const HERE = `${ROOT}tools/bench/`;
const BUILT = `${HERE}built/`;

const tool = (/** @type {string} */ name) => `${ROOT}node_modules/.bin/${name}`;
await build({
  entryPoints: [`${HERE}tfjs.js`],
  bundle: true,
  format: 'esm',
  outfile: `${BUILT}tfjs.js`,
  logLevel: 'error',
});
execFileSync(tool('wasm-as'), [`${HERE}limit.wat`, '--enable-simd', '-o', `${BUILT}limit.wasm`]);
const limit = [...readFileSync(`${BUILT}limit.wasm`)];

const server = await serve(ROOT);
const browser = await launchChromium();
const page = await browser.newPage();
await page.goto(`${server.url}tools/bench/bench.html`);

/**
 * An engine in a worker of Chromium.
 *
 * @param {string} name
 * @param {string} script
 * @param {object} first
 * @returns {Promise<Engine | null>} null where it cannot do this work
 */
async function worker(name, script, first) {
  const ready = await page.evaluate(
    ([name, script, first]) => globals.start(name, script, first),
    [name, script, first],
  );
  if (ready !== 'ready') {
    console.log(`  ${name} cannot do it: ${JSON.stringify(ready)}`);
    return null;
  }
  return {
    name,
    measure: (ms) => page.evaluate(([name, ms]) => globals.ask(name, { ms }), [name, ms]),
    end: () => page.evaluate(([name]) => globals.end(name), [name]),
  };
}

/**
 * An engine in a process of its own, which answers lines.
 *
 * @param {string} name
 * @param {string} program
 * @param {string[]} options
 * @param {string} first
 * @returns {Promise<Engine | null>}
 */
async function native(name, program, options, first) {
  const child = spawn(program, options, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  /** @param {string | number} line */
  const ask = async (line) => {
    child.stdin.write(`${line}\n`);
    return (await lines.next()).value;
  };
  if ((await ask(first)) !== 'ready') return null;
  return { name, measure: async (ms) => Number(await ask(ms)), end: () => void child.kill() };
}

/** @param {(Engine | null)[]} engines */
async function inTurn(engines) {
  const here = engines.filter((engine) => engine !== null);
  for (const engine of here) await engine.measure(MS); // warm: V8 starts in slow code
  /** @type {Map<string, number[]>} */
  const rates = new Map(here.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, measure } of here) rates.get(name)?.push(await measure(MS));
  }
  for (const { end } of here) await end();
  return new Map([...rates].map(([name, rates]) => [name, median(rates)]));
}

const python = process.env.PYTHON ?? 'python3';
const steps = `${ROOT}target/release/examples/steps`;
const number = (/** @type {number | undefined} */ value) =>
  value === undefined ? '–' : String(value < 10 ? Number(value.toPrecision(2)) : Math.round(value));

/** @param {string[]} cells */
const row = (cells) => console.log(`| ${cells.join(' | ')} |`);

console.log(`Steps or evaluations a second, medians of ${ROUNDS} rounds of ${MS} ms in turn.\n`);
row([
  '',
  'Skipscape in Chromium',
  'natively',
  'tfjs-wasm',
  'tfjs-cpu',
  'PyTorch',
  '÷ tfjs-wasm',
  '÷ tfjs-cpu',
  '÷ PyTorch',
  'GFLOP/s',
  'of the limit',
]);
row(Array(11).fill('---'));
for (const work of [...WORKS, BASE]) {
  const scene = `v=1&${work.scene}`;
  const compared = work.kind !== undefined;
  const surface = compared && work.kind === 'surface';
  const rates = await inTurn([
    await worker('page', './skipscape.js', { work: { ...work, scene } }),
    await native('native', steps, [], surface ? `surface ${work.scene}` : work.scene),
    compared && work.kind !== 'convnet'
      ? await worker('tfjs-wasm', './built/tfjs.js', { work, backend: 'wasm' })
      : null,
    compared ? await worker('tfjs-cpu', './built/tfjs.js', { work, backend: 'cpu' }) : null,
    compared ? await native('torch', python, [`${HERE}pytorch.py`], JSON.stringify(work)) : null,
    await worker('limit', './limit.js', { wasm: limit }),
  ]);
  const [ours, theirs] = [rates.get('page') ?? Number.NaN, (/** @type {string} */ name) => rates.get(name)];
  const over = (/** @type {string} */ name) => {
    const rate = theirs(name);
    return rate === undefined ? '–' : number(ours / rate);
  };
  const speed = compared ? (ours * (work.flop ?? 0)) / 1e9 : Number.NaN;
  row([
    `${work.name}: ${work.says}`,
    number(ours),
    ...['native', 'tfjs-wasm', 'tfjs-cpu', 'torch'].map((name) => number(theirs(name))),
    ...['tfjs-wasm', 'tfjs-cpu', 'torch'].map(over),
    compared ? speed.toFixed(1) : '–',
    compared
      ? `${Math.round((100 * speed) / (theirs('limit') ?? Number.NaN))} % of ${theirs('limit')?.toFixed(0)}`
      : '–',
  ]);
}

/** @param {string} what @param {string[]} scenes @param {number[]} sizes */
async function growth(what, scenes, sizes) {
  const engines = [];
  for (const [i, scene] of scenes.entries()) {
    engines.push(await worker(`${sizes[i]}`, './skipscape.js', { work: { scene: `v=1&${scene}` } }));
  }
  const rates = await inTurn(engines);
  const times = sizes.map((size) => 1000 / (rates.get(`${size}`) ?? Number.NaN));
  console.log(
    `\nMilliseconds a step by ${what}: ${times.map((time, i) => `${sizes[i]}: ${time.toFixed(3)}`).join(', ')}`,
  );
  return times;
}
const times = await growth(
  'depth, width 16',
  DEPTHS.map((depth) => grown(depth, 16)),
  DEPTHS,
);
console.log(
  `Depth 1000 takes ${(times[DEPTHS.indexOf(1000)] / times[DEPTHS.indexOf(100)]).toFixed(1)} times as long as depth 100.`,
);
await growth(
  'width, depth 32',
  WIDTHS.map((width) => grown(32, width)),
  WIDTHS,
);

await browser.close();
await server.close();
rmSync(BUILT, { recursive: true, force: true });
