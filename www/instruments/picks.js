// Which of a study's many panels are shown: those of one image or sequence, at the layer that is pointed at or chosen.

import { context, el } from '../dom.js';
import { drawImage } from '../outputs.js';
import { dropdown } from './choices.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Findings} Findings */

/** Side of an example's picture, px. */
const PICTURE = 56;

/**
 * @typedef {object} Picker
 * @property {HTMLElement} element
 * @property {(findings: Findings) => string[]} keys  of the panels that are shown
 */

/**
 * The choices of a study that has some; none for the others.
 * @param {App} app
 * @param {string} id
 * @param {() => void} request  asks for a drawing
 * @returns {Picker | undefined}
 */
export function makePicker(app, id, request) {
  if (id === 'features') return picker(app, request, FEATURES);
  if (id === 'attention') return picker(app, request, ATTENTION);
  return undefined;
}

/**
 * How a study's panels are found: by keys of the form WHAT_EXAMPLE.WHERE_PLACE.
 * @typedef {object} Kind
 * @property {string} label
 * @property {RegExp} example  finds the name of an example in a panel's key
 * @property {(example: string) => string} exampleWords
 * @property {string} where
 * @property {RegExp} place  finds the name of a place in a panel's key
 * @property {(place: string) => string} placeWords
 * @property {(column: number) => string} at  the place that belongs to a column of the lanes
 * @property {(example: string, place: string) => string[]} keys
 * @property {(example: string) => string} [picture]  the key of the panel whose map is the example itself, shown beside the choices
 */

/** @type {Kind} */
const FEATURES = {
  label: 'Image of class',
  example: /^class_(\d+)\.image$/,
  exampleWords: (example) => example,
  where: 'After',
  place: /^filters\.state_(\d+)$/,
  placeWords: (place) => (place === '0' ? 'the stem' : `block ${place}`),
  at: String,
  keys: (example, place) => [`class_${example}.state_${place}`, `filters.state_${place}`],
  picture: (example) => `class_${example}.image`,
};

/** @type {Kind} */
const ATTENTION = {
  label: 'Sequence',
  example: /^sequence_(\d+)\.layer_1$/,
  exampleWords: (example) => example,
  where: 'Layer',
  place: /^sequence_1\.layer_(\d+)$/,
  placeWords: (place) => place,
  at: (column) => String(Math.ceil(column / 2)),
  keys: (example, place) => ['answer', `sequence_${example}.layer_${place}`],
};

/**
 * @param {App} app
 * @param {() => void} request
 * @param {Kind} kind
 * @returns {Picker}
 */
function picker(app, request, kind) {
  let example = '';
  let place = '';
  let offered = '';
  const choice = (/** @type {(value: string) => void} */ take) => (/** @type {string} */ value) => {
    take(value);
    request();
  };
  const box = el('div', { class: 'picks' });
  const picture = el('canvas', { class: 'pick-picture', role: 'img', 'aria-label': 'The image' });
  /** @type {{ element: HTMLElement, set: (value: string) => void }[]} */
  let lists = [];
  /** @param {Float32Array} pixels */
  function show(pixels) {
    const ctx = context(picture, PICTURE, PICTURE);
    if (ctx) drawImage(ctx, 0, 0, PICTURE, pixels, [0, Math.max(...pixels)]);
  }
  return {
    element: box,
    keys(findings) {
      const found = (/** @type {RegExp} */ form) => findings.panels.flatMap(({ key }) => form.exec(key)?.[1] ?? []);
      const [examples, places] = [found(kind.example), found(kind.place)];
      if (offered !== `${examples} ${places}`) {
        offered = `${examples} ${places}`;
        lists = [
          dropdown(
            kind.label,
            examples,
            kind.exampleWords,
            choice((value) => (example = value)),
          ),
          dropdown(
            kind.where,
            places,
            kind.placeWords,
            choice((value) => (place = value)),
          ),
        ];
        box.replaceChildren(...lists.map(({ element }) => element));
        if (kind.picture) box.prepend(picture);
      }
      if (app.hoverLayer !== null) place = kind.at(app.hoverLayer);
      if (!examples.includes(example)) example = examples[0] ?? '';
      if (!places.includes(place)) place = places[0] ?? '';
      lists[0]?.set(example);
      lists[1]?.set(place);
      const own = kind.picture && findings.panels.find(({ key }) => key === kind.picture?.(example));
      const pixels = own?.body.maps?.maps[0]?.values;
      if (pixels) show(Float32Array.from(pixels, (pixel) => pixel ?? 0));
      return kind.keys(example, place);
    },
  };
}
