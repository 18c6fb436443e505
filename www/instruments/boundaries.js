// What each network would draw if it were read after a layer: a strip of maps through its depth.

import { el, setText } from '../dom.js';
import { drawMap } from '../maps.js';
import { kinds } from './sentence.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Side} Side */

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];
/** Maps of each network at most, and places a side that are asked for. */
const MAPS = 8;
const FINE = 56;

/**
 * @param {App} app
 * @param {import('./live.js').Live} live
 */
export function makeBoundaries(app, live) {
  const strips = { a: el('div', { class: 'boundaries-row' }), b: el('div', { class: 'boundaries-row' }) };
  const names = { a: el('h4', { class: 'colour-a' }), b: el('h4', { class: 'colour-b' }) };
  const element = el(
    'section',
    { class: 'boundaries', 'aria-label': 'What each network would draw if it were read after a layer' },
    el('h3', {}, 'what it would draw if it were read after a layer'),
    SIDES.flatMap((side) => [names[side], strips[side]]),
  );
  /** @type {Record<Side, { layer: number, canvas: HTMLCanvasElement, field: Float32Array | null }[]>} */
  const maps = { a: [], b: [] };
  let made = '';
  let painted = '';

  /** Asks for one after the other, as long as the networks stand where they stood. @param {string} key */
  async function ask(key) {
    for (let k = 0; k < MAPS; k++) {
      await Promise.all(
        SIDES.map(async (side) => {
          const map = maps[side][k];
          if (!map || !app.twin) return;
          const removed = new Uint8Array(app.shown[side].depth);
          const field = await app.twin.map(side, FINE, map.layer, removed);
          if (made === key) map.field = field;
        }),
      );
      if (made !== key) return;
      painted = '';
      app.repaint();
    }
  }

  function lay() {
    for (const side of SIDES) {
      const { depth } = app.shown[side];
      const layers = [...new Set(Array.from({ length: MAPS }, (_, k) => Math.round(((k + 1) * depth) / MAPS)))];
      maps[side] = layers
        .filter((layer) => layer > 0)
        .map((layer) => ({
          layer,
          canvas: el('canvas', { role: 'img', 'aria-label': `after layer ${layer}` }),
          field: null,
        }));
      strips[side].replaceChildren(
        ...maps[side].map(({ layer, canvas }) => el('figure', {}, canvas, el('figcaption', {}, `layer ${layer}`))),
      );
    }
  }

  return {
    element,
    shows: 'fields',
    draw() {
      const { data } = app;
      const possible = data !== null && data.inputs === 2 && data.answers === 1 && data.classes && live.there;
      element.hidden = !possible;
      if (!data || !possible) return;
      const key = live.state;
      if (key !== made && !app.shown.playing) {
        made = key;
        lay();
        ask(key).catch(() => {
          // Another run began: what it draws is asked for when it rests.
          if (made === key) made = '';
        });
      }
      const { a, b } = kinds(app.info());
      setText(names.a, `A, ${a}`);
      setText(names.b, `B, ${b}`);
      const width = maps.a[0]?.canvas.clientWidth ?? 0;
      const now = `${made} ${app.theme} ${width}`;
      if (now === painted) return;
      painted = now;
      for (const side of SIDES)
        for (const { canvas, field } of maps[side])
          if (canvas.clientWidth > 0) drawMap(canvas, canvas.clientWidth, data, field, { points: 0, side });
    },
  };
}
