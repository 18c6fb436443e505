// What the first view loads is what `./build.sh sizes` weighs, and all of it comes from the site.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { firstView } from '../../tools/sizes.mjs';
import { ROOT, Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

test('the first view loads no file that the budget does not know', async () => {
  const visit = await site.visit();
  await visit.go();
  await visit.page.waitForLoadState('networkidle');
  const loaded = visit.requests
    .filter((url) => url.startsWith(visit.url))
    .map((url) => new URL(url).pathname.slice(1) || 'index.html');
  const known = new Set(firstView(join(ROOT, 'dist')));
  assert.deepEqual(
    [...new Set(loaded)].filter((file) => !known.has(file)),
    [],
  );
  await visit.leave();
});

test('what stands there from the start has its styles from the start', async () => {
  const css = readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.css'),
  );
  const known = new Set(firstView(join(ROOT, 'dist')));
  const later = css.filter((file) => !known.has(file) && !/^(?:embed|v\d|notes|packages)/.test(file));
  assert.ok(later.includes('instruments/study.css') && !later.includes('page.css'), later.join());
  for (const look of [
    { width: 1440, height: 1000 },
    { width: 390, height: 844 },
  ]) {
    const visit = await site.visit(look);
    await visit.go('depth=4&steps=20&points=64');
    await visit.page.waitForLoadState('networkidle');
    const styled = await visit.page.evaluate(
      async (files) => {
        const found = [];
        for (const file of files) {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(await (await fetch(file)).text());
          const rules = [...sheet.cssRules].flatMap((rule) =>
            rule instanceof CSSMediaRule ? [...rule.cssRules] : [rule],
          );
          for (const rule of rules) {
            if (!(rule instanceof CSSStyleRule)) continue;
            const selector = rule.selectorText.replaceAll(/::[a-z-]+(?:\([^)]*\))?/g, '') || '*';
            const seen = [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility());
            if (seen.length > 0) found.push(`${file}: ${selector}`);
          }
        }
        return found;
      },
      later.map((file) => `/${file}`),
    );
    assert.deepEqual(styled, []);
    await visit.leave();
  }
});

test('what measures loads when it is asked for; where it does not come the page says so, and goes on when asked again', async () => {
  const visit = await site.visit();
  const { page } = visit;
  const whole = () => visit.requests.filter((url) => url.endsWith('pkg/skipscape_bg.wasm')).length;
  await visit.go('depth=4&steps=20&points=64');
  await visit.trainToTheEnd();
  assert.equal(whole(), 0, 'training asks for it');
  await page.route('**/pkg/skipscape_bg.wasm', (route) => route.fulfill({ status: 503, body: '' }));
  await page.evaluate(() => globalThis.skipscape.setState('depth=4&steps=20&points=64&view=contributions'));
  const panel = page.locator('[role=tabpanel]:not([hidden])');
  await panel.getByText('The engine could not be loaded: 503').first().waitFor();
  await visit.picture('weight-missing');
  await page.unroute('**/pkg/skipscape_bg.wasm');
  await visit.trainToTheEnd();
  await panel.getByRole('button', { name: 'Try again' }).click();
  await panel.locator('.chart-exhibit canvas').waitFor();
  await visit.until(() => /Measured/.test(document.querySelector('[role=tabpanel]:not([hidden])')?.textContent ?? ''));
  assert.equal(whole(), 2);
  visit.problems = visit.problems.filter((said) => !said.includes('503'));
  await visit.leave();
});

test('what is served names no folder of the machine that built it', () => {
  for (const name of ['trainer', 'skipscape']) {
    const bytes = readFileSync(join(ROOT, `dist/pkg/${name}_bg.wasm`), 'latin1');
    assert.ok(bytes.includes('crate/src/'), 'a panic says where it was');
    for (const folder of ['registry/src', ROOT]) assert.ok(!bytes.includes(folder), `${name}: ${folder}`);
  }
});
