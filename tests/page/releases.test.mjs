// Two releases side by side: each under its version, the newest beside them too, and a link of the other one is told where its page is.
// The second one is made up: the same files with another version in them.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, Site } from './harness.mjs';
import { frameOf, Hosts } from './hosts.mjs';

const SCENE = 'depth=4&steps=40';
const folder = mkdtempSync(join(tmpdir(), 'skipscape-'));
const { version } = JSON.parse(readFileSync(join(ROOT, 'dist/package.json'), 'utf8'));
/** The present version, and one that is to come, of the same length. */
const own = version.split('.').slice(0, 2).join('.');
const next = version.replace(/^\d/, '9');
const coming = next.split('.').slice(0, 2).join('.');

/** @type {Site} */
let site;
before(async () => {
  const made = join(folder, `v${coming}`);
  cpSync(join(ROOT, 'dist', `v${own}`), made, { recursive: true });
  const about = JSON.parse(readFileSync(join(made, 'package.json'), 'utf8'));
  writeFileSync(join(made, 'package.json'), JSON.stringify({ ...about, version: next, scene: '2' }));
  for (const name of ['trainer', 'skipscape']) {
    const file = join(made, `pkg/${name}_bg.wasm`);
    const bytes = readFileSync(file);
    const at = bytes.lastIndexOf(version);
    assert.ok(at > 0, `${name} says no version`);
    bytes.write(next, at);
    writeFileSync(file, bytes);
  }
  writeFileSync(join(folder, 'old.txt'), 'What is no release goes.');
  execFileSync(process.execPath, [join(ROOT, 'tools/dist.mjs'), folder]);
  site = await Site.open('chromium', folder);
});
after(async () => {
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * A visit to a page of the site.
 *
 * @param {string} path
 * @param {string} hash
 */
async function opened(path, hash) {
  const visit = await site.visit();
  await visit.page.goto(`${site.server.url}${path}#${hash}`);
  await visit.until(() => globalThis.skipscape?.getState()?.a);
  return visit;
}

test('the folder of another version is kept, what is no version goes, and the list names both', () => {
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'releases.json'), 'utf8')), [
    { folder: `v${own}/`, engine: version, scene: '1' },
    { folder: `v${coming}/`, engine: next, scene: '2' },
  ]);
  assert.ok(!existsSync(join(folder, 'old.txt')));
  assert.equal(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version, next);
});

test('the newest stands beside the folders; each trains in its own place, and its links lead there', async () => {
  const digests = [];
  for (const [path, engine, home] of [
    ['', next, `v${coming}/`],
    [`v${coming}/`, next, `v${coming}/`],
    [`v${own}/`, version, `v${own}/`],
  ]) {
    const visit = await opened(path, SCENE);
    await visit.until((text) => document.getElementById('foot')?.textContent?.includes(text), `Engine ${engine}.`);
    const { a, b } = await visit.trainToTheEnd();
    digests.push(`${a.digest} ${b.digest}`);
    await visit.page.getByRole('button', { name: 'Share' }).click();
    const dialog = visit.page.getByRole('dialog', { name: 'Share this setup' });
    const link = await dialog.getByRole('textbox', { name: 'Link to this setup' }).inputValue();
    assert.equal(link, `${site.server.url}${home}#v=1&${SCENE}`);
    const paste = await dialog.getByRole('textbox', { name: 'What to paste' }).inputValue();
    assert.ok(paste.includes(`"${site.server.url}${home}embed.html#v=1&amp;${SCENE.replace('&', '&amp;')}`), paste);
    const from = visit.requests.filter((one) => one.endsWith('trainer_bg.wasm'));
    assert.deepEqual(from, [`${site.server.url}${path}pkg/trainer_bg.wasm`]);
    await visit.leave();
  }
  assert.equal(new Set(digests).size, 1);
});

test('a link of another engine is told where its page is, and a button leads there with all of its setup', async () => {
  const visit = await opened('', `v=1&engine=${own}&${SCENE}`);
  const notice = visit.page.locator('.notice', { hasText: `made with engine ${own}` });
  await notice.waitFor();
  const said = (await notice.textContent()) ?? '';
  assert.ok(said.includes(`this page has engine ${coming}:`), said);
  assert.ok(said.includes(`Its own page is in ${site.server.url}v${own}/`), said);
  assert.equal(await visit.page.locator('.notice').count(), 1);
  assert.equal((await visit.state()).scene, SCENE);
  await visit.picture('release-other');
  await notice.getByRole('button', { name: 'Open it there' }).click();
  await visit.page.waitForURL(/\/v\d+\.\d+\//);
  await visit.until((text) => document.getElementById('foot')?.textContent?.includes(text), `Engine ${version}.`);
  assert.equal((await visit.state()).scene, SCENE);
  assert.equal(await visit.page.locator('.notice').count(), 0);
  await visit.leave();
});

test('a link in a later language is told which page reads it', async () => {
  const visit = await opened(`v${own}/`, `v=2&${SCENE}`);
  const notice = visit.page.locator('.notice', { hasText: 'this engine reads version 1' });
  await notice.getByText(`Its own page is in ${site.server.url}v${coming}/`).waitFor();
  assert.equal(await visit.page.locator('.notice').count(), 1);
  assert.equal((await visit.state()).scene, SCENE);
  await visit.leave();
});

test('where that version is not kept the page says so', async () => {
  for (const hash of [`v=1&engine=0.0&${SCENE}`, `v=7&${SCENE}`]) {
    const visit = await opened('', hash);
    await visit.page.getByText('No page of that version is kept here.').waitFor();
    assert.equal(await visit.page.locator('.notice').count(), 1);
    await visit.page.locator('#foot').getByText('Engine').waitFor();
    await visit.leave();
  }
});

test('a frame of the other version says so, and goes on to its own page', async () => {
  const hosts = await Hosts.open(site);
  const html = `<!doctype html><title>x</title><link rel="icon" href="data:,"><iframe src="{{site}}embed.html?id=one#{{scene}}" title="x" width="900" height="900"></iframe>`;
  const visit = await hosts.visit('frame', { html, scene: `v=1&engine=${own}&${SCENE}&controls=minimal` });
  const frame = await frameOf(visit);
  await frame.getByRole('button', { name: 'Open it there' }).click();
  await visit.page.waitForTimeout(200);
  const old = await frameOf(visit, 0, `v${own}/embed.html`);
  assert.match(old.url(), /embed\.html\?id=one#v=1&/);
  assert.equal(await old.locator('.notice').count(), 0);
  await visit.leave();
  await hosts.close();
});
