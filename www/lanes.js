// The two lanes: what stands in them, how they are painted, and pointing at their layers.
import { columnName, kindOf, modelOf, partsOf, shortcutsOf, unitOf } from './columns.js';
import { byId, el, fill, setText } from './dom.js';
import { footMarks } from './foot.js';
import { count, power } from './format.js';
import { layerAt, layersIn } from './geometry.js';
import { buildLane } from './lane.js';
import { drawMap } from './maps.js';
import { isRows } from './outputs.js';
import { palette } from './palette.js';
import { place, scaleFor, ticks, valueAt } from './scales.js';
import { laneSentence, logText, networkName } from './sentences.js';
import { BLEED, paintStrip } from './strip.js';
import { drawWires } from './wires.js';

/** @typedef {import('./types.js').Side} Side */
/** @typedef {import('./page.js').Page} Page */
/** @typedef {import('./lane.js').Lane} Lane */

/** @type {Side[]} */
const SIDES = ['a', 'b'];

/** How long a bar takes to empty when its layer is removed, ms. */
const EMPTYING = 160;

export class Lanes {
  /** @type {Record<Side, Lane>} */
  lanes;
  /** @type {import('./geometry.js').Layers} */
  layers = layersIn(840, 56);
  /** @type {import('./scales.js').Scale} */
  scale = { lo: -12, hi: 2 };
  #page;
  #stage = byId('stage');
  #plumb = byId('plumb');
  /** Heights of the band of arcs and of the slots, px: the style sheet's, read at each layout. */
  #arcs = 18;
  #cells = 104;
  #scaleKey = '';
  /** @type {{ side: Side, layer: number, since: number } | null} */
  #emptying = null;
  /** @type {Record<Side, string>} */
  #said = { a: '', b: '' };

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
    this.lanes = { a: buildLane('a'), b: buildLane('b') };
    for (const side of SIDES) this.#listen(this.lanes[side]);
  }

  /** Reads the widths off the page and places everything that depends on them. */
  layout() {
    const { a, b } = this.lanes;
    const style = getComputedStyle(this.#stage);
    this.#arcs = Number.parseFloat(style.getPropertyValue('--arcs')) || 18;
    this.#cells = Number.parseFloat(style.getPropertyValue('--cells')) || 104;
    const stage = this.#stage.getBoundingClientRect();
    const rect = a.strip.getBoundingClientRect();
    const page = this.#page;
    this.layers = layersIn(rect.width, Math.max(page.shown.a.depth, page.shown.b.depth));
    const panel = byId('instruments').getBoundingClientRect();
    page.frameX = { left: rect.left - panel.left, pitch: this.layers.pitch, depth: this.layers.depth };
    const box = document.querySelector('.databox')?.getBoundingClientRect();
    const inStage = (/** @type {DOMRect} */ r) => ({
      left: r.left - stage.left,
      right: r.right - stage.left,
      top: r.top - stage.top,
      bottom: r.bottom - stage.top,
    });
    drawWires(
      byId('wires'),
      stage.width,
      box && box.width > 0 ? inStage(box) : null,
      SIDES.map((side) => {
        const lane = this.lanes[side];
        const strip = inStage(lane.strip.getBoundingClientRect());
        const map = inStage(lane.figure.getBoundingClientRect());
        return {
          side,
          strip,
          arcs: this.#arcs,
          end: strip.left + page.shown[side].depth * this.layers.pitch,
          map: map.top < strip.bottom && map.bottom > strip.bottom - 40 ? map : null,
          shortcuts: [shortcutsOf(page, side)[0], shortcutsOf(page, side).at(-1)].map((kind) => kind !== 'none'),
        };
      }),
    );
    for (const lane of [a, b]) {
      const depth = page.shown[lane.side].depth;
      lane.canvas.style.width = `${this.layers.width + 2 * BLEED}px`;
      lane.strip.setAttribute('aria-valuemax', String(depth));
      fill(lane.foot, ...footMarks(page, lane.side, this.layers));
    }
    this.ring();
  }

  /** What each network is: its name, its formula, its size. */
  describe() {
    const page = this.#page;
    setText(byId('column-is'), unitOf(page));
    setText(byId('what-each'), `What each ${isRows(page.data) ? 'answers' : 'draws'}`);
    for (const side of SIDES) {
      const lane = this.lanes[side];
      const info = page.model?.[side];
      const kinds = shortcutsOf(page, side);
      const kind = kinds[0] ?? 'none';
      fill(
        lane.name,
        el('span', { class: `mark mark-${side}` }),
        el('span', { class: 'letter' }, side.toUpperCase()),
        ` ${networkName(kind)}`,
      );
      // A long one breaks between its clauses only.
      const clauses = (info?.formula ?? '').split(/(?<=,) /);
      fill(lane.formula, ...clauses.flatMap((clause, i) => [i > 0 && ' ', el('span', {}, clause)]));
      setText(lane.parameters, info ? `${count(info.parameters)} parameters` : '');
      setText(lane.size, info ? `${count(info.blocks)} blocks, ${count(info.weight_layers)} weight layers` : '');
      const any = kinds.some((one) => one !== 'none');
      // The wire into the first shortcut rises where the upper lane has its scale.
      lane.axis.classList.toggle('axis-off', side === 'a' && kind !== 'none');
      lane.ways.className = any ? `ways colour-${side}` : 'ways';
      fill(lane.ways, ...waysOf(kinds, page.setting(side, 'scale')).map((word) => el('span', {}, word)));
      lane.strip.setAttribute(
        'aria-label',
        `${unitOf(page) === 'layer' ? 'Layers' : 'Blocks'} of network ${side.toUpperCase()}, ${networkName(kind)}`,
      );
    }
  }

  /** Paints both strips, the sentences and the read-outs from what is shown. */
  paint() {
    const page = this.#page;
    const { quantity, relative } = page;
    const starts = SIDES.map((side) => startOf(page.shown[side])).filter((f) => f !== null);
    const key = `${page.runId} ${quantity} ${relative} ${starts.length}`;
    const rescaled = key !== this.#scaleKey;
    if (rescaled) {
      this.#scaleKey = key;
      this.scale = scaleFor(quantity, relative, starts);
    }
    const arcs = this.#arcs;
    const cells = this.#cells;
    for (const side of SIDES) {
      const lane = this.lanes[side];
      const shown = page.shown[side];
      const emptying = this.#emptying?.side === side ? this.#emptying : null;
      paintStrip(lane.canvas, {
        side,
        layers: this.layers,
        depth: shown.depth,
        arcs,
        cells,
        frame: shown.frame,
        quantity,
        relative,
        scale: this.scale,
        removed: page.removed[side],
        shortcuts: shortcutsOf(page, side),
        borders: partsOf(page, side)
          .map(({ after }) => after)
          .slice(1),
        round: modelOf(page) === 'transformer' ? (column) => kindOf(page, column) === 'attention' : null,
        scaled: page.setting(side, 'scale') !== '1',
        palette: palette(),
        emptying: emptying && {
          layer: emptying.layer,
          t: Math.min(1, (performance.now() - emptying.since) / EMPTYING),
        },
      });
      lane.readouts.show(shown.frame);
      this.#say(lane);
      if (rescaled) this.#axis(lane, cells);
    }
    if (this.#emptying) {
      if (performance.now() - this.#emptying.since > EMPTYING) this.#emptying = null;
      page.repaint();
    }
    this.speak();
  }

  /** @param {Lane} lane @param {number} cells */
  #axis(lane, cells) {
    // Bars stand about the middle, so half a slot is the scale: upwards in the upper lane, downwards in the lower.
    const half = cells / 2;
    fill(
      lane.axis,
      ...ticks(this.scale, half, 14).map((at) => {
        const mark = el('span', {}, power(at));
        const t = place(this.scale, at);
        mark.style.top = `${lane.side === 'a' ? half - t * half : half + t * half}px`;
        return mark;
      }),
    );
  }

  /** @param {Lane} lane */
  #say({ side, says }) {
    const page = this.#page;
    const shown = page.shown[side];
    const { frame } = shown;
    const key = `${page.runId} ${frame?.step} ${frame?.loss} ${page.quantity} ${page.relative} ${shown.diverged?.step}`;
    if (this.#said[side] === key) return;
    this.#said[side] = key;
    if (shown.diverged) {
      fill(
        says,
        `Stopped at step ${count(shown.diverged.step)}. Shown is step ${count(frame?.step ?? 0)}, the last that was measured with finite numbers.`,
      );
    } else if (frame) {
      fill(says, ...laneSentence(frame, startOf(shown), shown.depth, page.quantity, page.relative, unitOf(page)));
    } else {
      fill(says, '');
    }
  }

  /** The layer's numbers as the sliders speak them. */
  speak() {
    const page = this.#page;
    for (const side of SIDES) {
      const { strip } = this.lanes[side];
      const { frame, depth } = page.shown[side];
      const layer = Math.min(page.hoverLayer ?? 1, depth);
      const removed = page.removed[side][layer - 1] ? ', removed' : '';
      const value = frame ? `, ${page.quantity} ${logText(valueAt(frame, page.quantity, layer, page.relative))}` : '';
      strip.setAttribute('aria-valuenow', String(layer));
      const name = columnName(page, side, layer);
      const which = name === `layer ${layer}` ? `layer ${layer} of ${depth}` : `block ${layer} of ${depth}, ${name}`;
      strip.setAttribute('aria-valuetext', `${which}${value}${removed}`);
    }
  }

  /** Places the ring in both lanes and the line between them. */
  ring() {
    const page = this.#page;
    const layer = page.hoverLayer;
    const arcs = this.#arcs;
    for (const side of SIDES) {
      const { ring } = this.lanes[side];
      ring.hidden = layer === null || layer > page.shown[side].depth;
      if (layer === null) continue;
      const width = Math.max(this.layers.cell, 5) + 4;
      ring.style.left = `${(layer - 0.5) * this.layers.pitch - width / 2}px`;
      ring.style.top = `${arcs - 2}px`;
      ring.style.width = `${width}px`;
      ring.style.height = `${this.#cells + 4}px`;
    }
    this.#plumb.hidden = layer === null;
    if (layer === null) return;
    const stage = this.#stage.getBoundingClientRect();
    const top = this.lanes.a.strip.getBoundingClientRect();
    const bottom = this.lanes.b.strip.getBoundingClientRect();
    this.#plumb.style.left = `${Math.round(top.left - stage.left + (layer - 0.5) * this.layers.pitch - 0.5)}px`;
    this.#plumb.style.top = `${top.bottom - stage.top + 2}px`;
    this.#plumb.style.height = `${bottom.top + arcs - 2 - (top.bottom + 2)}px`;
  }

  /**
   * Removes a layer, with the page's one flourish, a bar that empties; or puts it back.
   * @param {Side} side
   * @param {number} layer
   */
  toggle(side, layer) {
    const gone = this.#page.toggleLayer(side, layer);
    if (gone && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.#emptying = { side, layer, since: performance.now() };
    }
  }

  /**
   * @param {Side} side
   * @param {Float32Array | null} field
   */
  drawMap(side, field) {
    const lane = this.lanes[side];
    const data = this.#page.data;
    if (data)
      drawMap(lane.map, lane.figure.clientWidth || 150, data, field, {
        points: (lane.figure.clientWidth || 150) > 120 ? 2 : 1.5,
        side,
        quick: this.#page.shown.playing,
      });
  }

  /**
   * Words on a map's foot.
   * @param {Side} side
   * @param {string} words
   */
  caption(side, words) {
    const { caption } = this.lanes[side];
    caption.hidden = words === '';
    setText(caption, words);
  }

  /** @param {Lane} lane */
  #listen({ side, strip }) {
    const page = this.#page;
    const at = (/** @type {PointerEvent} */ event) => {
      const rect = strip.getBoundingClientRect();
      return layerAt(
        this.layers,
        ((event.clientX - rect.left) / rect.width) * this.layers.width,
        page.shown[side].depth,
      );
    };
    let pressed = /** @type {number | null} */ (null);
    strip.addEventListener('pointermove', (event) => {
      if (event.pointerType === 'mouse' ? !page.pointing.pinned : event.buttons > 0) page.hover(at(event));
    });
    strip.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      const layer = at(event);
      // A press on the layer that is held already removes it or puts it back; any other press holds it.
      pressed = page.pointing.pinned && page.hoverLayer === layer ? layer : null;
      page.pointing.pin(layer);
    });
    strip.addEventListener('pointerup', (event) => {
      if (pressed !== null && at(event) === pressed) this.toggle(side, pressed);
      pressed = null;
    });
    strip.addEventListener('pointercancel', () => {
      pressed = null;
    });
    strip.addEventListener('pointerleave', () => page.pointing.leave());
    strip.addEventListener('pointerenter', () => page.pointing.stay());
    strip.addEventListener('keydown', (event) => {
      if (page.pointing.key(event)) return;
      const drops = event.key === 'Enter' || event.key === 'Delete' || event.key === 'Backspace';
      if (!drops || page.hoverLayer === null || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.toggle(side, page.hoverLayer);
    });
    strip.addEventListener('focus', () => {
      if (strip.matches(':focus-visible') && page.hoverLayer === null) page.pointing.pin(1);
    });
  }
}

/**
 * The frame of step 0, where it has its layers (a recorded run's history has not).
 * @param {import('./types.js').ShownNetwork} shown
 */
export function startOf(shown) {
  const first = shown.history[0];
  if (first && first.step === 0 && first.grad.length > 1) return first;
  return shown.frame?.step === 0 ? shown.frame : null;
}

/**
 * At the right of a lane's sentence: what runs which way, or what its arcs are.
 * @param {string[]} shortcuts  of its columns
 * @param {string} scale
 */
function waysOf(shortcuts, scale) {
  const without = shortcuts.filter((kind) => kind === 'none').length;
  if (without === shortcuts.length) return ['data →', '← gradient'];
  if (shortcuts[0] === 'dense') return ['the rail: all layers before'];
  const arcs =
    without === 0
      ? 'one arc, one shortcut'
      : `${shortcuts[0] === 'none' ? 'attention' : 'feed-forward'} has no shortcut`;
  const branch = scale === 'depth' ? '1/√depth' : String(Number(scale));
  return scale === '1' ? [arcs] : [`${arcs}; branch × ${branch}`];
}
