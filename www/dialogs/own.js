// The reader's own data: points drawn by hand, rows pasted, picked or dropped as a CSV file, or images. The whole engine reads them and
// says what is wrong with them, and packs them for what trains; the run that stands is left alone until the reader takes the new data.

import { el } from '../dom.js';
import { merged } from '../instruments/help.js';
import { drawMap } from '../maps.js';
import { drawRows, isImages } from '../outputs.js';
import { sheet } from './dialog.js';
import { isImage, makeImages } from './images.js';
import { MOST, makePad } from './points.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {{digest: string, rows: number, inputs: number, classes?: number, labels: string[], loss: string, text: string, packed: string,
 *   notes: string[]}} Own */

const PAUSE = 250; // ms after the last key before pasted rows are read
const PREVIEW = 200;
const MOST_LINES = 20_000; // more are not laid out
/** How the data is given: drawn, as rows of text, as images. @typedef {'points' | 'rows' | 'images'} Way */
/** @type {[Way, string][]} */
const MODES = [
  ['points', 'Draw points'],
  ['rows', 'Rows as text'],
  ['images', 'Images'],
];
const LARGEST = 4_000_000; // characters; the engine refuses longer texts, so they need not be read first

/**
 * @param {App} app
 * @returns {{open: () => void, drop: (transfer: DataTransfer) => void}}
 */
