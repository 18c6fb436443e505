// What learning platforms take: a zip that opens by its index.html, and a SCORM 1.2 package that a platform hears from. The platform
// here is a page with the object that SCORM 1.2 asks for, which keeps what it is told.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { ROOT, Site, Visit, violations } from './harness.mjs';
import { frameOf } from './hosts.mjs';

const SCENE = 'depth=4&steps=40';
const folder = mkdtempSync(join(tmpdir(), 'skipscape-'));

/** @param {string} zip @param {string} to  @returns {string[]} the names in it, in their order */
function unpacked(zip, to) {
  const files = unzipSync(readFileSync(zip));
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(to, name)), { recursive: true });
    writeFileSync(join(to, name), bytes);
  }
  return Object.keys(files);
}

/** A platform: what it answers stands in `answers`, what it was told in `told`. */
const PLATFORM = `<!doctype html><html lang="en"><title>Platform</title><link rel="icon" href="data:,">
<iframe id="course" title="Course" width="1200" height="900"></iframe>
<script>
  globalThis.told = [];
  globalThis.values = { 'cmi.core.lesson_status': 'not attempted' };
  globalThis.refuse = '';
  const hear = (name, answer) => (...words) => {
    told.push([name, ...words].join(' ').trim());
    return name === refuse ? 'false' : answer(...words);
  };
  globalThis.API = {
    LMSInitialize: hear('LMSInitialize', () => 'true'),
    LMSGetValue: hear('LMSGetValue', (name) => values[name] ?? ''),
    LMSSetValue: hear('LMSSetValue', (name, value) => { values[name] = value; return 'true'; }),
    LMSCommit: hear('LMSCommit', () => 'true'),
    LMSFinish: hear('LMSFinish', () => 'true'),
    LMSGetLastError: () => '101',
    LMSGetErrorString: () => 'General exception',
    LMSGetDiagnostic: () => '',
  };
</script></html>`;

