// Pictures of the page to look at: `node tools/screenshots.mjs FOLDER [SCENE]`. Every size, light and dark, every state and tab.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Site } from '../tests/page/harness.mjs';

const SIZES = [
  { name: '1440', width: 1440, height: 1000 },
  { name: '768', width: 768, height: 1024, touch: true },
  { name: '390', width: 390, height: 844, touch: true },
  { name: '390@2x', width: 390, height: 844, scale: 2, touch: true },
];

const [folder, scene = ''] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tools/screenshots.mjs FOLDER [SCENE]');
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const site = await Site.open();
try {
  for (const size of SIZES) {
    for (const dark of [false, true]) await pictures({ ...size, dark }, `${size.name}-${dark ? 'dark' : 'light'}`);
  }
} finally {
  await site.close();
}

/**
 * @param {import('../tests/page/harness.mjs').Look} look
 * @param {string} name
 */
async function pictures(look, name) {
  const visit = await site.visit(look);
  const { page } = visit;
  const settle = () => page.waitForTimeout(400); // fades and the fold are over by then
  const shot = async (/** @type {string} */ state, fullPage = true) => {
    await settle();
    const path = join(/** @type {string} */ (folder), `${name}-${state}.png`);
    await page.screenshot({ path, fullPage });
    console.log(path);
  };

  await visit.go(scene);
  await shot('start');
  await shot('start-fold', false);

  await page.evaluate(() => globalThis.skipscape.step(40));
  await shot('training');

  await visit.trainToTheEnd();
  await shot('done');

  const tabs = page.getByRole('tab');
  for (let k = 0; k < (await tabs.count()); k++) {
    const label = ((await tabs.nth(k).textContent()) ?? '').trim().toLowerCase().replace(/\W+/g, '-');
    await tabs.nth(k).click();
    // A surface is computed row by row, which may begin a moment after the tab opens.
    await page.waitForTimeout(500);
    await visit.until(
      () => !/Measuring: /.test(document.querySelector('[role=tabpanel]:not([hidden])')?.textContent ?? ''),
    );
    await shot(`tab-${label}`);
  }

  const parts = [scene, 'lr=1000'].filter(Boolean).join('&');
  await page.evaluate((text) => globalThis.skipscape.setState(text), parts);
  await page.evaluate(() => globalThis.skipscape.play());
  await page.waitForTimeout(1500);
  await shot('diverged');

  await page.goto(`${visit.url}#depth=lots`);
  await page.reload();
  await page.locator('.notice').waitFor();
  await shot('error');
  await page.close();
  for (const problem of visit.problems) console.log(`  ${name}: ${problem}`);
}
