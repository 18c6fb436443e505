// The card between the lanes: the ringed layer's numbers in both networks, what each would draw if read there, and its removal.
import { columnName, placeOf, unitOf } from './columns.js';
import { byId, el, fill, setText } from './dom.js';
import { MapFeed } from './mapfeed.js';
import { drawMap } from './maps.js';
import { drawRows, isRows, isSequences, rowsInWords } from './outputs.js';
import { QUANTITIES, valueAt } from './scales.js';
import { logNodes } from './sentences.js';

/** @typedef {import('./types.js').Side} Side */
/** @typedef {import('./page.js').Page} Page */

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];

/** Side of a map, px; and room that rows of images leave for the network's letter. */
const MAP = 62;
const LETTER = 16;

/**
 * @param {Page} page
 * @param {import('./lanes.js').Lanes} lanes
 */
export function mountHoverCard(page, lanes) {
  const rail = byId('rail-mid');
  const maps = { a: el('canvas', { 'aria-hidden': 'true' }), b: el('canvas', { 'aria-hidden': 'true' }) };
  const number = el('input', { type: 'number', min: '1', inputmode: 'numeric', 'aria-label': 'Layer' });
  const of = el('span', { class: 'of of-all' }, ' of 56');
  const where = el('span', { class: 'of' });
  const unit = el('span', {}, 'Layer');
  const caption = el('caption', {}, 'The ringed layer’s numbers');
  const cells = QUANTITIES.map(() => ({ a: el('td', {}), b: el('td', {}) }));
  const buttons = {
    a: el('button', { class: 'button button-small', type: 'button' }),
    b: el('button', { class: 'button button-small', type: 'button' }),
  };
  const head = (/** @type {Side} */ side) => el('th', { scope: 'col', class: `colour-${side}` }, side.toUpperCase());
  const picture = (/** @type {Side} */ side) =>
    el('div', { class: `card-map ${side}` }, maps[side], el('b', { class: `colour-${side}` }, side.toUpperCase()));
  const boxes = { a: picture('a'), b: picture('b') };
  const pictures = el('div', { class: 'card-maps' }, boxes.a, boxes.b);
  const card = el(
    'div',
    { class: 'card', id: 'card', role: 'group', 'aria-label': 'The ringed layer', hidden: true },
    pictures,
    el(
      'table',
      {},
      caption,
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, unit, ' ', number, of, where), head('a'), head('b'))),
      el(
        'tbody',
        {},
        ...QUANTITIES.map((name, i) =>
          el('tr', {}, el('th', { scope: 'row' }, name), cells[i]?.a ?? '', cells[i]?.b ?? ''),
        ),
      ),
    ),
    el('div', { class: 'card-buttons' }, buttons.a, buttons.b),
  );
  rail.append(card);
  card.addEventListener('pointerenter', () => page.pointing.stay());
  card.addEventListener('pointerleave', () => page.pointing.leave());
  card.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') page.pointing.pin(null);
  });
  number.addEventListener('input', () => {
    if (number.value !== '') page.pointing.pin(number.valueAsNumber);
  });
  for (const side of SIDES) {
    buttons[side].addEventListener('click', () => {
      if (page.hoverLayer === null) return;
      page.pointing.pin(page.hoverLayer);
      lanes.toggle(side, page.hoverLayer);
    });
  }

  const feed = new MapFeed(
    (side, size) => {
      const layer = page.hoverLayer;
      if (!page.twin || page.shown.recorded || layer === null) return null;
      return page.twin.map(side, size, Math.min(layer, page.shown[side].depth), page.removed[side]);
    },
    (side, field) => {
      const { data } = page;
      if (!data) return;
      const width = boxes[side].clientWidth - (isSequences(data) ? 0 : LETTER);
      const height = boxes[side].clientHeight;
      if (isRows(data)) drawRows(maps[side], width, height, data, field, { side });
      else drawMap(maps[side], MAP, data, field, { points: 0, side, quick: page.shown.playing });
      const words = `What network ${side.toUpperCase()} would ${isRows(data) ? 'answer' : 'draw'} if it were read after this ${unitOf(page)}`;
      boxes[side].title = isRows(data) ? `${words}: ${rowsInWords(width, height, data, field)}` : words;
    },
    { coarse: 32, fine: 48 },
  );

  function show() {
    const layer = page.hoverLayer;
    card.hidden = layer === null;
    document.body.classList.toggle('pointing', layer !== null);
    if (layer === null) return;
    const { shown } = page;
    // A recording holds no maps of single layers.
    pictures.hidden = shown.recorded;
    const depth = Math.max(shown.a.depth, shown.b.depth);
    number.max = String(depth);
    if (document.activeElement !== number) number.value = String(layer);
    const word = unitOf(page);
    const deeper = shown.b.depth >= shown.a.depth ? 'b' : 'a';
    const place = placeOf(page, deeper, layer);
    setText(unit, word === 'layer' ? 'Layer' : 'Block');
    setText(caption, `The numbers of ${columnName(page, deeper, layer)}`);
    setText(of, ` of ${depth}`);
    setText(where, place && `, ${place}`);
    pictures.classList.toggle('wide', isRows(page.data));
    pictures.classList.toggle('lettered', page.data !== null && isSequences(page.data));
    for (const side of SIDES) {
      const { frame, depth: own } = shown[side];
      const has = layer <= own;
      QUANTITIES.forEach((quantity, i) => {
        const cell = cells[i]?.[side];
        if (cell) fill(cell, ...(frame && has ? logNodes(valueAt(frame, quantity, layer, page.relative)) : ['–']));
      });
      const gone = page.removed[side][layer - 1] === 1;
      const verb = gone ? 'Put back' : 'Remove';
      fill(buttons[side], el('span', { class: `mark mark-small mark-${side}` }), verb);
      buttons[side].setAttribute(
        'aria-label',
        `${verb} ${word} ${layer} ${gone ? 'in' : 'from'} network ${side.toUpperCase()}`,
      );
      buttons[side].title = gone ? `Put this ${word} back` : `Remove this ${word}: h passes on unchanged`;
      buttons[side].disabled = !has || shown.recorded;
      if (has)
        feed.want(
          side,
          shown.playing,
          `${page.runId} ${layer} ${shown.step} ${page.removed[side].join('')} ${page.theme}`,
        );
    }
  }

  /** Beside the line, on the side where there is room: it flips past the middle. @param {number} layer */
  function placeCard(layer) {
    const width = rail.clientWidth;
    const x = (layer - 0.5) * lanes.layers.pitch;
    const room = card.offsetWidth;
    const offset = Number.parseFloat(getComputedStyle(rail).marginLeft) || 0;
    const wish = x > lanes.layers.width / 2 ? x - offset - 14 - room : x - offset + 14;
    // Where the rail is too narrow for it, the card keeps off the data at its left.
    card.style.left = `${Math.max(0, Math.min(width - room, wish))}px`;
  }

  /** Where it stands depends on the ring and on the widths alone: measured then, not with every frame. */
  function showAndPlace() {
    show();
    if (page.hoverLayer !== null) placeCard(page.hoverLayer);
  }
  page.on('hover', showAndPlace);
  page.on('layout', showAndPlace);
  page.on('shown', show);
  page.on('removed', show);
}
