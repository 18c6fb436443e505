// The claims over ten starts, recorded by `skipscape claims --seeds 10` and repeated by a test: what is shown until the reader measures here.

/** @typedef {import('./types.d.ts').Recorded} Recorded */
/** @typedef {import('./types.d.ts').Seeded} Seeded */

/** @type {Map<string, Recorded>} */
const known = new Map();

/** Fetches the record, once. What reads it by `recorded()` is imported after that. */
export async function loadRecorded() {
  if (known.size) return;
  const response = await fetch(new URL('./recorded.json', import.meta.url));
  if (!response.ok) throw new Error(`The recorded starts could not be loaded: ${response.status}.`);
  keepRecorded(await response.json());
}

/**
 * Takes the record as it was printed.
 * @param {{ claims: Omit<Recorded, 'more'>[] }} record
 */
export function keepRecorded({ claims }) {
  for (const claim of claims) known.set(claim.id, withMore(claim));
}

/**
 * A claim over its recorded starts.
 * @param {string} id
 * @returns {Recorded}
 */
export function recorded(id) {
  const found = known.get(id);
  if (!found) throw new Error(`There is no record of claim ${id}.`);
  return found;
}

/**
 * A verdict over seeds, with the spread of its further numbers.
 * @param {Omit<Recorded, 'more'>} verdict
 * @returns {Recorded}
 */
export function withMore(verdict) {
  return {
    ...verdict,
    more(name) {
      const values = verdict.runs.map(({ more }) => {
        if (!(name in more)) throw new Error(`Claim ${verdict.id} has no number "${name}".`);
        return more[name] ?? Number.POSITIVE_INFINITY;
      });
      values.sort((p, q) => p - q);
      const middle = values.length / 2;
      const low = values[Math.ceil(middle) - 1] ?? Number.NaN;
      const high = values[Math.floor(middle)] ?? Number.NaN;
      return { median: (low + high) / 2, min: values[0] ?? Number.NaN, max: values.at(-1) ?? Number.NaN };
    },
  };
}
