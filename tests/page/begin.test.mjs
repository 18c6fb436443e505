// A figure in someone's notes before it begins, and what it begins with.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Site, skipscape } from './harness.mjs';
import { frameOf, Hosts } from './hosts.mjs';

const folder = mkdtempSync(join(tmpdir(), 'skipscape-'));

/** @type {Site} */
let site;
/** @type {Hosts} */
let hosts;
before(async () => {
  site = await Site.open();
  hosts = await Hosts.open(site);
});
after(async () => {
  await hosts?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('before its networks are there a frame says its setup, and the row that trains stays in sight', async () => {
  const visit = await site.visit({ width: 700, height: 480 });
  const { page } = visit;
  const release = await visit.holdEngine();
  await page.goto(
    `${site.server.url}embed.html#v=1&engine=0.1&depth=4&steps=40&own=1%2C2&view=depths&controls=minimal`,
  );
  assert.match((await page.locator('.before').textContent()) ?? '', /Setup: depth=4, steps=40, own=1,2\.$/);
  assert.match((await page.locator('#home').getAttribute('href')) ?? '', /^http.*#v=1&.*depth=4&steps=40/);
  release();
  await visit.until(() => globalThis.skipscape?.getState()?.a);
  await page.locator('.study-before').getByText('Each network is trained').waitFor();
  assert.equal(await page.locator('.before').count(), 0);
  const inside = await page.evaluate(() => document.body.scrollHeight);
  assert.ok(inside > 600, `${inside} px`);
  const play = await page.getByRole('button', { name: 'Play' }).first().boundingBox();
  assert.ok(play && play.y > 300 && play.y + play.height <= 480, JSON.stringify(play));
  await visit.leave();
});

test('a figure of the reader’s own data begins by itself when it is seen; where it needs a file, it says so and stays what it is', async () => {
  const own = 'data=own&own=OWN&depth=4&steps=60&controls=none&play=visible';
  const rows = Array.from({ length: 24 }, (_, k) => `${k / 24},${(k * k) % 7},${k % 2 ? 'in' : 'out'}`);
  const file = join(folder, 'own.csv');
  writeFileSync(file, rows.join('\n'));
  const { link } = skipscape('scene', 'data=own&depth=4&steps=60', '--data', file, '--json');
  const visit = await hosts.visit('plain', { scene: `${link}&controls=none&play=visible` });
  const frame = await frameOf(visit);
  await frame.waitForFunction(() => globalThis.skipscape.getState()?.done, null, { timeout: 60_000 });
  const { a, b } = await frame.evaluate(() => globalThis.skipscape.getState());
  const run = skipscape('run', link, '--json');
  assert.deepEqual([a.digest, b.digest], [run.a.digest, run.b.digest]);
  await visit.leave();

  const without = await hosts.visit('plain', { scene: own.replace('OWN', '0123456789abcdef') });
  const waits = await frameOf(without);
  await waits.locator('.notice').getByText('Whoever sent it has the file.').waitFor();
  assert.ok(await waits.locator('#transport').isHidden());
  assert.equal((await waits.evaluate(() => globalThis.skipscape.getState())).step, 0);
  await without.leave();
});
