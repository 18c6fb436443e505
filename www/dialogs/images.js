// The reader's own images: a row of them for each class, made into eight by eight grey pixels on a canvas of the page. What comes
// out is rows of 64 numbers and a class, as in a CSV file.

import { context, el, setText } from '../dom.js';
import { drawImage } from '../outputs.js';

/** Pixels along a side, classes, and images of a class at most. */
const SIDE = 8;
const CLASSES = 10;
const EACH = 100;
/** An image is first drawn so large, and each pixel is the mean of a square of it. */
const FINE = 8 * SIDE;
/** How large it is shown, px, and how many of a class are. */
const SHOWN = 26;
const MOST_SHOWN = 12;

/** @typedef {{ name: string, images: Float32Array[] }} Row */

/** Whether a file says that it is an image. @param {File} file */
export const isImage = (file) => file.type.startsWith('image/');

/**
 * @param {(sentence: string) => void} changed  called after each change, with what could not be taken
 */
export function makeImages(changed) {
  /** @type {Row[]} */
  let rows = [0, 1].map((k) => ({ name: String(k), images: [] }));
  const list = el('div', { class: 'images-rows' });
  const more = el('button', { type: 'button', class: 'button' }, 'Another class');
  more.addEventListener('click', () => {
    if (rows.length >= CLASSES) return;
    rows.push({ name: free(), images: [] });
    paint();
    changed('');
  });
  const element = el(
    'div',
    { class: 'images', hidden: true },
    list,
    more,
    el(
      'p',
      { class: 'sheet-note' },
      'Drop images on a class, or a folder of images, whose name becomes a class of its own, or a folder of such folders. Each becomes 8×8 grey pixels; a row of 64 numbers and its class is what the networks see. At least 8 images, two of each class.',
    ),
  );

  /** A name that no class has. */
  function free() {
    let k = rows.length;
    while (rows.some(({ name }) => name === String(k))) k++;
    return String(k);
  }

  function paint() {
    // It keeps the keyboard when the last class has come.
    more.setAttribute('aria-disabled', String(rows.length >= CLASSES));
    list.replaceChildren(...rows.map(line));
  }

  /** @param {Row} row @param {number} k */
  function line(row, k) {
    const name = el('input', { type: 'text', value: row.name, maxlength: 20, 'aria-label': `Name of class ${k + 1}` });
    name.addEventListener('change', () => {
      const wished = name.value.trim();
      const taken = rows.some((other) => other !== row && other.name === wished);
      if (wished === '' || taken) {
        name.value = row.name;
        changed(taken ? `There is a class ${wished} already.` : '');
        return;
      }
      row.name = wished;
      changed('');
    });
    const file = el('input', { type: 'file', accept: 'image/*', multiple: true, class: 'own-file' });
    file.addEventListener('change', () => {
      void add([...(file.files ?? [])].map((one) => ({ file: one, row })));
    });
    const clear = el(
      'button',
      { type: 'button', class: 'button button-small', disabled: row.images.length === 0 && rows.length <= 2 },
      'Remove',
    );
    clear.setAttribute('aria-label', `Remove class ${row.name} and its images`);
    clear.addEventListener('click', () => {
      if (rows.length > 2) rows = rows.filter((other) => other !== row);
      else row.images = [];
      paint();
      // The button that was pressed went with its line.
      more.focus();
      changed('');
    });
    const tally = el('span', { class: 'images-tally' });
    setText(tally, `${row.images.length} ${row.images.length === 1 ? 'image' : 'images'}`);
    const made = el(
      'div',
      { class: 'images-row' },
      name,
      el('label', { class: 'button button-small own-pick' }, 'Add images…', file),
      el('div', { class: 'images-shown', 'aria-hidden': 'true' }, ...row.images.slice(0, MOST_SHOWN).map(picture)),
      tally,
      clear,
    );
    made.addEventListener('dragover', (event) => event.preventDefault());
    made.addEventListener('drop', (event) => {
      event.preventDefault();
      // The page's own drop would take them for a table.
      event.stopPropagation();
      void dropped(event.dataTransfer, row);
    });
    return made;
  }

  /** @param {Float32Array} pixels */
  function picture(pixels) {
    const canvas = el('canvas', { width: SHOWN, height: SHOWN });
    const ctx = context(canvas, SHOWN, SHOWN);
    if (ctx) drawImage(ctx, 0, 0, SHOWN, pixels, [0, 1]);
    return canvas;
  }

  /**
   * Takes files, each into a class; what is no image is said and left out.
   * @param {{ file: File, row: Row }[]} files
   * @param {string[]} [already]  sentences on what was not taken before that
   */
  async function add(files, already = []) {
    const bad = [];
    let full = 0;
    for (const { file, row } of files) {
      if (row.images.length >= EACH) {
        full++;
        continue;
      }
      try {
        row.images.push(await pixelsOf(file));
      } catch {
        bad.push(file.name);
      }
    }
    paint();
    const few = bad.slice(0, 3).join(', ') + (bad.length > 3 ? ` and ${bad.length - 3} more` : '');
    const said = [
      ...already,
      bad.length > 0 &&
        `${few} could not be read as ${bad.length === 1 ? 'an image' : 'images'}; nothing else was lost.`,
      full > 0 && `${full} more would be too many: a class has up to ${EACH} images.`,
    ];
    changed(said.filter(Boolean).join(' '));
  }

  /**
   * Files and folders that were dropped. A folder is a class of its name, or as many as it has folders; single files go into the
   * class they were dropped on, or the first that is empty, or the last.
   * @param {DataTransfer | null} transfer
   * @param {Row} [on]
   */
  async function dropped(transfer, on) {
    // All of it is asked for at once: after the event it is no longer there.
    const items = [...(transfer?.items ?? [])].filter(({ kind }) => kind === 'file');
    const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
    const loose = items.flatMap((item, k) => (entries[k]?.isDirectory ? [] : (item.getAsFile() ?? [])));
    const into = on ?? rows.find(({ images }) => images.length === 0) ?? rows.at(-1);
    const files = into ? loose.map((file) => ({ file, row: into })) : [];
    /** @type {string[]} */
    const said = [];
    /** @type {string[]} */
    const left = [];
    for (const entry of entries.filter((one) => one?.isDirectory)) {
      const folder = /** @type {FileSystemDirectoryEntry} */ (entry);
      try {
        for (const [name, found] of await classesIn(folder)) {
          const row = rowOf(name, new Set(files.map((one) => one.row)));
          if (row) files.push(...found.map((file) => ({ file, row })));
          else left.push(name);
        }
      } catch {
        said.push(`The folder ${folder.name} could not be read.`);
      }
    }
    if (left.length > 0) said.push(`There are ${CLASSES} classes already, so ${left.join(', ')} had to be left out.`);
    await add(files, said);
  }

  /**
   * The class of a folder: one of its name, an empty one, or a new one.
   * @param {string} folder
   * @param {Set<Row>} taken  that get images, though they have none yet
   */
  function rowOf(folder, taken) {
    const name = folder.slice(0, 20);
    const known = rows.find((row) => row.name === name);
    if (known) return known;
    const empty = rows.find((row) => row.images.length === 0 && !taken.has(row));
    if (empty) {
      empty.name = name;
      return empty;
    }
    if (rows.length >= CLASSES) return null;
    const row = { name, images: [] };
    rows.push(row);
    return row;
  }

  paint();
  return {
    element,
    dropped,
    /** The rows as CSV: 64 numbers from 0 (white) to 1 (black), and the class. Classes without images are not there. */
    csv() {
      const cell = (/** @type {string} */ name) => `"${name.replaceAll('"', '""')}"`;
      return rows
        .flatMap(({ name, images }) =>
          images.map((pixels) => `${[...pixels].map((pixel) => pixel.toFixed(4)).join(',')},${cell(name)}`),
        )
        .join('\n');
    },
    /** How many classes have images. */
    classes: () => rows.filter(({ images }) => images.length > 0).length,
  };
}

