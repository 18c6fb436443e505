// Setups as text: what two of them differ in, and what a change asks of a run that is under way.

/** @typedef {import('./types.js').SceneInfo} SceneInfo */
/** @typedef {import('./types.js').KeyInfo} KeyInfo */

/**
 * The pairs of a setup's text, in its order.
 * @param {string} text
 * @returns {[string, string][]}
 */
export function pairs(text) {
  return text
    .replace(/^#/, '')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    });
}

/** What a link says of the engine that it was made with: no setting. */
export const ENGINE = /(^|&)engine=[^&]*/g;

/**
 * @param {[string, string][]} list
 */
export function join(list) {
  return list.map(([key, value]) => `${key}=${value}`).join('&');
}

/** Whether a link has the digest of the reader's own data there, instead of the rows. @param {string} [own] */
export const isDigest = (own = '') => /^[0-9a-f]{16}$/.test(own);

/** Keys of a setup that nothing measured depends on. */
const IDLE = new Set(['view', 'speed', 'play', 'lesson', 'theme', 'controls', 'hide', 'height', 'lang', 'present']);

/**
 * A setup without what nothing measured depends on: equal ones have equal results.
 * @param {string} scene
 */
export const matter = (scene) => join(pairs(scene).filter(([key]) => !IDLE.has(key)));

/**
 * A value that may change in mid-run, as the values with the steps from which they hold.
 * @param {string} text  such as `.003,.001@120`
 * @returns {{ value: string, from: number }[]}
 */
export function timeline(text) {
  return text.split(',').map((part) => {
    const [value = '', from = '0'] = part.split('@');
    return { value, from: Number(from) };
  });
}

/**
 * The value that holds for the update numbered `step`.
 * @param {string} text
 * @param {number} step
 */
export function valueNow(text, step) {
  return timeline(text).findLast(({ from }) => from <= step)?.value ?? text;
}

/**
 * A timed value changed from `step` on: what came before stays, what was to come later is dropped.
 * @param {string} text
 * @param {number} step
 * @param {string} value
 */
export function changedAt(text, step, value) {
  if (step === 0) return value;
  const kept = timeline(text).filter(({ from }) => from < step);
  if (kept.at(-1)?.value !== value) kept.push({ value, from: step });
  return kept.map(({ value: v, from }) => (from === 0 ? v : `${v}@${from}`)).join(',');
}

/**
 * What must happen to go from one setup to another while a run stands at `step`:
 * nothing, take new values in mid-run, make more steps, or begin anew.
 * @param {SceneInfo} from
 * @param {SceneInfo} to
 * @param {Map<string, KeyInfo>} keys
 * @param {number} step
 * @returns {{ restart: boolean, change: boolean, extend: boolean }}
 */
export function difference(from, to, keys, step) {
  const out = { restart: false, change: false, extend: false };
  for (const side of /** @type {const} */ (['a', 'b'])) {
    for (const [key, value] of Object.entries(to.settings[side])) {
      const before = from.settings[side][key] ?? '';
      const info = keys.get(key);
      if (before === value || !info || info.group === 'view' || info.group === 'page') continue;
      if (key === 'seed' && sameSeeds(from, to)) continue;
      // The run does not read the plane's seed, but the surface that its workers compute does.
      if (key === 'seed.plane') out.change = true;
      else if (step > 0 && info.timed && samePast(before, value, step)) out.change = true;
      else if (step > 0 && key === 'steps' && Number(value) >= Number(before) && steady(to)) out.extend = true;
      else out.restart = true;
    }
  }
  return out;
}

/** A cosine falls over the whole run, so another length would have changed it from the first step on. */
/** @param {SceneInfo} info */
function steady({ settings }) {
  return settings.a.schedule !== 'cosine' && settings.b.schedule !== 'cosine';
}

/** Seeds that the run reads; the plane's is not one of them. */
/** @param {SceneInfo} from @param {SceneInfo} to */
function sameSeeds(from, to) {
  return ['seed.data', 'seed.init', 'seed.batch'].every((key) => from.settings.a[key] === to.settings.a[key]);
}

/**
 * Whether two timed values agree on all updates before `step`.
 * @param {string} one
 * @param {string} other
 * @param {number} step
 */
function samePast(one, other, step) {
  const changes = [...timeline(one), ...timeline(other)].map(({ from }) => from).filter((from) => from < step);
  return changes.every(
    (from) =>
      Number(valueNow(one, from)) === Number(valueNow(other, from)) || valueNow(one, from) === valueNow(other, from),
  );
}

/**
 * A setup's text without what is wrong with it: pairs are taken one by one, and what the engine refuses is left out, with its sentence.
 * @param {string} text
 * @param {(text: string) => unknown} check  throws a sentence
 * @returns {{ text: string, sentences: string[] }}
 */
export function salvage(text, check) {
  try {
    check(text);
    return { text, sentences: [] };
  } catch {
    // One of its pairs is wrong: which, is found below.
  }
  /** @type {[string, string][]} */
  const good = [];
  const sentences = [];
  for (const pair of pairs(text)) {
    try {
      check(join([...good, pair]));
      good.push(pair);
    } catch (error) {
      sentences.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { text: join(good), sentences };
}
