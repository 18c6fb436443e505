// The buttons that a figure is taken along by: as SVG, as PNG, and its numbers as CSV.

import { el } from '../dom.js';
import { download, labelled, png } from './exports.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('./types.d.ts').Figure} Figure */

/**
 * @param {App} app
 * @param {() => { id: string, label: string, figure: Figure | null }} which  the figure that stands
 * @param {(sentence: string) => void} tell  hears how it went
 * @param {string} [name]  what the buttons call it
 */
export function makeFiles(app, which, tell, name = 'figure') {
  const make = (/** @type {'svg' | 'png' | 'csv'} */ kind, /** @type {string} */ label) => {
    const button = el('button', { type: 'button', class: 'export', 'aria-label': label }, kind.toUpperCase());
    button.addEventListener('click', () => void save(kind));
    return button;
  };
  const buttons = [
    make('svg', `Save the ${name} as SVG`),
    make('png', `Save the ${name} as PNG`),
    make('csv', name === 'figure' ? 'Save the numbers as CSV' : `Save the numbers of the ${name} as CSV`),
  ];

  /** @param {'svg' | 'png' | 'csv'} kind */
  async function save(kind) {
    const { id, label, figure } = which();
    const file = `skipscape-${id}.${kind}`;
    const link = new URL(location.href);
    link.hash = app.info().link;
    try {
      if (!figure) throw new Error('Nothing is measured yet: press play first.');
      const about = { title: `Skipscape: ${label}`, description: figure.summary(), link: link.href };
      if (kind === 'csv') download(file, new Blob([figure.csv()], { type: 'text/csv' }));
      else {
        const drawn = labelled(figure.svg(), about);
        download(file, kind === 'svg' ? new Blob([drawn], { type: 'image/svg+xml' }) : await png(drawn, about));
      }
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