/**
 * An image as eight by eight darknesses. Throws where the browser cannot read it.
 * @param {File} file
 */
async function pixelsOf(file) {
  const bitmap = await createImageBitmap(file);
  const canvas = el('canvas', { width: FINE, height: FINE });
  const ctx = canvas.getContext('2d', { willReadFrequently: true });
  if (!ctx || bitmap.width === 0 || bitmap.height === 0) throw new Error('There is nothing to draw.');
  // White shows where it is transparent, and at the sides of what is not square.
  ctx.fillStyle = '#fff';
  ctx.fillRect(0, 0, FINE, FINE);
  ctx.imageSmoothingQuality = 'high';
  const scale = FINE / Math.max(bitmap.width, bitmap.height);
  const [width, height] = [bitmap.width * scale, bitmap.height * scale];
  ctx.drawImage(bitmap, (FINE - width) / 2, (FINE - height) / 2, width, height);
  bitmap.close();
  const { data } = ctx.getImageData(0, 0, FINE, FINE);
  const out = new Float32Array(SIDE * SIDE);
  const square = FINE / SIDE;
  for (let k = 0; k < FINE * FINE; k++) {
    // The eye's weights of red, green and blue (ITU-R BT.709).
    const grey = 0.2126 * (data[4 * k] ?? 0) + 0.7152 * (data[4 * k + 1] ?? 0) + 0.0722 * (data[4 * k + 2] ?? 0);
    const [column, row] = [k % FINE, Math.floor(k / FINE)];
    const pixel = Math.floor(row / square) * SIDE + Math.floor(column / square);
    out[pixel] = (out[pixel] ?? 0) + (1 - grey / 255) / (square * square);
  }
  return out;
}

/** @param {FileSystemEntry} entry @returns {Promise<File>} */
const fileOf = (entry) =>
  new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject));

/**
 * The classes that a folder holds: itself, or, where there are only folders in it, each of those.
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<[string, File[]][]>}
 */
async function classesIn(folder) {
  const entries = await entriesOf(folder);
  if (entries.length === 0 || !entries.every((entry) => entry.isDirectory))
    return [[folder.name, await filesIn(folder)]];
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  return Promise.all(
    entries.map(async (entry) => [entry.name, await filesIn(/** @type {FileSystemDirectoryEntry} */ (entry))]),
  );
}

/**
 * The files of a folder, those of folders in it too.
 * @param {FileSystemDirectoryEntry} folder
 * @returns {Promise<File[]>}
 */
async function filesIn(folder) {
  const files = (await entriesOf(folder)).map((entry) =>
    entry.isDirectory ? filesIn(/** @type {FileSystemDirectoryEntry} */ (entry)) : fileOf(entry),
  );
  return (await Promise.all(files)).flat();
}

/** What lies in a folder, but for what is hidden. @param {FileSystemDirectoryEntry} folder */
async function entriesOf(folder) {
  const reader = folder.createReader();
  /** @type {FileSystemEntry[]} */
  const entries = [];
  for (;;) {
    // A browser hands them out a hundred at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    entries.push(...some);
  }
  return entries.filter(({ name }) => !name.startsWith('.'));
}
