// What a study found, as a figure: the engine draws and reads it, this puts it on a canvas and follows the pointer and the keys.

import { el, pixelRatio } from '../dom.js';
import { plots } from './figures.js';
import { makeProbe } from './probe.js';
import { kinds, rich } from './sentence.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').Found} Found */
/** @typedef {import('../types.d.ts').Findings} Findings */
/** @typedef {import('../types.d.ts').StudyPanel} StudyPanel */
/** @typedef {import('./types.d.ts').Plot} Plot */

/** The numbers at a place, as the engine tells them. @typedef {{ panel: string, at: string, values: { side: 'a' | 'b' | null, name: string, words: string }[] }} Pointed */

/** Rows of a data table at most. */
const ROWS = 400;
/** Room that the numbers of an axis take at the right, px. */
const NUMBERS = 40;
/** How wide a file's figure is, px. */
const FILE = 900;

/**
 * @param {App} app
 * @param {() => void} request  asks for a drawing
 * @param {string[] | ((findings: Findings) => string[])} [keys]  of the panels that are drawn; all without. Of those that are picked
 *   anew each time, the files have no others
 * @param {string} [shown]  the key of a panel that is shown beside it in another way; its files have it
 */
export function makeExhibit(app, request, keys, shown) {
  /** What was found, as far as it is drawn. @param {Findings} findings @returns {Findings} */
  const chosen = (findings) => {
    if (!keys && !shown) return findings;
    const wanted = typeof keys === 'function' ? keys(findings) : keys;
    return {
      ...findings,
      panels: findings.panels.filter(({ key }) => key !== shown && (wanted?.includes(key) ?? true)),
    };
  };
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const box = el('div', { class: 'chart chart-exhibit' }, canvas);
  /** What is pointed at: a panel, and a place on its axes. @type {{ over: string, hover: number, hover_y?: number, plot: number } | null} */
  let at = null;
  /** @type {{ probe: import('./probe.js').Probe, panel: StudyPanel, plot: Plot }[]} */
  let seen = [];
  /** What the figure that stands was drawn from. */
  let drawn = '';

  /** @param {StudyPanel} panel */
  const counts = (panel) => panel.x.scale === 'layers';

  /**
   * @param {number} k
   * @param {{x: number, y: number} | null} share
   */
  function pointed(k, share) {
    const here = seen[k];
    if (!share || !here) {
      if (at && seen[at.plot] && counts(/** @type {any} */ (seen[at.plot]).panel)) app.hover(null);
      at = null;
      return request();
    }
    const { panel, plot } = here;
    const hover = plot.x[0] + share.x * (plot.x[1] - plot.x[0]);
    point(k, hover, plot.y[1] + share.y * (plot.y[0] - plot.y[1]), panel);
  }

  /**
   * @param {number} k
   * @param {number} hover
   * @param {number} hover_y
   * @param {StudyPanel} panel
   */
  function point(k, hover, hover_y, panel) {
    at = { over: panel.key, hover, plot: k, ...(panel.body.maps ? { hover_y } : {}) };
    if (counts(panel) && panel.body.lines) {
      const layer = Math.round(hover);
      app.hover(layer >= 1 && layer <= app.frameX.depth ? layer : null);
    }
    request();
  }

  /**
   * @param {number} k
   * @param {string} key
   * @param {boolean} far
   */
  function walked(k, key, far) {
    const here = seen[k];
    if (!here) return;
    const { panel, plot } = here;
    const places = stops(panel, plot);
    const from = at?.plot === k ? at : null;
    const x = places.x.length === 0 ? -1 : nearest(places.x, from?.hover ?? (key === 'left' ? plot.x[1] : plot.x[0]));
    const y = places.y.length === 0 ? -1 : nearest(places.y, from?.hover_y ?? (plot.y[0] + plot.y[1]) / 2);
    const by = far ? 5 : 1;
    const dx = from ? ({ left: -by, right: by, home: -places.x.length, end: places.x.length }[key] ?? 0) : 0;
    const dy = { up: by, down: -by }[key] ?? 0;
    const hold = (/** @type {number[]} */ list, /** @type {number} */ to) =>
      list[Math.max(0, Math.min(list.length - 1, to))] ?? 0;
    point(k, hold(places.x, key === 'end' ? places.x.length : x + dx), hold(places.y, y + dy), panel);
  }

  /** @param {Findings} findings */
  const options = (findings) => {
    const { left, pitch, depth } = app.frameX;
    // Under the columns above, where those leave room for the numbers at the right.
    const room = box.clientWidth - left - depth * pitch;
    const under = !keys && findings.panels.some(counts) && room >= NUMBERS ? { x0: left + pitch / 2, pitch } : {};
    const layer = app.hoverLayer;
    const ringed = findings.panels.find((panel) => counts(panel) && panel.body.lines);
    const place = at ?? (layer !== null && ringed ? { over: ringed.key, hover: layer } : {});
    const panels = keys || shown ? { panels: findings.panels.map((panel) => panel.key) } : {};
    return { names: kinds(app.info()), theme: app.theme, ...panels, ...under, ...place };
  };

  /**
   * A probe for each plotting area.
   * @param {Findings} findings
   * @param {Plot[]} areas
   */
  function place(findings, areas) {
    const panels = findings.panels.flatMap((panel) =>
      panel.body.maps ? panel.body.maps.maps.map(() => panel) : panel,
    );
    const next = areas.map((plot, k) => {
      const panel = /** @type {StudyPanel} */ (panels[k] ?? panels.at(-1));
      const old = seen[k];
      if (old && old.panel.key === panel.key && old.panel.title === panel.title) return { ...old, panel, plot };
      old?.probe.element.remove();
      const probe = makeProbe(
        panel.title,
        (share) => pointed(k, share),
        (key, far) => walked(k, key, far),
      );
      box.append(probe.element);
      return { probe, panel, plot };
    });
    for (const { probe } of seen.slice(next.length)) probe.element.remove();
    if (at && at.plot >= next.length) at = null;
    seen = next;
    for (const { probe, plot } of seen) probe.place(plot);
  }

  /**
   * The card at what is pointed at, and the same in words.
   * @param {Found} found
   * @param {string} told  JSON of the options
   */
  function read(found, told) {
    /** @type {Pointed[]} */
    const numbers = JSON.parse(found.pointed(told));
    for (const [k, { probe, panel, plot }] of seen.entries()) {
      const mine = numbers.find((one) => one.panel === panel.key);
      const hover = at?.hover ?? app.hoverLayer;
      if (!mine || hover === null) {
        probe.show(null);
        continue;
      }
      const words = `${mine.at}: ${mine.values.map(({ name, words }) => (name ? `${name} ${words}` : words)).join(', ')}`;
      const share = (hover - plot.x[0]) / (plot.x[1] - plot.x[0]);
      const low = at?.hover_y === undefined ? 0 : (plot.y[1] - at.hover_y) / (plot.y[1] - plot.y[0]);
      // A card stands where the reader points; the other panels show the line.
      probe.show(at?.plot === k ? share : null, card(mine), words, low);
    }
  }

  return {
    element: box,
    /**
     * @param {Found} found
     * @param {Findings} whole
     * @param {number} version  of what was found
     */
    draw(found, whole, version) {
      const findings = chosen(whole);
      const width = box.clientWidth;
      if (width === 0) return;
      const told = { ...options(findings), width, pixel_ratio: pixelRatio(), ground: 'none' };
      const key = `${version} ${JSON.stringify(told)}`;
      if (key === drawn) return;
      drawn = key;
      const height = found.height(JSON.stringify(told));
      box.style.height = `${height}px`;
      const json = JSON.stringify({ ...told, height });
      place(findings, plots(found.draw(canvas, json)));
      read(found, json);
    },
    /**
     * What its files, its table and its spoken summary are made from.
     * @param {Found} found
     * @param {Findings} findings
     */
    made(found, findings) {
      const { names, theme, panels } = options(chosen(findings));
      const picked = typeof keys === 'function' ? { panels } : {};
      const own = JSON.stringify({ names, theme, ...picked, width: FILE });
      return {
        summary: () => found.summary(own),
        table: () => JSON.parse(found.table(own, ROWS)),
        csv: () => found.csv(),
        svg: () => found.svg(JSON.stringify({ names, theme, ...picked, width: FILE, height: found.height(own) })),
      };
    },
  };
}

