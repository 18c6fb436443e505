// The buttons that a figure is taken along by: as SVG, as PNG, and its numbers as CSV.

import { el } from '../dom.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('./types.d.ts').Figure} Figure */
/** @typedef {{ id: string, label: string, figure: Figure | null }} Which  the figure that stands, its view, and what it is called */
/** @typedef {'svg' | 'png' | 'csv'} Kind */

/**
 * A figure as a file, with its title, its description and the link to its setup in it.
 * @param {App} app
 * @param {Which} which
 * @param {Kind} kind
 * @returns {Promise<Blob>}
 */
export async function fileOf(app, { label, figure }, kind) {
  if (!figure) throw new Error('Nothing is measured yet: press play first.');
  if (kind === 'csv') return new Blob([await figure.csv()], { type: 'text/csv' });
  const [{ permalink }, { labelled, png }] = await Promise.all([import('../links.js'), import('./exports.js')]);
  const about = { title: `Skipscape: ${label}`, description: figure.summary(), link: permalink(app) };
  const drawn = labelled(figure.svg(), about);
  return kind === 'svg' ? new Blob([drawn], { type: 'image/svg+xml' }) : await png(drawn, about);
}

/**
 * @param {App} app
 * @param {() => Which} which
 * @param {(sentence: string) => void} tell  hears how it went
 * @param {string} [name]  what the buttons call it
 */
export function makeFiles(app, which, tell, name = 'figure') {
  const make = (/** @type {Kind} */ kind, /** @type {string} */ label) => {
    const button = el('button', { type: 'button', class: 'export', 'aria-label': label }, kind.toUpperCase());
    button.addEventListener('click', () => void save(kind));
    return button;
  };
  const buttons = [
    make('svg', `Save the ${name} as SVG`),
    make('png', `Save the ${name} as PNG`),
    make('csv', name === 'figure' ? 'Save the numbers as CSV' : `Save the numbers of the ${name} as CSV`),
  ];

  /** @param {Kind} kind */
  async function save(kind) {
    const what = which();
    const file = `skipscape-${what.id}.${kind}`;
    try {
      const made = await fileOf(app, what, kind);
      const { download } = await import('./exports.js');
      download(file, made);
      tell(`Saved ${file}.`);
    } catch (error) {
      tell(error instanceof Error ? error.message : String(error));
    }
  }

  return {
    buttons,
    /** @param {boolean} on */
    enable(on) {
      for (const button of buttons) button.disabled = !on;
    },
  };
}
