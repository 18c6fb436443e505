// The share dialog: the setup as a link, and as commands that repeat it without a browser.

import { el } from '../dom.js';
import { copyLine, sheet } from './dialog.js';

/** @typedef {import('../types.d.ts').App} App */

/**
 * @param {App} app
 * @returns {() => void} opens it
 */
export function makeShare(app) {
  const link = copyLine('Link to this setup');
  const run = copyLine('As a command: train both networks');
  const draw = copyLine('As a command: draw the chosen figure');
  const about = el('p', { class: 'sheet-note' });
  const dialog = sheet('share', 'Share this setup', link.element, run.element, draw.element, about);
  return () => {
    const info = app.info();
    const { view, own } = info.settings.a;
    const byFile = /^[0-9a-f]{16}$/.test(own ?? '');
    const file = byFile ? ' --data FILE.csv' : '';
    const address = new URL(location.href);
    address.hash = info.link;
    link.set(address.href);
    run.set(`skipscape run ${quoted(info.scene)}${file}`);
    draw.set(`skipscape draw ${view} ${quoted(info.scene)}${file} --out ${view}.svg`);
    about.textContent = byFile
      ? `The link names your data by its digest, ${own}: whoever opens it needs the same file. Everything else is in it, seeds included.`
      : 'Everything that the run depends on is in the link, seeds included: whoever opens it gets the same numbers, to the last digit.';
    dialog.show();
  };
}

/**
 * A scene as one argument of a shell. It holds no quote of its own, and is quoted so that & stays a character.
 * @param {string} scene
 */
function quoted(scene) {
  return `'${scene.replaceAll("'", "'\\''")}'`;
}
