// `window.skipscape`: the page's own figure for the console, for tests and for whoever builds on it.
import { snapshot } from './shown.js';

/** @typedef {import('./page.js').Page} Page */

/**
 * A number of single precision as the shortest decimal that means it, as the command line prints it; null for what is none.
 * @param {number | undefined} value
 */
export function shortest(value) {
  if (value === undefined || !Number.isFinite(value)) return null;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9));
}

/** @param {import('./types.js').ShownNetwork} network */
function fields({ frame: drawn, measured, parameters, digest, diverged }) {
  const frame = measured ?? drawn;
  return {
    loss: shortest(frame?.loss),
    accuracy: shortest(frame?.accuracy),
    test_loss: shortest(frame?.test_loss),
    test_accuracy: shortest(frame?.test_accuracy),
    parameters,
    digest,
    diverged: diverged && { ...diverged },
  };
}

/**
 * @param {Page} page
 * @param {Promise<void>} ready  when the engine has loaded and the setup is open
 */
export function publish(page, ready) {
  const api = {
    ready,
    play: () => ready.then(() => page.play()),
    pause: () => page.pause(),
    /** @param {number} [count] */
    step: (count) => ready.then(() => page.step(count)),
    reset: () => ready.then(() => page.reset()),
    /** Null until the engine has loaded. */
    getState() {
      const { twin } = page;
      if (!twin || !page.opened) return null;
      const { step, playing, done, a, b } = page.shown.recorded ? snapshot(twin.state) : page.shown;
      return { scene: page.scene, step, done: done && !playing, a: fields(a), b: fields(b) };
    },
    /** @param {string} scene */
    setState: (scene) => ready.then(() => page.setScene(scene)),
    /** The figure that stands, as a file. @param {import('./instruments/files.js').Kind} kind */
    async snapshot(kind) {
      await ready;
      if (!['svg', 'png', 'csv'].includes(kind)) throw new Error(`A snapshot is svg, png or csv, not “${kind}”.`);
      const { fileOf } = await import('./instruments/files.js');
      const which = await page.instruments;
      if (!which) throw new Error('There is no figure: nothing can be trained here.');
      return fileOf(page, which(), kind);
    },
    dispose: () => page.dispose(),
  };
  Object.assign(window, { skipscape: api });
  return api;
}
