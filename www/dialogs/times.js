// How long a seed of each claim took, in seconds, measured in Chromium on a laptop's core: an estimate for those that were not yet
// measured here. Those that were set its scale.

/** @type {Record<string, number>} */
const TOOK = {
  C1a: 0.19,
  C1b: 0.26,
  C1c: 0.15,
  C1d: 3.3,
  C1f: 0.17,
  C2a: 0.014,
  C2b: 0.28,
  C2c: 0.02,
  C3a: 0.31,
  C3b: 0.37,
  C4a: 0.36,
  C4b: 0.3,
  C4c: 3.2,
  C5: 0.63,
  C6a: 0.28,
  C6b: 0.13,
  C6c: 0.4,
  C7: 0.55,
  C8a: 0.6,
  C8b: 0.86,
  C9: 0.45,
  C10a: 0.33,
  C10b: 0.038,
  C10c: 0.18,
  C12: 0.011,
};

/** For a claim that has no time yet. */
const MEAN = 0.5;

/**
 * Seconds that a seed of a claim may be expected to take.
 * @param {{ claims: { id: string }[], pace: (id: string) => number }} lab
 * @param {string} id
 */
export function expected(lab, id) {
  const known = lab.pace(id);
  if (!Number.isNaN(known)) return known;
  const measured = lab.claims.filter((claim) => claim.id in TOOK && !Number.isNaN(lab.pace(claim.id)));
  const here = measured.reduce((sum, claim) => sum + lab.pace(claim.id), 0);
  const there = measured.reduce((sum, claim) => sum + (TOOK[claim.id] ?? 0), 0);
  return (TOOK[id] ?? MEAN) * (there > 0 ? here / there : 1);
}
