// Turning a landscape: by mouse or pen, by two fingers (one scrolls the page), by arrow keys and by buttons.

import { el } from '../dom.js';

const START = { yaw: 0.7, pitch: 0.5 };
const STEP = Math.PI / 24;
const LOW = 0.08; // radians above the horizon
const HIGH = Math.PI / 2;

/**
 * @param {HTMLElement} surface  what is dragged; it takes the keys too
 * @param {() => void} changed
 */
export function makeTurning(surface, changed) {
  const camera = { ...START };
  let on = false;

  /**
   * @param {number} yaw
   * @param {number} pitch
   */
  function turn(yaw, pitch) {
    camera.yaw = (camera.yaw + yaw) % (2 * Math.PI);
    camera.pitch = Math.max(LOW, Math.min(HIGH, camera.pitch + pitch));
    changed();
  }

  /** @type {{x: number, y: number} | null} */
  let held = null;
  const drag = (/** @type {number} */ x, /** @type {number} */ y) => {
    if (held) turn((x - held.x) * 0.008, (y - held.y) * 0.006);
    held = { x, y };
  };
  surface.addEventListener('pointerdown', (event) => {
    if (!on || event.pointerType === 'touch' || event.button !== 0) return;
    surface.setPointerCapture(event.pointerId);
    held = { x: event.clientX, y: event.clientY };
  });
  surface.addEventListener('pointermove', (event) => {
    if (held && event.pointerType !== 'touch') drag(event.clientX, event.clientY);
  });
  const release = () => {
    held = null;
  };
  for (const end of ['pointerup', 'pointercancel', 'lostpointercapture']) surface.addEventListener(end, release);

  const middle = (/** @type {TouchEvent} */ event) => {
    const list = [...event.touches];
    const mean = (/** @type {(touch: Touch) => number} */ of) =>
      list.reduce((sum, touch) => sum + of(touch), 0) / list.length;
    return { x: mean((touch) => touch.clientX), y: mean((touch) => touch.clientY) };
  };
  // Not passive: two fingers here must not zoom the page as well.
  surface.addEventListener(
    'touchstart',
    (event) => {
      if (!on || event.touches.length !== 2) return release();
      event.preventDefault();
      held = middle(event);
    },
    { passive: false },
  );
  surface.addEventListener(
    'touchmove',
    (event) => {
      if (!held || event.touches.length !== 2) return;
      event.preventDefault();
      const { x, y } = middle(event);
      drag(x, y);
    },
    { passive: false },
  );
  surface.addEventListener('touchend', release);
  surface.addEventListener('touchcancel', release);

  surface.addEventListener('keydown', (event) => {
    if (!on) return;
    const by = event.shiftKey ? 4 * STEP : STEP;
    const move = { ArrowLeft: [by, 0], ArrowRight: [-by, 0], ArrowUp: [0, by], ArrowDown: [0, -by] }[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    turn(move[0] ?? 0, move[1] ?? 0);
  });

  const button = (/** @type {string} */ sign, /** @type {string} */ name, /** @type {() => void} */ run) => {
    const made = el('button', { type: 'button', class: 'turn', 'aria-label': name, title: name }, sign);
    made.addEventListener('click', run);
    return made;
  };
  const buttons = el(
    'div',
    { class: 'turns', role: 'group', 'aria-label': 'Turn both landscapes' },
    button('←', 'Turn left', () => turn(2 * STEP, 0)),
    button('→', 'Turn right', () => turn(-2 * STEP, 0)),
    button('↑', 'From higher up', () => turn(0, 2 * STEP)),
    button('↓', 'From lower down', () => turn(0, -2 * STEP)),
    button('⟲', 'As at first', () => {
      Object.assign(camera, START);
      changed();
    }),
  );
  return {
    camera,
    buttons,
    /** @param {boolean} now */
    enable(now) {
      on = now;
      buttons.hidden = !now;
      surface.tabIndex = now ? 0 : -1;
      if (now) {
        surface.setAttribute('role', 'application');
        surface.setAttribute('aria-label', 'Both landscapes; the arrow keys turn them');
      } else {
        surface.removeAttribute('role');
        surface.removeAttribute('aria-label');
      }
      surface.classList.toggle('turnable', now);
    },
  };
}
