// Records the run of the empty setup that the page shows at its first paint: trains both networks with the page's own wasm and
// writes www/recorded.json (its shape is in www/recorded.js). Run it after ./build.sh wasm: node tools/record.mjs

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
export const FILE = join(ROOT, 'www/recorded.json');

/** Places a side of a map, and steps between two points of a curve. */
const SIZE = 64;
const STRIDE = 5;

/** As many digits as the page can show, so that the file stays small. */
const short = (/** @type {number} */ value, digits = 4) =>
  Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;

/** How far from a toss-up, by its root: fine where the border between the classes lies. */
const rooted = (/** @type {number} */ p) =>
  Math.round(127.5 * (1 + Math.sign(p - 0.5) * Math.sqrt(Math.abs(2 * p - 1))));

const base64 = (/** @type {ArrayLike<number>} */ bytes) => Buffer.from(Uint8Array.from(bytes)).toString('base64');

/** The recording as text, made anew. */
export async function record() {
  const glue = join(ROOT, 'www/pkg/skipscape.js');
  const engine = await import(glue);
  engine.initSync({ module: readFileSync(join(ROOT, 'www/pkg/skipscape_bg.wasm')) });
  const { settings, ...about } = JSON.parse(engine.scene_info(''));
  const kept = (/** @type {Record<string, string>} */ { shortcut, scale }) => ({ shortcut, scale });
  const info = { ...about, settings: { a: kept(settings.a), b: kept(settings.b) } };
  const file = {
    info,
    steps: Number(settings.a.steps),
    size: SIZE,
    data: points(engine),
    a: run(engine, 'a'),
    b: run(engine, 'b'),
  };
  return `${JSON.stringify(file)}\n`;
}

/** @param {any} engine */
function points(engine) {
  const { extent, outputs, train_inputs, train_targets } = engine.data_info('');
  /** @type {number[]} */
  const bytes = [];
  const byte = (/** @type {number} */ value) => Math.round((value / extent + 1) * 127.5);
  train_targets.forEach((/** @type {number} */ target, /** @type {number} */ r) => {
    bytes.push(byte(train_inputs[2 * r]), byte(train_inputs[2 * r + 1]), target);
  });
  return { extent, outputs, points: base64(bytes) };
}

/**
 * @param {any} engine
 * @param {'a' | 'b'} side
 */
function run(engine, side) {
  const net = new engine.Net('', side);
  const frame = () => Array.from(net.frame(), (value) => short(value));
  const start = frame();
  const history = [];
  do {
    if (net.step % STRIDE === 0) {
      const [step, loss, accuracy, heldOut] = net.frame();
      history.push([step, short(loss), short(accuracy), short(heldOut)]);
    }
  } while (net.advance());
  const none = new Uint8Array(net.depth);
  const map = net.map(SIZE, net.depth, none).filter((/** @type {number} */ _, /** @type {number} */ i) => i % 2 === 1);
  const { digest } = net;
  const track = {
    frame: frame(),
    start,
    map: base64(map.map(rooted)),
    history,
    digest,
  };
  net.free();
  return track;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await record();
  writeFileSync(FILE, text);
  console.log(`${FILE}: ${(text.length / 1000).toFixed(1)} KB`);
}