export function makeOwnData(app) {
  const pad = makePad(() => check(true));
  /** What could not be taken of what was dropped, to be said with the rest. */
  let refused = '';
  const images = makeImages((sentence) => {
    refused = sentence;
    check(true);
  });
  const text = el('textarea', {
    class: 'own-text',
    spellcheck: 'false',
    autocomplete: 'off',
    rows: 12,
    'aria-label': 'Rows as CSV',
    placeholder: 'x,y,class\n0.12,0.50,left\n0.80,0.31,right\n…',
  });
  const file = el('input', { type: 'file', accept: '.csv,.tsv,.txt,text/csv,text/plain', class: 'own-file' });
  const pick = el('label', { class: 'button own-pick' }, 'Choose a file…', file);
  const preview = el('canvas', { class: 'own-preview', role: 'img', 'aria-label': 'The rows as points' });
  const rows = el(
    'div',
    { class: 'own-rows', hidden: true },
    el(
      'div',
      { class: 'own-rows-main' },
      text,
      el('div', { class: 'own-rows-foot' }, pick, el('span', {}, 'or drop a file anywhere on the page')),
    ),
    preview,
    el(
      'p',
      { class: 'sheet-note' },
      'A row is a point: one to 64 numbers, then what should come out, a class or a number; 64 numbers are an image of 8×8 pixels. Three rows of four are trained on; the fourth is held out.',
    ),
  );
  const modes = MODES.map(([mode, label]) => {
    const button = el('button', { type: 'button', role: 'radio' }, label);
    button.addEventListener('click', () => choose(mode));
    return button;
  });
  const segment = el(
    'div',
    { class: 'segment own-modes', role: 'radiogroup', 'aria-label': 'How to give the data' },
    modes,
  );
  segment.addEventListener('keydown', (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = (MODES.findIndex(([mode]) => mode === way) + by + MODES.length) % MODES.length;
    choose(MODES[next]?.[0] ?? 'points');
    modes[next]?.focus();
  });
  const says = el('p', { class: 'own-says', role: 'status' });
  const use = el('button', { type: 'button', class: 'button button-primary' }, 'Train on this data');
  const cancel = el('button', { type: 'button', class: 'button' }, 'Cancel');
  const dialog = sheet(
    'own',
    'Your own data',
    segment,
    pad.element,
    rows,
    images.element,
    says,
    el('div', { class: 'sheet-foot' }, cancel, use),
  );

  /** How the data is given. @type {Way} */
  let way = 'points';
  /** What was read; null while there is nothing that could be trained on. @type {Own | null} */
  let ready = null;
  /** Counts what is read: the last one counts. */
  let reading = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Way} next */
  function choose(next) {
    way = next;
    refused = '';
    modes.forEach((button, k) => {
      const chosen = MODES[k]?.[0] === way;
      button.setAttribute('aria-checked', String(chosen));
      button.tabIndex = chosen ? 0 : -1;
    });
    pad.element.hidden = way !== 'points';
    rows.hidden = way !== 'rows';
    images.element.hidden = way !== 'images';
    if (way === 'points') pad.paint();
    check(way !== 'rows');
  }

  /** What is given, as CSV. */
  const given = () => (way === 'points' ? pad.csv() : way === 'images' ? images.csv() : text.value);

  /** @param {boolean} now */
  function check(now) {
    clearTimeout(timer);
    ready = null;
    use.disabled = true;
    timer = setTimeout(() => void read(), now ? 0 : PAUSE);
  }

  async function read(csv = given()) {
    const mine = ++reading;
    ready = null;
    use.disabled = true;
    if (csv.trim() === '') {
      const none = {
        points: `No points yet. At least 8, of two classes or more; at most ${MOST}.`,
        rows: 'No rows yet.',
        images: 'No images yet.',
      };
      say([refused, none[way]].filter(Boolean).join(' '), refused !== '');
    } else {
      // What the engine reads are rows; here each is an image.
      const worded = (/** @type {string} */ text) =>
        way === 'images' ? text.replaceAll(/\b(r|R)ow(s?)\b/g, (_, r, s) => `${r === 'r' ? 'i' : 'I'}mage${s}`) : text;
      try {
        if (way === 'images' && images.classes() === 1)
          throw new Error('All images are of one class, so there is nothing to tell apart: add some to another class.');
        if (!app.lab) throw new Error('The engine has not loaded yet.');
        if (!app.lab.engine) say('Loading what reads it.', false);
        const { engine } = await app.lab.load();
        if (mine !== reading) return;
        const own = /** @type {Own} */ (JSON.parse(engine.own_data(csv)));
        ready = own;
        say([refused, worded(describe(own)), ...own.notes.map(worded)].filter(Boolean).join(' '), refused !== '');
      } catch (error) {
        if (mine !== reading) return;
        const why = error instanceof Error ? error.message : String(error);
        say([refused, worded(why)].filter(Boolean).join(' '), true);
      }
    }
    use.disabled = !ready;
    if (way === 'rows') show();
  }

  function show() {
    const classes = (ready?.classes ?? 0) > 0;
    const seen = ready !== null && (ready.inputs === 1 || ([2, 64].includes(ready.inputs) && classes));
    preview.classList.toggle('own-empty', !seen);
    if (!ready || !seen || !app.engine) return;
    const data = app.engine.data_info(target(ready), ready.packed);
    if (isImages(data)) drawRows(preview, PREVIEW, PREVIEW, data, null, { half: 'train' });
    else drawMap(preview, PREVIEW, data, null, { points: 2.2 });
    data.free?.();
  }

  /**
   * @param {string} sentence
   * @param {boolean} wrong
   */
  function say(sentence, wrong) {
    says.textContent = sentence;
    says.classList.toggle('own-wrong', wrong);
  }

  /** @param {Own} own */
  function target(own) {
    // The file that a link has asked for brings all of that link's setup with it.
    if (own.text === app.awaited?.digest) return app.awaited.scene;
    // What a set of the table needs means nothing to the reader's own rows.
    const set = new Set(['turns', 'noise', 'classes', 'loss']);
    const kept = app.scene.split('&').filter((pair) => pair && !set.has(pair.slice(0, pair.indexOf('='))));
    return merged(kept.join('&'), { data: 'own', own: own.text, loss: own.loss });
  }

  text.addEventListener('input', () => check(false));
  file.addEventListener('change', () => {
    const [picked] = file.files ?? [];
    if (picked) take(picked);
    file.value = '';
  });
  cancel.addEventListener('click', dialog.close);
  use.addEventListener('click', async () => {
    if (!ready) return;
    use.disabled = true;
    const opened = await app.setScene(target(ready), { own: ready });
    use.disabled = false;
    if (opened) {
      app.awaited = null;
      app.away('awaited');
      dialog.close();
    } else {
      say(
        'The networks of this setup cannot learn from this data as it is; the sentence behind this sheet says why.',
        true,
      );
      // While it was disabled, it lost the keyboard to the page behind.
      use.focus();
    }
  });

  /** @param {File} picked */
  async function take(picked) {
    choose('rows');
    clearTimeout(timer);
    dialog.show();
    // What is refused leaves the rows that stand.
    const refuse = (/** @type {string} */ sentence) => {
      refused = sentence;
      void read();
    };
    if (picked.size > LARGEST)
      return refuse(
        `${picked.name} has ${(picked.size / 1e6).toFixed(1)} MB; files of up to 4 MB are read, which is far more than 10,000 rows need.`,
      );
    try {
      const rows = await picked.text();
      if (rows.trim() === '') return refuse(`${picked.name} has no rows in it.`);
      // Lines past all use are not laid out; what is shown of them is enough to see what they are.
      const far = ends(rows, MOST_LINES);
      text.value = far < rows.length ? rows.slice(0, ends(rows, 100)) : rows;
      void read(rows);
    } catch {
      refuse(`${picked.name} could not be read.`);
    }
  }

  /** What was dropped on the page: images and folders of them, or one table. @param {DataTransfer} transfer */
  function drop(transfer) {
    const [file] = transfer.files;
    const image = [...transfer.files].some(isImage);
    const folder = [...transfer.items].some((item) => item.webkitGetAsEntry?.()?.isDirectory);
    if (!folder && !image) {
      if (file) void take(file);
      return;
    }
    choose('images');
    dialog.show();
    void images.dropped(transfer);
  }

  choose('points');
  return {
    open() {
      // A link that names a larger file by its digest is answered with that file, not by drawing.
      if (app.awaited && pad.count() === 0) choose('rows');
      // A network that reads images asks for images first.
      else if (app.info().settings.b.model === 'convnet' && pad.count() === 0) choose('images');
      dialog.show();
      if (way === 'points') pad.paint();
    },
    drop,
  };
}

