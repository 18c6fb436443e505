// Makes what learning platforms take, from the single files: skipscape-moodle.zip, the page and the frame's page, to be unpacked beside
// a course; and skipscape-scorm.zip, the lessons as a SCORM 1.2 package. Run after tools/single.mjs: `node tools/packages.mjs [FOLDER]`
//
// A package of your own: `node tools/packages.mjs --scorm FILE.zip TITLE SCENE [TITLE SCENE …]`

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { zipSync } from 'fflate';
import { lessons } from '../www/lessons/text/index.js';
import { FOLDER, isNewest, siteAt, VERSION } from './version.mjs';

const HERE = fileURLToPath(new URL('./packages/', import.meta.url));
/** Files of the build that both have. */
const BUILT = ['skipscape.html', 'skipscape-embed.html', 'LICENSE-MIT', 'LICENSE-APACHE'];
const LAUNCH = ['launch.html', 'launch.js', 'launch.css'];
/** The same files make the same bytes, whenever and wherever: the first day that a zip can name, by the clock on the wall. */
const LONG_AGO = new Date(1980, 0, 1);

/** @typedef {{ title: string, scene: string }} Item */

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/**
 * What is in a package, as SCORM 1.2 has it (Content Aggregation Model, 2.3): one thing to launch, with a scene for each item.
 *
 * @param {string} title
 * @param {Item[]} items
 * @param {string[]} files
 */
function manifest(title, items, files) {
  const listed = items.map(
    (
      item,
      k,
    ) => `      <item identifier="item-${k}" identifierref="launch" isvisible="true" parameters="?scene=${escaped(encodeURIComponent(item.scene))}">
        <title>${escaped(item.title)}</title>
      </item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="skipscape" version="${VERSION}" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="contents">
    <organization identifier="contents">
      <title>${escaped(title)}</title>
${listed.join('\n')}
    </organization>
  </organizations>
  <resources>
    <resource identifier="launch" type="webcontent" adlcp:scormtype="sco" href="launch.html">
${files.map((file) => `      <file href="${escaped(file)}"/>`).join('\n')}
    </resource>
  </resources>
</manifest>
`;
}

/** @param {Record<string, Uint8Array>} files  in the order in which they shall stand */
const zipped = (files) => zipSync(files, { level: 9, mtime: LONG_AGO });

/**
 * @param {string} site
 * @param {string[]} own  files of this folder
 * @returns {Record<string, Uint8Array>}
 */
const filesOf = (site, own) =>
  Object.fromEntries([
    ...own.map((name) => [name, readFileSync(join(HERE, name))]),
    ...BUILT.map((name) => [name, readFileSync(join(site, FOLDER, name))]),
  ]);

/** @param {string} site @param {string} title @param {Item[]} items */
function scorm(site, title, items) {
  const files = filesOf(site, LAUNCH);
  const about = new TextEncoder().encode(manifest(title, items, Object.keys(files)));
  return zipped({ 'imsmanifest.xml': about, ...files });
}

/** @param {string} file @param {Uint8Array} bytes */
function write(file, bytes) {
  writeFileSync(file, bytes);
  console.log(`${file}  ${(bytes.length / 1e6).toFixed(1)} MB`);
}

const [first, out, ...rest] = process.argv.slice(2);
if (first === '--scorm') {
  const items = Array.from({ length: Math.floor(rest.length / 2) }, (_, k) => ({
    title: rest[2 * k] ?? '',
    scene: rest[2 * k + 1] ?? '',
  }));
  if (!out || items.length === 0 || rest.length % 2 === 1) {
    console.error(
      'A package of your own is made by: node tools/packages.mjs --scorm FILE.zip TITLE SCENE [TITLE SCENE …]',
    );
    process.exitCode = 2;
  } else write(out, scorm(siteAt(), 'Skipscape', items));
} else {
  const site = siteAt(first);
  // An older version that is built again leaves the newest one's packages alone.
  const to = isNewest(site) ? site : join(site, FOLDER);
  write(join(to, 'skipscape-moodle.zip'), zipped(filesOf(site, ['index.html'])));
  const items = lessons.map(({ number, title }) => ({ title: `${number}. ${title}`, scene: `lesson=${number}` }));
  write(join(to, 'skipscape-scorm.zip'), scorm(site, 'Skipscape: what a skip connection does', items));
}
