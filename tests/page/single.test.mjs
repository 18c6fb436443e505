// The page as one file: it opens from a folder without a server, asks nobody for anything, and reaches the same digests.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT, Site, Visit } from './harness.mjs';
import { frameOf, Hosts } from './hosts.mjs';

const SCENE = 'depth=4&steps=40';

/** @type {Site} */
let site;
/** @type {Hosts} */
let hosts;
/** @type {string[]} */
let digests;
before(async () => {
  site = await Site.open();
  hosts = await Hosts.open(site);
  const visit = await site.visit();
  await visit.go(SCENE);
  const { a, b } = await visit.trainToTheEnd();
  digests = [a.digest, b.digest];
  await visit.leave();
});
after(async () => {
  await hosts?.close();
  await site?.close();
});

/** @param {string} name */
async function opened(name) {
  const url = pathToFileURL(join(ROOT, 'dist', name)).href;
  const { page } = await site.visit();
  return new Visit(url, page);
}

test('by a double click it trains to the same digests, measures, and asks for nothing', async () => {
  const visit = await opened('skipscape.html');
  await visit.go(SCENE);
  const { a, b } = await visit.trainToTheEnd();
  assert.deepEqual([a.digest, b.digest], digests);
  await visit.page.getByRole('tab', { name: 'Loss surface' }).click();
  await visit.page.locator('#panel-surface').getByText('roughness').first().waitFor();
  // What measures, digits, and a lesson with its record.
  await visit.page.evaluate(() => globalThis.skipscape.setState('depth=4&steps=40&view=contributions'));
  await visit.page.locator('#panel-contributions canvas').first().waitFor();
  await visit.page.evaluate(() => globalThis.skipscape.setState('model=convnet&depth=1&steps=3'));
  await visit.until(() => globalThis.skipscape.getState()?.scene.includes('convnet'));
  assert.equal((await visit.trainToTheEnd()).step, 3);
  await visit.page.getByRole('button', { name: 'Lessons' }).click();
  await visit.page.locator('.lesson-title').waitFor();
  assert.deepEqual(
    [...new Set(visit.requests.map((one) => one.replace(/#.*/, '')))].filter((one) => !/^(?:data|blob):/.test(one)),
    [visit.url],
  );
  await visit.picture('single');
  await visit.leave();
});

test('its permalink leads to itself, and what it hands out to the files beside it', async () => {
  const visit = await opened('skipscape.html');
  await visit.go(SCENE);
  await visit.page.getByRole('button', { name: 'Share' }).click();
  const link = await visit.page.getByRole('textbox', { name: 'Link to this setup' }).inputValue();
  // Its address names no version, so the link does.
  assert.match(link.replace(visit.url, ''), /^#v=1&engine=\d+\.\d+&depth=4&steps=40$/);
  const paste = await visit.page.getByRole('textbox', { name: 'What to paste' }).inputValue();
  const frame = visit.url.replace('skipscape.html', 'skipscape-embed.html');
  assert.ok(paste.includes(`src="${frame}#v=1&amp;engine=`), paste);
  await visit.leave();
});

test('a frame that is one file trains without an origin, and asks its server for nothing else', async () => {
  const html =
    '<!doctype html><title>x</title><link rel="icon" href="data:,"><iframe id="figure" src="{{site}}skipscape-embed.html#{{scene}}" title="x" width="800" height="700" sandbox="allow-scripts"></iframe>';
  const visit = await hosts.visit('lone', { html, scene: SCENE });
  const frame = await frameOf(visit, 0, 'skipscape-embed.html');
  await frame.evaluate(() => globalThis.skipscape.play());
  await frame.waitForFunction(() => globalThis.skipscape.getState().done);
  const { a, b } = await frame.evaluate(() => globalThis.skipscape.getState());
  assert.deepEqual([a.digest, b.digest], digests);
  const asked = visit.requests.filter((one) => !/^(?:data|blob):/.test(one)).map((one) => new URL(one).pathname);
  assert.deepEqual(asked, ['/skipscape-embed.html']);
  await visit.leave();
});

test('a frame that is one file leads to the whole page beside it', async () => {
  const visit = await opened('skipscape-embed.html');
  await visit.go(`${SCENE}&controls=minimal`);
  const home = await visit.page.getByRole('link', { name: 'Open in Skipscape' }).getAttribute('href');
  assert.match(home ?? '', /\/skipscape\.html#v=1&engine=[\d.]+&depth=4&steps=40&controls=minimal$/);
  await visit.leave();
});

test('a widget whose module is handed over as text has all that it needs in it', async () => {
  // As notebooks do with a widget: its text becomes an address, and that is imported.
  const html = `<!doctype html><title>x</title><link rel="icon" href="data:,"><div id="cell"></div><script type="module">
    const text = await (await fetch('{{site}}skipscape.single.js')).text();
    const widget = (await import(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })))).default;
    const values = { scene: '{{scene}}', controls: 'minimal', state: {} };
    const model = { get: (name) => values[name], set: (name, value) => { values[name] = value; }, on() {}, off() {}, save_changes() {} };
    widget.render({ model, el: document.getElementById('cell') });
    globalThis.values = values;
  </script>`;
  const visit = await hosts.visit('cell', { html, scene: SCENE });
  await visit.until(() => document.querySelector('skip-scape')?.shadowRoot?.querySelector('iframe'));
  await visit.page.evaluate(async () => {
    const figure = /** @type {any} */ (document.querySelector('skip-scape'));
    await figure.ready;
    await figure.play();
  });
  const state = await visit.until(() => {
    const { state } = Reflect.get(globalThis, 'values');
    return state.done && state;
  });
  assert.deepEqual([state.a.digest, state.b.digest], digests);
  const asked = visit.requests.filter((one) => one.startsWith(visit.url)).map((one) => new URL(one).pathname);
  assert.deepEqual(asked, ['/skipscape.single.js']);
  await visit.leave();
});

test('as a package it names files that are there, and is imported where there is no page', async () => {
  const dist = join(ROOT, 'dist');
  const about = JSON.parse(readFileSync(join(dist, 'package.json'), 'utf8'));
  for (const one of Object.values(about.exports).flatMap((to) => (typeof to === 'string' ? to : Object.values(to))))
    assert.ok(existsSync(join(dist, one)), `${one} is not there`);
  assert.match(about.version, /^\d+\.\d+\.\d+$/);
  for (const file of ['skipscape.js', 'skipscape.single.js']) {
    const { default: widget } = await import(pathToFileURL(join(dist, file)).href);
    assert.deepEqual(Object.keys(widget), ['initialize', 'render']);
  }
});
