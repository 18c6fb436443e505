// The notebook of the course notes in a real JupyterLab, opened in Chromium. By hand, for what runs it is Python:
//   python3 -m venv lab && lab/bin/pip install jupyterlab anywidget
//   JUPYTER=lab/bin/jupyter node tests/page/notebook-by-hand.mjs [FOLDER for pictures]
// Last run with Python 3.11.7, JupyterLab 4.6.6, anywidget 0.11.0, ipywidgets 8.1.9 and Chromium 156. Needs ./build.sh dist and cli.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { figures, readChapter } from '../../tools/notes/chapter.mjs';
import { build, CHAPTER, sources } from '../../tools/notes.mjs';
import { Site } from './harness.mjs';
import { frameOf } from './hosts.mjs';

const PICTURES = process.argv[2];
const TOKEN = 'skipscape';
const out = mkdtempSync(join(tmpdir(), 'skipscape-notebook-'));
const site = await Site.open();
const base = site.server.url;
const shown = figures(readChapter(readFileSync(CHAPTER, 'utf8'), base));
build(base, out);

/** Starts JupyterLab in the notebook's folder; resolves with its address. */
const lab = spawn(
  process.env.JUPYTER ?? 'jupyter',
  [
    'lab',
    '--no-browser',
    '--allow-root',
    '--ip=127.0.0.1',
    `--IdentityProvider.token=${TOKEN}`,
    `--ServerApp.root_dir=${join(out, 'jupyter')}`,
  ],
  {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, JUPYTER_CONFIG_DIR: join(out, 'config'), JUPYTER_RUNTIME_DIR: join(out, 'runtime') },
  },
);
/** @type {Promise<string>} */
const address = new Promise((resolve, reject) => {
  let said = '';
  lab.stderr.on('data', (text) => {
    said += text;
    const at = said.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0];
    if (at) resolve(at);
  });
  lab.on('error', reject);
  lab.on('exit', () => reject(new Error(`JupyterLab ended: ${said}`)));
});

