// What the share dialog hands out: each snippet, pasted as it stands into a page of its host's making, opens the setup and trains.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { bibtex, cff } from '../../www/dialogs/cite.js';
import { joined, PARTS, split, WORDS } from '../../www/embed/words.js';
import { ROOT, Site, violations } from './harness.mjs';
import { frameOf, Hosts } from './hosts.mjs';

const SCENE = 'depth=4&steps=40';

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
});

const around = (/** @type {string} */ body) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>Notes</title><link rel="icon" href="data:,"><body>\n${body}\n</body></html>`;

/** What each host makes of what is pasted into it: HTML for those of Markdown, as far as the snippets use it. @type {Record<string, (text: string) => string>} */
const MADE = {
  iframe: (text) => text,
  element: (text) => text,
  quarto: (text) => links(text.replace(/^```\{=html\}\n(.*)\n```$/m, '$1')),
  mdbook: links,
  myst: (text) =>
    links(
      text.replace(
        /^:::\{iframe\} (\S+)\n:width: (\S+)\n([\s\S]*)\n:::$/,
        (_, source, width, caption) =>
          `<figure><iframe src="${source.replaceAll('&', '&amp;')}" width="${width}" height="600" title="MyST gives it none"></iframe><figcaption>${caption}</figcaption></figure>`,
      ),
    ),
  // A deck gives the frame of the slide that comes its address.
  reveal: (text) => text.replace('data-src=', 'src='),
  obsidian: links,
  moodle: (text) => text,
  jupyter: (text) => {
    const [, esm = ''] = text.match(/_esm = (".*")/) ?? [];
    const [, scene = ''] = text.match(/Skipscape\(scene=(".*")\)/) ?? [];
    return `<div id="cell"></div><script type="module">
      import widget from ${esm};
      // What anywidget hands a widget, as far as it is used.
      const values = { scene: ${scene}, state: {} };
      const ears = {};
      const model = {
        get: (name) => values[name],
        set: (name, value) => { values[name] = value; },
        on: (name, ear) => { ears[name] = ear; },
        off: (name) => { delete ears[name]; },
        save_changes: () => {},
      };
      const away = widget.render({ model, el: document.getElementById('cell') });
      Object.assign(globalThis, { values, ears, away });
    </script>`;
  },
};

/** @param {string} text */
function links(text) {
  return text.replace(
    /\[([^\]]*)\]\(([^)]*)\)/g,
    (_, words, href) => `<a href="${href.replaceAll('&', '&amp;')}">${words}</a>`,
  );
}

/**
 * What the dialog has, by the name of its kind.
 *
 * @param {import('./harness.mjs').Visit} visit
 * @returns {Promise<Record<string, string>>}
 */
async function handedOut(visit) {
  const { page } = visit;
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this setup' });
  await dialog.waitFor();
  const select = dialog.getByLabel('Put it into');
  const out = /** @type {Record<string, string>} */ ({});
  for (const id of await select.locator('option').evaluateAll((all) => all.map((one) => Reflect.get(one, 'value')))) {
    await select.selectOption(id);
    await dialog.getByRole('button', { name: 'Copy: What to paste' }).click();
    await dialog.getByText('Copied.').first().waitFor();
    out[id] = await page.evaluate(() => navigator.clipboard.readText());
  }
  return out;
}

test('each snippet, copied and pasted as it stands, opens its setup and trains', async () => {
  const mine = await site.visit();
  await mine.go(`${SCENE}&view=gradients`);
  const { a, b } = await mine.trainToTheEnd();
  const texts = await handedOut(mine);
  assert.deepEqual(await violations(mine), []);
  await mine.picture('share');
  await mine.leave();
  for (const id of ['run', 'draw', 'bibtex', 'cff']) assert.ok(texts[id], `there is no ${id}`);
  for (const [id, make] of Object.entries(MADE)) {
    const text = texts[id];
    assert.ok(text, `there is no ${id}`);
    const visit = await hosts.visit(`paste-${id}`, { html: around(make(text)) });
    const frame = await frameOf(visit);
    await frame.evaluate(() => globalThis.skipscape.play());
    await frame.waitForFunction(() => globalThis.skipscape.getState().done);
    const state = await frame.evaluate(() => globalThis.skipscape.getState());
    assert.deepEqual([state.a.digest, state.b.digest], [a.digest, b.digest], id);
    assert.match(state.scene, /view=gradients&controls=minimal/, id);
    if (text.includes('<iframe')) {
      const holder = visit.page.locator('iframe');
      assert.match((await holder.getAttribute('title')) ?? '', /Gradient flow/, id);
      if (text.includes('sandbox=')) assert.match((await holder.getAttribute('sandbox')) ?? '', /allow-scripts/, id);
      else assert.ok(id === 'reveal' || id === 'myst', `${id} has no sandbox`);
    }
    if (id === 'jupyter') {
      // The model hears of the state, the figure of another scene, and nothing is left when the cell goes.
      await visit.until(() => Reflect.get(globalThis, 'values').state.done);
      await visit.page.evaluate(() => {
        const { values, ears } = /** @type {any} */ (globalThis);
        values.scene = 'depth=5&steps=40';
        ears['change:scene']();
      });
      await frame.waitForFunction(() => globalThis.skipscape.getState().scene.includes('depth=5'));
      await visit.page.evaluate(() => Reflect.get(globalThis, 'away')());
      assert.equal(await visit.page.evaluate(() => Object.keys(Reflect.get(globalThis, 'ears')).length), 0);
      await visit.until(() => frames.length === 0);
    } else {
      // The plain link beside it; within the element it is what stands where no script runs.
      const link = visit.page.locator('a').first();
      assert.match((await link.getAttribute('href')) ?? '', /#v=1&depth=4&steps=40&view=gradients$/, id);
    }
    await visit.leave();
  }
});

test('a figure without controls begins by itself when it is seen', async () => {
  const mine = await site.visit({ width: 390, height: 844, touch: true });
  await mine.go(SCENE);
  await mine.page.getByRole('button', { name: 'Share' }).click();
  const dialog = mine.page.getByRole('dialog', { name: 'Share this setup' });
  await dialog.getByLabel('It shows').selectOption('none');
  const text = await dialog.getByRole('textbox', { name: 'What to paste' }).inputValue();
  await mine.picture('share-phone');
  const [outer, inner] = await dialog.evaluate((one) => [one.clientWidth, one.scrollWidth]);
  assert.ok(inner <= outer, 'the dialog is wider than the phone');
  await mine.leave();
  const visit = await hosts.visit('paste-none', { html: around(text) });
  const frame = await frameOf(visit);
  await frame.waitForFunction(() => globalThis.skipscape.getState().done);
  assert.ok(await frame.getByRole('button', { name: 'Play' }).isHidden());
  await visit.leave();
});

test('CITATION.cff and the dialog say the same, of this version', () => {
  const [, version = ''] = readFileSync(join(ROOT, 'Cargo.toml'), 'utf8').match(/^version = "(.*)"/m) ?? [];
  assert.equal(readFileSync(join(ROOT, 'CITATION.cff'), 'utf8'), cff(version));
  assert.match(bibtex(version, 'https://example.org/#depth=4'), new RegExp(`version = \\{${version}\\}`));
});

test('the words of an embedded figure are those of the setup, and the document lists them all', async () => {
  const visit = await site.visit();
  await visit.go();
  /** @type {import('../../www/types.js').KeyInfo[]} */
  const keys = await visit.page.evaluate(async () => {
    const url = new URL('pkg/trainer.js', location.href).href;
    return JSON.parse((await import(url)).scene_keys());
  });
  await visit.leave();
  for (const { name, where, values, otherwise } of WORDS) {
    const key = keys.find((one) => one.key === name);
    assert.equal(key !== undefined, where === 'setup', `${name} is ${key ? '' : 'no '}key of the setup`);
    if (!key) continue;
    const plain = (/** @type {string} */ value) => (value === '–' ? '' : value);
    assert.equal(otherwise, plain(key.default), `the default of ${name}`);
    if (key.values && ['controls', 'theme', 'play'].includes(name))
      assert.deepEqual([...values].sort(), [...key.values].sort(), name);
  }
  const text = readFileSync(join(ROOT, 'docs/embedding.md'), 'utf8');
  const table = (/** @type {string} */ name) => text.split(`<!-- ${name} -->\n`)[1]?.split('<!-- end -->')[0]?.trim();
  const list = (/** @type {readonly string[]} */ values) =>
    values.map((value) => (/ /.test(value) ? value : `\`${value}\``)).join(', ');
  const WHERE = {
    setup: 'after the #, attribute',
    frame: 'after the #, attribute',
    address: 'after the ?',
    element: 'attribute',
  };
  const words = [
    '| word | where | takes | default | what it is |',
    '|---|---|---|---|---|',
    ...WORDS.map(
      ({ name, where, values, otherwise, help }) =>
        `| \`${name}\` | ${WHERE[where]} | ${list(values)} | ${otherwise ? list([otherwise]) : '–'} | ${help} |`,
    ),
  ];
  assert.equal(table('words'), words.join('\n'));
  const parts = [
    '| part | what it is |',
    '|---|---|',
    ...Object.entries(PARTS).map(([name, what]) => `| \`${name}\` | ${what} |`),
  ];
  assert.equal(table('parts'), parts.join('\n'));
  const styles = readFileSync(join(ROOT, 'www/embed/embed.css'), 'utf8');
  for (const name of Object.keys(PARTS)) assert.ok(styles.includes(`[data-hides~="${name}"]`), `nothing hides ${name}`);
});

test('words beside the setup are told apart from it, and attributes count more than the scene', () => {
  assert.deepEqual(split('#depth=4&autoplay=true&view=surface'), {
    scene: 'depth=4&view=surface&play=visible',
    beside: { autoplay: 'true' },
  });
  assert.deepEqual(split('play=1&autoplay=false').scene, 'play=0');
  assert.deepEqual(split('').scene, '');
  assert.equal(joined('#depth=4&view=curves', { view: 'surface', theme: null }), 'depth=4&view=surface');
});

test('the parts of the page stand in a frame as they stand in the page', () => {
  const main = (/** @type {string} */ name) =>
    readFileSync(join(ROOT, 'www', name), 'utf8').match(/ {4}<main>[\s\S]*<\/main>/)?.[0];
  assert.ok(main('index.html'));
  assert.equal(main('embed.html'), main('index.html'));
});
