// The whole engine for the page's own use, and its module for the workers that measure.

import { shareDigits } from './digits.js';
import { compile } from './engine.js';
import init, * as engine from './pkg/skipscape.js';

/** @returns {Promise<{ engine: import('./types.js').Engine, module: WebAssembly.Module }>} */
export async function load() {
  const module = await compile(new URL('./pkg/skipscape_bg.wasm', import.meta.url));
  await init({ module_or_path: module });
  shareDigits(engine);
  return { engine, module };
}
