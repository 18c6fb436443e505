// What is kept of a reader, on this device alone: which lessons were seen, what was predicted and why.

/** @typedef {import('./types.d.ts').Kept} Kept */

const PLACE = 'skipscape.lessons';

/** @type {Record<string, Kept>} */
let all = {};
try {
  const read = JSON.parse(localStorage.getItem(PLACE) ?? '{}');
  if (read instanceof Object) all = read;
} catch {
  // Storage is refused in some frames, and may hold anything: the walk then begins anew.
}

function save() {
  try {
    localStorage.setItem(PLACE, JSON.stringify(all));
  } catch {
    // What cannot be kept lasts as long as the page.
  }
}

/** @param {string} id @returns {Kept} */
export function kept(id) {
  const one = all[id];
  return one instanceof Object && typeof one.step === 'number' ? one : { step: 0, done: false };
}

/** @param {string} id @param {Partial<Kept>} what */
export function keep(id, what) {
  all[id] = { ...kept(id), ...what };
  save();
}

/** Forgets everything. */
export function startOver() {
  all = {};
  save();
}
