// Figures in notes in Firefox: a frame, a frame without an origin, and the element train to the digests that the command line reaches.
// By hand, for Firefox is not installed by this project: FIREFOX=/path/to/it node tests/page/firefox-by-hand.mjs [FOLDER for pictures]
// Last run with Firefox 153.7 ESR. Needs ./build.sh dist and cli.

import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FIREFOX, Site, skipscape } from './harness.mjs';
import { Hosts } from './hosts.mjs';

const SCENE = 'depth=4&steps=40';
const PICTURES = process.argv[2];
assert.ok(FIREFOX, 'Firefox is not here: FIREFOX says where it is.');
const site = await Site.open('firefox');
const hosts = await Hosts.open(site);
const { a, b } = skipscape('run', SCENE, '--json');

/** Asks the frame of a host by messages, as any page can. */
const ASK = `
  globalThis.ask = (type, what = {}) => new Promise((resolve) => {
    const request = Math.random();
    addEventListener('message', function hear({ data }) {
      if (data?.request !== request) return;
      removeEventListener('message', hear);
      resolve(data.value);
    });
    document.querySelector('iframe').contentWindow.postMessage({ type: 'skipscape:' + type, request, ...what }, '*');
  });`;
const frame = (
  /** @type {string} */ sandbox,
) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title>
<link rel="icon" href="data:,"><h1>Notes</h1>
<iframe src="{{site}}embed.html#v=1&{{scene}}&controls=minimal" title="Figure" width="100%" height="680" style="border:0" ${sandbox}></iframe>
<script>${ASK}</script></html>`;

const PAGES = /** @type {const} */ ({
  frame: frame('sandbox="allow-scripts allow-same-origin allow-downloads allow-popups"'),
  opaque: frame('sandbox="allow-scripts"'),
  element: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title><link rel="icon" href="data:,"><h1>Notes</h1>
<skip-scape scene="{{scene}}" controls="minimal">A link</skip-scape>
<script type="module" src="{{site}}skipscape.js"></script>
<script>globalThis.ask = (order) => document.querySelector('skip-scape')[order]();</script></html>`,
});

try {
  for (const [name, html] of Object.entries(PAGES)) {
    const visit = await hosts.visit(name, { html, scene: SCENE });
    const state = () =>
      visit.any.evaluate(() =>
        Promise.race([Reflect.get(globalThis, 'ask')('getState'), new Promise((no) => setTimeout(no, 2000))]),
      );
    const wait = async (/** @type {(found: any) => boolean} */ good) => {
      for (let k = 0; k < 60; k++) {
        const found = await state();
        if (found && good(found)) return found;
        await new Promise((done) => setTimeout(done, 500));
      }
      throw new Error(`${name}: ${JSON.stringify(await state())}; ${visit.problems.join('; ')}`);
    };
    await wait((found) => found.a);
    await visit.any.evaluate(() => Reflect.get(globalThis, 'ask')('play'));
    const done = await wait((found) => found.done);
    assert.deepEqual([done.a.digest, done.b.digest], [a.digest, b.digest], name);
    if (PICTURES) {
      mkdirSync(PICTURES, { recursive: true });
      await visit.any.screenshot({ path: join(PICTURES, `firefox-${name}.png`) });
    }
    console.log(
      `${name}: trained to ${done.a.digest} and ${done.b.digest}; it said: ${visit.problems.join('; ') || 'nothing'}`,
    );
    await visit.any.close();
  }
} finally {
  await hosts.close();
  await site.close();
}
