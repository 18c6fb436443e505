// Keeps what each network draws up to date: the two maps at the right of the lanes, and what removed layers leave of them.
import { unitOf } from './columns.js';
import { drawStrip, PROBES } from './editmap.js';
import { MapFeed } from './mapfeed.js';
import { isEdit } from './maps.js';
import { drawRows, isRows, rowsInWords } from './outputs.js';

/** @typedef {import('./page.js').Page} Page */
/** @typedef {import('./types.js').Side} Side */

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];

/** Least time between two measurements of what removed layers leave, while the run goes on, ms. */
const APART = 250;

/**
 * @param {Page} page
 * @param {import('./lanes.js').Lanes} lanes
 */
export function mountDrawings(page, lanes) {
  /** @type {Record<Side, Float32Array | null>} */
  const fields = { a: null, b: null };
  /** Numbers in and out that are no map of a plane: one held-out row is shown instead. */
  const rows = () => page.data !== null && isEdit(page.data);

  let drawn = '';

  const feed = new MapFeed(
    (side, size) => {
      const { twin, data } = page;
      if (!twin || !data || page.shown.recorded) return null;
      if (rows()) return twin.answers(side, data.test_inputs.slice(0, PROBES * data.inputs), page.removed[side]);
      return twin.map(side, size, page.shown[side].depth, page.removed[side]);
    },
    (side, field) => {
      fields[side] = field;
      draw(side);
    },
  );

  /** @param {Side} side */
  function draw(side) {
    const { data, recording } = page;
    if (!data) return;
    // A field of other data says nothing of this one.
    const kind = `${page.runId} ${data.inputs} ${data.outputs} ${data.classes}`;
    if (kind !== drawn) fields.a = fields.b = null;
    drawn = kind;
    const gone = page.lesions.any(side);
    const { map, figure } = lanes.lanes[side];
    const { clientWidth: width, clientHeight: height } = figure;
    if (rows()) drawStrip(map, width, data, fields[side], { colour: side, words: ['in', 'out', 'out − in'] });
    else if (isRows(data)) drawRows(map, width, height, data, fields[side], { side });
    else lanes.drawMap(side, recording?.maps[side] ?? fields[side]);
    lanes.caption(side, gone ? `${unitOf(page)}s removed` : '');
    const without = gone ? ` without the removed ${unitOf(page)}s` : '';
    figure.setAttribute(
      'aria-label',
      isRows(data)
        ? `What network ${side.toUpperCase()} answers${without}: ${rowsInWords(width, height, data, fields[side])}`
        : `What network ${side.toUpperCase()} draws${without}`,
    );
  }

  for (const side of SIDES) {
    const { tag, strip } = lanes.lanes[side];
    tag.back.addEventListener('click', () => {
      // The button goes; its layers are where the keyboard goes on.
      if (document.activeElement === tag.back) strip.focus({ preventScroll: true });
      page.putBack(side);
    });
  }

  let measured = 0;
  function show() {
    const { shown, twin } = page;
    for (const side of SIDES) {
      const state = shown[side];
      page.lesions.show(lanes.lanes[side].tag, side, state.frame, unitOf(page));
      if (shown.recorded || !twin) continue;
      feed.want(side, shown.playing, `${page.runId} ${shown.step} ${page.removed[side].join('')}`);
    }
    if (shown.recorded || !twin || !SIDES.some((side) => page.lesions.any(side))) return;
    if (shown.playing && performance.now() - measured < APART) return;
    const key = `${page.runId} ${shown.step} ${SIDES.map((side) => page.removed[side].join('')).join()}`;
    if (key === last) return;
    last = key;
    measured = performance.now();
    for (const side of SIDES) {
      void page.lesions.measure(
        side,
        (s, marks) => twin.lesion(s, marks),
        () => page.repaint(),
      );
    }
  }
  let last = '';

  page.on('shown', show);
  page.on('layout', () => {
    page.repaint();
    for (const side of SIDES) draw(side);
  });
  page.on('theme', () => {
    for (const side of SIDES) draw(side);
  });
  page.on('removed', () => {
    last = '';
    show();
  });
  for (const side of SIDES) draw(side);
}
