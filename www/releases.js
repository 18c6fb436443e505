// Releases stay side by side, each in a folder that bears its version (v0.1/), and releases.json names them (tools/dist.mjs). Whoever
// follows a link that was made with another engine, or in another version of the language of setups, is told where its own page is.

import { pairs } from './settings.js';

/** @typedef {{ folder: string, engine: string, scene: string }} Release */

/** Digits depend on the version but for its last number. @param {string} version */
const short = (version) => version.split('.').slice(0, 2).join('.');

/** Where the releases are: beside the page's folder, or in it. */
function site() {
  const here = new URL('./', import.meta.url);
  return here.pathname.match(/\/v\d+\.\d+\/$/) ? new URL('../', here) : here;
}

/** What is kept there, oldest first; nothing where nobody keeps a list. @returns {Promise<Release[]>} */
async function kept() {
  // A page that is one file has no site, and asks for nothing.
  if (!import.meta.url) return [];
  try {
    const answer = await fetch(new URL('releases.json', site()));
    const list = answer.ok ? await answer.json() : [];
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/**
 * Says of a link that was made for another page than this one where that is.
 * @param {import('./page.js').Page} page
 * @param {string} text  the link's setup, as it was read
 */
export async function compare(page, text) {
  const { engine, v } = /** @type {Record<string, string | undefined>} */ (Object.fromEntries(pairs(text)));
  const here = page.engine?.version() ?? '';
  /** What the engine says of the link's language; empty where it reads it. */
  const refused = v === undefined ? '' : refusal(page, v);
  const other = engine !== undefined && short(engine) !== short(here);
  if (!refused && !other) return;
  const releases = await kept();
  const old =
    releases.find((one) => other && short(one.engine) === short(engine)) ??
    releases.findLast((one) => refused && one.scene === v);
  const sentence =
    refused ||
    `This link was made with engine ${engine}, and this page has engine ${short(here)}: the same setup may give other digits here.`;
  if (refused) page.away(refused);
  if (!old) {
    const why = releases.length > 0 ? 'No page of that version is kept here.' : '';
    page.notices.say(`${sentence} ${why}`.trim(), undefined, 'release');
    return;
  }
  const file = location.pathname.split('/').at(-1) ?? '';
  const url = new URL(`${old.folder}${file}${location.search}`, site());
  // A setup may be long: the button takes it along.
  url.hash = text;
  page.notices.say(
    `${sentence} Its own page is in ${new URL(old.folder, site()).href}`,
    { label: 'Open it there', run: () => location.assign(url) },
    'release',
  );
}

/** @param {import('./page.js').Page} page @param {string} version */
function refusal(page, version) {
  try {
    page.engine?.scene_info(`v=${version}`);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
