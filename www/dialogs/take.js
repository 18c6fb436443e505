// The run as a file, to go on with elsewhere: made anew from the setup in a worker, the same bytes that the command line writes.

import { el, setText } from '../dom.js';
import { download } from '../instruments/exports.js';

/** @typedef {import('../types.d.ts').App} App */

/** The kinds of file, as the engine names them. */
const FILES = [
  {
    kind: 'pytorch',
    label: 'PyTorch script',
    name: 'skipscape.py',
    type: 'text/x-python',
    holds: 'Both networks with their starting weights and the very batches: it repeats the loss curves.',
  },
  {
    kind: 'weights',
    label: 'Weights',
    name: 'skipscape.safetensors',
    type: 'application/octet-stream',
    holds: 'Both networks at the start and trained, as safetensors.',
  },
  {
    kind: 'json',
    label: 'Run as JSON',
    name: 'skipscape.json',
    type: 'application/json',
    holds: 'Both loss curves, what was measured of each layer, and the digests.',
  },
];

/** @param {App} app */
export function makeTake(app) {
  const says = el('p', { class: 'sheet-note', role: 'status' });
  const buttons = FILES.map((file) => {
    const button = el('button', { type: 'button', class: 'button', title: file.holds }, file.label);
    button.addEventListener('click', () => void give(file));
    return button;
  });
  const element = el(
    'div',
    { class: 'share-take' },
    el('span', { class: 'copy-label' }, 'Take it with you'),
    el('div', { class: 'share-files' }, buttons),
    says,
  );

  let busy = false;
  /**
   * One file at a time. No button is disabled for it: the one in focus would lose the keyboard to the page behind the dialog.
   * @param {boolean} now
   */
  function occupy(now) {
    busy = now;
    for (const button of buttons) button.setAttribute('aria-disabled', String(now));
  }

  /** @param {typeof FILES[number]} file */
  async function give({ kind, name, type, holds }) {
    const { lab } = app;
    if (!lab || busy) return;
    occupy(true);
    setText(
      says,
      kind === 'pytorch' ? 'Being written.' : 'Both networks are trained again for it, from the setup alone.',
    );
    try {
      const { crew } = await lab.load();
      const what = { kind, scene: app.info().scene, own: app.own };
      await crew.do([{ op: 'file', what, cost: 1 }], (_, bytes) => download(name, new Blob([bytes], { type }))).promise;
      setText(says, `${name}: ${holds}`);
    } catch (error) {
      setText(says, error instanceof Error ? error.message : String(error));
    } finally {
      occupy(false);
    }
  }

  return { element, clear: () => setText(says, 'Files of this setup’s two networks, made in the browser.') };
}
