// Which version this is, and the folder that its files are put into.

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** @param {string} file @param {RegExp} pattern */
const found = (file, pattern) => readFileSync(join(ROOT, file), 'utf8').match(pattern)?.[1] ?? '';
export const VERSION = found('Cargo.toml', /^version = "(.*)"/m);
/** The version of the language of setups. */
export const SCENE = found('crate/src/scene/text.rs', /const VERSION: &str = "(.*)"/);
/** The folder of a release. Digits depend on the version but for its last number, so that has none. */
export const FOLDER = `v${VERSION.split('.').slice(0, 2).join('.')}`;

/** @param {string} name */
export const isRelease = (name) => /^v\d+\.\d+$/.test(name);

/** What a site is put into. @param {string} [folder] */
export const siteAt = (folder) => resolve(folder ?? join(ROOT, 'dist'));

/** Whether this version is the one that stands beside the folders of a site. @param {string} site */
export function isNewest(site) {
  const about = join(site, 'package.json');
  return existsSync(about) && JSON.parse(readFileSync(about, 'utf8')).version === VERSION;
}
