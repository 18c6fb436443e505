// Drawing points of classes by hand: with a pointer, or with the arrow keys and the space bar.

import { context, el } from '../dom.js';
import { shape } from '../maps.js';
import { palette } from '../palette.js';

/** @typedef {{x: number, y: number, k: number, stroke: number}} Point  x and y in −1 … 1, y upwards */

const SIZE = 320; // CSS pixels a side
const APART = 11; // pixels between the points of one stroke
export const MOST = 512; // so many travel in a link
const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'];

/**
 * @param {() => void} changed  called after each change
 */
export function makePad(changed) {
  /** @type {Point[]} */
  let points = [];
  let chosen = 0;
  let strokes = 0;
  let cursor = { x: 0, y: 0 };
  let keys = false; // whether the crosshair of the keyboard shows

  const canvas = el('canvas', {
    class: 'pad-canvas',
    tabindex: 0,
    role: 'application',
    'aria-label': 'Points',
    'aria-describedby': 'pad-help',
  });
  const classes = LETTERS.map((letter, k) => {
    const swatch = el('canvas', { class: 'pad-swatch', 'aria-hidden': 'true' });
    const tally = el('span', { class: 'pad-tally' }, '0');
    const button = el(
      'button',
      { type: 'button', role: 'radio', class: 'pad-class' },
      swatch,
      `Class ${letter}`,
      tally,
    );
    button.addEventListener('click', () => choose(k));
    return { button, swatch, tally };
  });
  const group = el('div', { class: 'pad-classes', role: 'radiogroup', 'aria-label': 'Class of the next point' });
  group.append(...classes.map((entry) => entry.button));
  group.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    choose((chosen + by + LETTERS.length) % LETTERS.length);
    classes[chosen]?.button.focus();
  });
  const undo = el('button', { type: 'button', class: 'button' }, 'Undo');
  const clear = el('button', { type: 'button', class: 'button' }, 'Clear');
  undo.addEventListener('click', () => {
    const last = points.at(-1)?.stroke;
    replace(points.filter((point) => point.stroke !== last));
  });
  clear.addEventListener('click', () => replace([]));
  const element = el(
    'div',
    { class: 'pad' },
    canvas,
    el('div', { class: 'pad-side' }, group, el('div', { class: 'pad-buttons' }, undo, clear)),
    el(
      'p',
      { class: 'sheet-note', id: 'pad-help' },
      'Press and draw. By keyboard: the arrows move the crosshair (finer with Shift), Space puts a point, Backspace takes the last one away, 1 to 6 choose the class.',
    ),
  );

  /** @param {number} k */
  function choose(k) {
    chosen = k;
    paint();
  }

  /** @param {Point[]} to */
  function replace(to) {
    points = to;
    paint();
    changed();
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  function put(x, y) {
    if (points.length >= MOST) return;
    const clip = (/** @type {number} */ v) => Math.max(-1, Math.min(1, v));
    points.push({ x: clip(x), y: clip(y), k: chosen, stroke: strokes });
    paint();
    changed();
  }

  /** @param {PointerEvent} event */
  function place(event) {
    const box = canvas.getBoundingClientRect();
    return { x: (2 * (event.clientX - box.left)) / box.width - 1, y: 1 - (2 * (event.clientY - box.top)) / box.height };
  }

  /** @type {{x: number, y: number} | null} */
  let last = null;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    keys = false;
    strokes += 1;
    last = place(event);
    put(last.x, last.y);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!last) return;
    const at = place(event);
    const gap = (2 * APART) / SIZE;
    // A quick stroke leaves points all along its way.
    for (
      let far = Math.hypot(at.x - last.x, at.y - last.y);
      far >= gap;
      far = Math.hypot(at.x - last.x, at.y - last.y)
    ) {
      last = { x: last.x + ((at.x - last.x) * gap) / far, y: last.y + ((at.y - last.y) * gap) / far };
      put(last.x, last.y);
      if (points.length >= MOST) break;
    }
  });
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(end, () => {
      last = null;
    });
  }
  canvas.addEventListener('keydown', (event) => {
    const step = event.shiftKey ? 0.01 : 0.05;
    const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (move) {
      cursor = {
        x: Math.max(-1, Math.min(1, cursor.x + step * (move[0] ?? 0))),
        y: Math.max(-1, Math.min(1, cursor.y + step * (move[1] ?? 0))),
      };
    } else if (event.key === ' ' || event.key === 'Enter') {
      strokes += 1;
      put(cursor.x, cursor.y);
    } else if (event.key === 'Backspace' || event.key === 'Delete') replace(points.slice(0, -1));
    else if (/^[1-6]$/.test(event.key)) choose(Number(event.key) - 1);
    else return;
    keys = true;
    event.preventDefault();
    paint();
  });
  canvas.addEventListener('blur', () => {
    keys = false;
    paint();
  });

  function paint() {
    const colours = palette();
    const ctx = context(canvas, SIZE, SIZE);
    if (!ctx) return;
    ctx.fillStyle = colours.css('panel');
    ctx.fillRect(0, 0, SIZE, SIZE);
    ctx.strokeStyle = colours.css('line');
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let k = 1; k < 4; k++) {
      const at = Math.round((SIZE * k) / 4) + 0.5;
      ctx.moveTo(at, 0);
      ctx.lineTo(at, SIZE);
      ctx.moveTo(0, at);
      ctx.lineTo(SIZE, at);
    }
    ctx.stroke();
    for (const point of points) mark(ctx, ((point.x + 1) / 2) * SIZE, ((1 - point.y) / 2) * SIZE, point.k, 4);
    if (keys) {
      const [x, y] = [((cursor.x + 1) / 2) * SIZE, ((1 - cursor.y) / 2) * SIZE];
      ctx.strokeStyle = colours.css('ink');
      ctx.lineWidth = 1.5;
      ctx.beginPath();
      for (const [dx, dy] of /** @type {[number, number][]} */ ([
        [1, 0],
        [-1, 0],
        [0, 1],
        [0, -1],
      ])) {
        ctx.moveTo(x + 6 * dx, y + 6 * dy);
        ctx.lineTo(x + 14 * dx, y + 14 * dy);
      }
      ctx.stroke();
    }
    classes.forEach(({ button, swatch, tally }, k) => {
      button.setAttribute('aria-checked', String(k === chosen));
      button.tabIndex = k === chosen ? 0 : -1;
      tally.textContent = String(points.filter((point) => point.k === k).length);
      const small = context(swatch, 16, 16);
      small?.clearRect(0, 0, 16, 16);
      if (small) mark(small, 8, 8, k, 5);
    });
    // Neither is disabled: the one that was pressed would lose the keyboard to the page behind the sheet.
    for (const button of [undo, clear]) button.setAttribute('aria-disabled', String(points.length === 0));
  }

  return {
    element,
    paint,
    /** Rows as the engine reads them. */
    csv: () => points.map(({ x, y, k }) => `${x.toFixed(4)},${y.toFixed(4)},${LETTERS[k]}`).join('\n'),
    count: () => points.length,
  };
}

/**
 * One point: each class has a shape of its own besides its colour.
 * @param {CanvasRenderingContext2D} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} k
 * @param {number} r
 */
function mark(ctx, x, y, k, r) {
  const colours = palette();
  ctx.beginPath();
  shape(ctx, k, x, y, r);
  ctx.fillStyle = colours.css(`class${k}`);
  ctx.fill();
  ctx.lineWidth = 1;
  ctx.strokeStyle = colours.css('panel');
  ctx.stroke();
}