/**
 * Where the arrow keys stop, on the axes as they are drawn.
 * @param {StudyPanel} panel
 * @param {Plot} plot
 */
function stops({ body, x }, plot) {
  if (body.lines) {
    const own = body.lines.series.flatMap((one) => one.x.filter((value) => value !== null));
    const drawn = own.map((value) => (x.scale === 'log' ? Math.log10(value) : value));
    const within = drawn.filter((value) => value >= Math.min(...plot.x) && value <= Math.max(...plot.x));
    return { x: [...new Set(within)].sort((a, b) => a - b), y: [] };
  }
  const map = body.maps?.maps[0];
  const columns = map?.columns ?? 1;
  const rows = Math.floor((map?.values.length ?? 1) / Math.max(1, columns));
  const middles = (/** @type {[number, number]} */ [from, to], /** @type {number} */ of) =>
    Array.from({ length: of }, (_, k) => from + ((k + 0.5) / of) * (to - from)).sort((a, b) => a - b);
  return { x: middles(plot.x, columns), y: middles(plot.y, rows) };
}

/**
 * @param {number[]} list
 * @param {number} to
 */
const nearest = (list, to) =>
  list.reduce((best, value, k) => (Math.abs(value - to) < Math.abs((list[best] ?? 0) - to) ? k : best), 0);

/** @param {Pointed} pointed */
function card({ at, values }) {
  return el(
    'table',
    {},
    el('thead', {}, el('tr', {}, el('th', { scope: 'col', colspan: 2 }, rich(at)))),
    el(
      'tbody',
      {},
      values.map(({ side, name, words }) =>
        el(
          'tr',
          {},
          el('th', { scope: 'row', class: side ? `colour-${side}` : false }, rich(name)),
          el('td', {}, rich(words)),
        ),
      ),
    ),
  );
}