/**
 * Where the first lines of a text end.
 * @param {string} text
 * @param {number} lines
 */
function ends(text, lines) {
  let at = -1;
  for (let k = 0; k < lines; k++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return text.length;
  }
  return at;
}

/** @param {Own} own */
function describe(own) {
  const numbers = own.inputs === 1 ? 'one number' : `${own.inputs} numbers`;
  const out = own.classes ? `${own.classes} classes (${own.labels.join(', ')})` : 'a number to predict';
  return `${own.rows.toLocaleString('en')} rows of ${numbers}, and ${out}.`;
}

/**
 * Takes files that are dropped anywhere on the page, and shows where while they are dragged.
 * @param {(transfer: DataTransfer) => void} take
 */
export function acceptDrops(take) {
  const carries = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
  let depth = 0; // dragenter and dragleave come for every element on the way
  const mark = () => document.documentElement.classList.toggle('dropping', depth > 0);
  document.addEventListener('dragenter', (event) => {
    if (!carries(event)) return;
    depth += 1;
    mark();
  });
  document.addEventListener('dragleave', (event) => {
    if (!carries(event)) return;
    depth = Math.max(0, depth - 1);
    mark();
  });
  document.addEventListener('dragover', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    // The first drag had entered before this was loaded.
    depth ||= 1;
    mark();
  });
  // Whoever takes it: the drag is over.
  const end = () => {
    depth = 0;
    mark();
  };
  document.addEventListener('drop', end, { capture: true });
  document.addEventListener('drop', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    if (event.dataTransfer) take(event.dataTransfer);
  });
}