/** @param {import('./harness.mjs').Visit} visit @param {string} name */
async function picture(visit, name) {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await visit.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** JupyterLab has words of its own for the console; of ours there must be none. @param {import('./harness.mjs').Visit} visit */
async function leave(visit) {
  const said = [...new Set(visit.problems)].filter((line) => !line.startsWith('console debug'));
  await visit.context.close();
  assert.deepEqual(said, []);
}

/** @param {string} notebook @param {import('./harness.mjs').Look} [look] */
async function open(notebook, look) {
  const visit = await site.visit(look);
  const { page } = visit;
  await page.goto(`${await address}lab/tree/${notebook}?token=${TOKEN}&reset`);
  await page.locator('.jp-NotebookPanel .jp-Cell').first().waitFor({ timeout: 60_000 });
  // The kernel is there, and the question whether news are wanted is away.
  await page.getByText('Python 3 (ipykernel) | Idle').waitFor({ timeout: 60_000 });
  for (const close of await page.locator('.Toastify__close-button').all()) await close.click();
  return visit;
}

/** @param {import('./harness.mjs').Visit} visit @param {string} menu @param {string[]} items */
async function choose({ page }, menu, ...items) {
  await page.getByRole('menuitem', { name: menu, exact: true }).click();
  for (const item of items) await page.locator('.lm-Menu-itemLabel').getByText(item, { exact: true }).click();
}

/** That the frame becomes as high as what stands in it. @param {import('./harness.mjs').Visit} visit @param {import('playwright-core').Frame} frame */
async function fits(visit, frame) {
  const inside = () => frame.evaluate(() => document.body.scrollHeight);
  const outside = async () => (await (await frame.frameElement()).boundingBox())?.height;
  await visit.page.waitForTimeout(500);
  assert.equal(await outside(), await inside());
  return `${await outside()} px`;
}

/** Plays a figure to its end. @param {import('playwright-core').Frame} frame @param {string} scene */
async function train(frame, scene) {
  await frame.getByRole('button', { name: 'Play' }).first().click();
  await frame.waitForFunction(() => globalThis.skipscape.getState()?.done, null, { timeout: 60_000 });
  const { a, b } = await frame.evaluate(() => globalThis.skipscape.getState());
  const run = sources().run(scene);
  assert.deepEqual([a.digest, b.digest], [run.a.digest, run.b.digest]);
  return `${a.digest} and ${b.digest}`;
}

/** The chapter: all cells are run, and its first figure is trained. */
async function chapter() {
  const visit = await open('chapter.ipynb');
  const { page } = visit;
  await picture(visit, 'notebook-opened');
  await choose(visit, 'Run', 'Run All Cells');
  await page
    .locator('.jp-OutputArea skip-scape')
    .nth(shown.length - 1)
    .waitFor({ state: 'attached', timeout: 60_000 });
  assert.equal(await page.locator('skip-scape').count(), shown.length);
  assert.equal(await page.locator('.jp-OutputArea [data-mime-type*=error]').count(), 0);
  await page.locator('skip-scape').first().scrollIntoViewIfNeeded();
  const frame = await frameOf(visit);
  await picture(visit, 'notebook-start');
  console.log(`chapter.ipynb: ${shown.length} figures, the first one ${await fits(visit, frame)} high`);
  console.log(`  trained to ${await train(frame, shown[0]?.scene ?? '')}, then ${await fits(visit, frame)} high`);
  await picture(visit, 'notebook-done');
  // Whoever scrolls to the end and back finds it as it was.
  for (const at of [shown.length - 1, 0]) {
    await page.locator('skip-scape').nth(at).scrollIntoViewIfNeeded();
    await page.waitForTimeout(1500);
  }
  assert.equal(await frame.evaluate(() => globalThis.skipscape.getState().done), true);
  await choose(visit, 'Settings', 'Theme', 'JupyterLab Dark');
  await frame.waitForFunction(() => document.documentElement.dataset.theme === 'dark', null, { timeout: 10_000 });
  await page.waitForTimeout(1000);
  await picture(visit, 'notebook-dark');
  await choose(visit, 'Settings', 'Theme', 'JupyterLab Light');
  await leave(visit);
}

/** A notebook of three cells: what Python writes into the widget, and what it reads from it. */
async function asked() {
  const { cells, ...rest } = JSON.parse(readFileSync(join(out, 'jupyter/chapter.ipynb'), 'utf8'));
  const first = cells.find((/** @type {{ cell_type: string }} */ { cell_type }) => cell_type === 'code');
  const code = [
    [
      ...first.source
        .slice(0, -1)
        .map((/** @type {string} */ line) =>
          line.replace(/scene="[^"]*"/, 'scene="depth=4&steps=40&controls=minimal"'),
        ),
      'figure',
    ],
    ['figure.scene = "depth=3&steps=30&controls=minimal"'],
    ['print(figure.state["scene"], figure.state["a"]["digest"], figure.state["b"]["digest"])'],
  ].map((source, k) => ({ ...first, id: `asked-${k}`, source, outputs: [] }));
  writeFileSync(join(out, 'jupyter/asked.ipynb'), JSON.stringify({ ...rest, cells: code }));
  const visit = await open('asked.ipynb', { width: 800, height: 900 });
  const { page } = visit;
  const next = async () => {
    await page.keyboard.press('Shift+Enter');
    await page.waitForTimeout(1500);
  };
  await page.locator('.jp-Cell').first().click();
  await next();
  const frame = await frameOf(visit);
  await train(frame, 'depth=4&steps=40');
  await picture(visit, 'notebook-asked');
  await page.locator('.jp-Cell').nth(1).locator('.jp-InputArea').click();
  await next();
  await frame.waitForFunction(() => globalThis.skipscape.getState()?.scene.startsWith('depth=3&steps=30&'), null, {
    timeout: 10_000,
  });
  const reached = await train(frame, 'depth=3&steps=30');
  await page.waitForTimeout(500);
  await page.locator('.jp-Cell').nth(2).locator('.jp-InputArea').click();
  await next();
  const printed = await page.locator('.jp-Cell').nth(2).locator('.jp-OutputArea-output').textContent();
  const [scene, ...digests] = printed?.trim().split(' ') ?? [];
  assert.match(scene ?? '', /^depth=3&steps=30&/);
  assert.equal(digests.join(' and '), reached);
  // Run again, the cell has one figure, and the first one's frame and workers are gone.
  await page.locator('.jp-Cell').first().locator('.jp-InputArea').click();
  await next();
  await frameOf(visit);
  assert.equal(page.frames().filter((one) => one.url().includes('embed.html')).length, 1);
  console.log(`asked.ipynb: Python writes the scene and reads “${printed?.trim()}”`);
  await leave(visit);
}

try {
  await chapter();
  await asked();
} finally {
  lab.removeAllListeners('exit');
  lab.kill();
  await site.close();
  rmSync(out, { recursive: true, force: true });
}
