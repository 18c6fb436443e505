// The course notes, built by their hosts and opened in Chromium. By hand, for the hosts are not installed by this project:
//   REVEAL=node_modules/reveal.js node tests/page/notes-by-hand.mjs [FOLDER for pictures and what is printed]
// Looks for mdbook, myst, quarto and sphinx-build (with myst-parser; more arguments for it in SPHINX) on PATH, and for Reveal.js where
// REVEAL says; what is not there is skipped and named. In each host that is there the first figure is trained, to the digests that the
// command line reaches. Needs ./build.sh dist and cli.
// Sphinx was last run with Python 3.11.7, Sphinx 9.0.4 and myst-parser 5.2.0, as it is and with -D html_theme=sphinx_book_theme (1.4.0).

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { figures, readChapter } from '../../tools/notes/chapter.mjs';
import { build, CHAPTER, sources } from '../../tools/notes.mjs';
import { serve } from '../../tools/serve.mjs';
import { Site } from './harness.mjs';
import { frameOf } from './hosts.mjs';

const PICTURES = process.argv[2];
const REVEAL = process.env.REVEAL;
const SPHINX = process.env.SPHINX?.split(' ') ?? [];
const out = mkdtempSync(join(tmpdir(), 'skipscape-notes-'));
const site = await Site.open();
const base = site.server.url;
const server = await serve(out);
const shown = figures(readChapter(readFileSync(CHAPTER, 'utf8'), base));

/** Runs a host's program in its folder; false where there is none. @param {string} host @param {string} program @param {string[]} args */
function made(host, program, ...args) {
  try {
    execFileSync(program, args, { cwd: join(out, host), stdio: ['ignore', 'ignore', 'inherit'] });
    return true;
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === 'ENOENT') return false;
    throw error;
  }
}

/** How each host is built, and where its page then is. @type {Record<string, () => string | false>} */
const BUILT = {
  mdbook: () => made('mdbook', 'mdbook', 'build') && 'mdbook/book/chapter.html',
  myst: () => made('myst', 'myst', 'build', '--html') && 'myst/_build/html/index.html',
  // Whatever it warns of is an error.
  sphinx: () =>
    made('sphinx', 'sphinx-build', '-W', '--keep-going', '.', '_build', ...SPHINX) && 'sphinx/_build/chapter.html',
  quarto: () => made('quarto', 'quarto', 'render', 'chapter.qmd', '--to', 'html') && 'quarto/chapter.html',
  reveal() {
    if (!REVEAL || !existsSync(REVEAL)) return false;
    cpSync(resolve(REVEAL), join(out, 'reveal/reveal.js'), { recursive: true });
    return 'reveal/index.html';
  },
};

/** @param {string} host @param {string} path */
async function open(host, path) {
  const visit = await site.visit();
  await visit.page.goto(`${server.url}${path}`);
  const frames = await visit.page.locator('iframe').count();
  assert.equal(frames, shown.length, `${host}: frames`);
  if (host === 'reveal') {
    // The first figure's slide.
    await visit.until(() => Reflect.get(globalThis, 'Reveal')?.isReady());
    const at = await visit.page.evaluate(() => {
      const deck = Reflect.get(globalThis, 'Reveal');
      const { h, v } = deck.getIndices(document.querySelector('iframe')?.closest('section'));
      deck.slide(h, v);
      return `${h} ${v}`;
    });
    console.log(
      `reveal: ${await visit.page.locator('.slides section').count()} slides and stacks, the figure at ${at}`,
    );
  } else await visit.page.locator('iframe').first().scrollIntoViewIfNeeded();
  const frame = await frameOf(visit);
  await frame.evaluate(() => globalThis.skipscape.play());
  await frame.waitForFunction(() => globalThis.skipscape.getState()?.done, null, { timeout: 60_000 });
  const { a, b } = await frame.evaluate(() => globalThis.skipscape.getState());
  const run = sources().run(shown[0]?.scene ?? '');
  assert.deepEqual([a.digest, b.digest], [run.a.digest, run.b.digest], host);
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    await visit.page.screenshot({ path: join(PICTURES, `${host}.png`) });
    await visit.page.pdf({ path: join(PICTURES, `${host}.pdf`), format: 'A4', printBackground: true });
  }
  const away = visit.requests.filter(
    (url) => !url.startsWith(base) && !url.startsWith(server.url) && !/^(?:data|blob):/.test(url),
  );
  console.log(`${host}: ${frames} frames, the first one trained to ${a.digest} and ${b.digest}`);
  if (away.length)
    console.log(`  the host itself asks for ${[...new Set(away.map((url) => new URL(url).host))].join(', ')}`);
  if (visit.problems.length) console.log(`  it said: ${[...new Set(visit.problems)].join('; ')}`);
  await visit.context.close();
}

try {
  build(base, out);
  for (const [host, make] of Object.entries(BUILT)) {
    const path = make();
    if (path) await open(host, path);
    else console.log(`${host}: not here`);
  }
} finally {
  await server.close();
  await site.close();
  rmSync(out, { recursive: true, force: true });
}