/** @type {Site} */
let site;
/** @type {string[]} */
let packed;
/** @type {string[]} */
let moodle;
before(async () => {
  packed = unpacked(join(ROOT, 'dist/skipscape-scorm.zip'), join(folder, 'course'));
  moodle = unpacked(join(ROOT, 'dist/skipscape-moodle.zip'), join(folder, 'moodle'));
  writeFileSync(join(folder, 'platform.html'), PLATFORM);
  writeFileSync(join(folder, 'bare.html'), PLATFORM.replace('globalThis.API', 'globalThis.none'));
  site = await Site.open('chromium', folder);
});
after(async () => {
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** @param {import('./harness.mjs').Visit} visit */
const told = (visit) => visit.page.evaluate(() => Reflect.get(globalThis, 'told'));
/** @param {import('./harness.mjs').Visit} visit */
const status = (visit) => visit.page.evaluate(() => Reflect.get(globalThis, 'values')['cmi.core.lesson_status']);

/**
 * A platform that has opened an item of the package.
 *
 * @param {string} scene
 * @param {{ page?: string, before?: Record<string, string>, refuse?: string }} [how]
 */
async function launched(scene, { page = 'platform.html', before = {}, refuse = '' } = {}) {
  const visit = await site.visit();
  await visit.page.goto(`${site.server.url}${page}`);
  await visit.page.evaluate(
    ([scene, before, refuse]) => {
      Object.assign(Reflect.get(globalThis, 'values'), before);
      Object.assign(globalThis, { refuse });
      const course = /** @type {HTMLIFrameElement} */ (document.getElementById('course'));
      course.src = `course/launch.html?scene=${encodeURIComponent(/** @type {string} */ (scene))}`;
    },
    [scene, before, refuse],
  );
  const frame = await frameOf(visit, 0, 'skipscape-embed.html');
  return { visit, frame, said: visit.page.frameLocator('#course').locator('#said') };
}

test('the manifest has what SCORM 1.2 asks for, and names files and scenes that are there', async () => {
  const text = readFileSync(join(folder, 'course/imsmanifest.xml'), 'utf8');
  const { visit, frame } = await launched(SCENE);
  const about = await visit.page.evaluate((xml) => {
    const read = new DOMParser().parseFromString(xml, 'application/xml');
    const root = read.documentElement;
    const tree = (/** @type {Element} */ one) => [...one.children].map(({ localName }) => localName);
    const all = (/** @type {string} */ name) => [...read.getElementsByTagNameNS(String(root.namespaceURI), name)];
    const has = (/** @type {Element} */ one, /** @type {string} */ name) => one.getAttribute(name) ?? '';
    return {
      wrong: read.querySelector('parsererror')?.textContent ?? '',
      root: [root.localName, root.namespaceURI, has(root, 'identifier') !== '', tree(root)],
      schema: all('metadata').map((one) => [...one.children].map((each) => [each.localName, each.textContent])),
      start: all('organizations').map((one) => has(one, 'default')),
      organizations: all('organization').map((one) => [
        has(one, 'identifier'),
        tree(one).filter((name) => name !== 'item'),
      ]),
      items: all('item').map((one) => ({
        id: has(one, 'identifier'),
        refers: has(one, 'identifierref'),
        asks: has(one, 'parameters'),
        tree: tree(one),
      })),
      resources: all('resource').map((one) => ({
        id: has(one, 'identifier'),
        type: has(one, 'type'),
        kind: one.getAttributeNS('http://www.adlnet.org/xsd/adlcp_rootv1p2', 'scormtype'),
        href: has(one, 'href'),
      })),
      files: all('file').map((one) => has(one, 'href')),
    };
  }, text);
  assert.equal(about.wrong, '');
  assert.deepEqual(about.root, [
    'manifest',
    'http://www.imsproject.org/xsd/imscp_rootv1p1p2',
    true,
    ['metadata', 'organizations', 'resources'],
  ]);
  assert.deepEqual(about.schema, [
    [
      ['schema', 'ADL SCORM'],
      ['schemaversion', '1.2'],
    ],
  ]);
  assert.deepEqual(about.organizations, [[about.start[0], ['title']]]);
  assert.equal(about.items.length, 13);
  const ids = [...about.items.map(({ id }) => id), ...about.resources.map(({ id }) => id), ...about.start];
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[A-Za-z_][\w.-]*$/);
  assert.deepEqual(about.resources, [{ id: 'launch', type: 'webcontent', kind: 'sco', href: 'launch.html' }]);
  // What the engine makes of each scene.
  const scenes = about.items.map(({ asks }) => new URLSearchParams(asks).get('scene') ?? '');
  for (const [k, { refers, tree }] of about.items.entries()) {
    assert.deepEqual([refers, tree], ['launch', ['title']]);
    assert.equal(scenes[k], `lesson=${k}`);
  }
  assert.equal(packed[0], 'imsmanifest.xml');
  assert.deepEqual([...about.files].sort(), packed.slice(1).sort());
  assert.ok(await frame.evaluate(() => globalThis.skipscape.getState()));
  await visit.leave();
});

test('a figure is completed when its run ends; the platform hears of its beginning and of its end', async () => {
  const { visit, frame, said } = await launched(SCENE);
  const start = ['LMSInitialize', 'LMSGetValue cmi.core.lesson_status'];
  const begun = [...start, 'LMSSetValue cmi.core.lesson_status incomplete', 'LMSCommit'];
  assert.deepEqual(await told(visit), begun);
  await frame.evaluate(() => globalThis.skipscape.step(3));
  await visit.page.waitForTimeout(300);
  assert.deepEqual(await told(visit), begun, 'a run that goes on completes nothing');
  await frame.evaluate(() => globalThis.skipscape.play());
  await said.getByText('Completed.').waitFor();
  const all = [...begun, 'LMSSetValue cmi.core.lesson_status completed', 'LMSCommit'];
  assert.deepEqual(await told(visit), all);
  // A second run says nothing more, and there is no score.
  await frame.evaluate(() => globalThis.skipscape.reset());
  await frame.evaluate(() => globalThis.skipscape.play());
  await frame.waitForFunction(() => globalThis.skipscape.getState().done);
  await visit.page.waitForTimeout(300);
  assert.deepEqual(await told(visit), all);
  await visit.picture('scorm');
  await visit.page.evaluate(() => document.getElementById('course')?.remove());
  await visit.until(() => Reflect.get(globalThis, 'told').includes('LMSFinish'));
  assert.deepEqual(await told(visit), [...all, 'LMSFinish']);
  await visit.leave();
});

test('a lesson is completed when it is walked to its last step', async () => {
  const { visit, frame } = await launched('lesson=3');
  await frame.locator('.lesson-title').waitFor();
  const next = frame.locator('#lesson-next');
  const step = () => frame.locator('.lesson-step.now').getAttribute('data-step');
  while ((await step()) !== '4') {
    assert.equal(await status(visit), 'incomplete', `at step ${await step()}`);
    await next.click();
  }
  await visit.until(() => Reflect.get(globalThis, 'values')['cmi.core.lesson_status'] === 'completed');
  assert.equal(await frame.evaluate(() => location.hash.includes('lesson=3')), true);
  await visit.picture('scorm-lesson');
  await visit.leave();
});

test('what was completed before stays so, and what the platform refuses is said', async () => {
  const once = await launched(SCENE, { before: { 'cmi.core.lesson_status': 'completed' } });
  await once.said.getByText('Completed.').waitFor();
  assert.deepEqual(await told(once.visit), ['LMSInitialize', 'LMSGetValue cmi.core.lesson_status']);
  await once.visit.leave();

  const deaf = await launched(SCENE, { refuse: 'LMSInitialize' });
  await deaf.said
    .getByText('does not listen: nothing is recorded. The learning platform says: General exception')
    .waitFor();
  await deaf.frame.evaluate(() => globalThis.skipscape.play());
  await deaf.frame.waitForFunction(() => globalThis.skipscape.getState().done);
  assert.deepEqual(await told(deaf.visit), ['LMSInitialize']);
  await deaf.visit.leave();

  const none = await launched(SCENE, { page: 'bare.html' });
  await none.said.getByText('No learning platform answers here').waitFor();
  await none.visit.leave();

  const alone = await site.visit();
  await alone.page.goto(`${site.server.url}course/launch.html?scene=${encodeURIComponent(SCENE)}`);
  await frameOf(alone, 0, 'skipscape-embed.html');
  assert.deepEqual(await violations(alone), []);
  await alone.picture('scorm-alone');
  await alone.leave();
});

test('a platform that opens it in a window of its own hears of it as well', async () => {
  const visit = await site.visit();
  await visit.page.goto(`${site.server.url}platform.html`);
  const [window] = await Promise.all([
    visit.page.context().waitForEvent('page'),
    visit.page.evaluate((scene) => void open(`course/launch.html?scene=${encodeURIComponent(scene)}`), SCENE),
  ]);
  await window.locator('#figure').waitFor();
  await visit.until(() => Reflect.get(globalThis, 'values')['cmi.core.lesson_status'] === 'incomplete');
  await window.close();
  await visit.leave();
});

test('the zip for Moodle opens by its index.html, also from a folder, at the scene of its address', async () => {
  assert.deepEqual(
    moodle.filter((name) => name.endsWith('.html')),
    ['index.html', 'skipscape.html', 'skipscape-embed.html'],
  );
  for (const url of [`${site.server.url}moodle/index.html`, pathToFileURL(join(folder, 'moodle/index.html')).href]) {
    const { page } = await site.visit();
    const visit = new Visit(url.replace('index.html', ''), page);
    await page.goto(`${url}#${SCENE}`);
    await page.waitForURL(/skipscape\.html#/);
    await visit.until(() => globalThis.skipscape?.getState()?.a);
    assert.equal((await visit.trainToTheEnd()).step, 40);
    await visit.leave();
  }
});

test('a package of one’s own has its titles and scenes', () => {
  const out = join(folder, 'own.zip');
  const make = (/** @type {string[]} */ ...words) =>
    execFileSync(process.execPath, [join(ROOT, 'tools/packages.mjs'), '--scorm', out, ...words], { stdio: 'pipe' });
  make('Depth & "more"', 'depth=20&view=surface');
  const text = new TextDecoder().decode(unzipSync(readFileSync(out))['imsmanifest.xml']);
  assert.match(text, /<title>Depth &amp; &quot;more&quot;<\/title>/);
  assert.match(text, /parameters="\?scene=depth%3D20%26view%3Dsurface"/);
  assert.throws(() => make('A title alone'), /TITLE SCENE/);
});
