// axe-core finds nothing, light and dark, wide and narrow, before and after a run, on every tab.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site, violations } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

for (const dark of [false, true]) {
  for (const width of [1440, 390]) {
    test(`axe-core finds nothing, ${dark ? 'dark' : 'light'}, ${width} px`, async () => {
      const visit = await site.visit({
        width,
        height: width > 600 ? 1000 : 844,
        dark,
        reduced: true,
        touch: width < 600,
      });
      await visit.go();
      assert.deepEqual(await violations(visit), [], 'at the start');
      await visit.page.evaluate(() => globalThis.skipscape.setState('depth=8&steps=60'));
      await visit.trainToTheEnd();
      const tabs = visit.page.locator('[role=tab]');
      for (let k = 0; k < (await tabs.count()); k++) {
        const view = (await tabs.nth(k).getAttribute('id'))?.replace('tab-', '');
        await visit.page.evaluate((scene) => globalThis.skipscape.setState(scene), `depth=8&steps=60&view=${view}`);
        await visit.page.waitForTimeout(300);
        assert.deepEqual(await violations(visit), [], `on the tab ${view}`);
      }
      await visit.page.getByRole('button', { name: 'More', exact: true }).click();
      assert.deepEqual(await violations(visit), [], 'in the menu of studies');
      await visit.page.keyboard.press('Escape');
      await visit.page.getByRole('button', { name: 'Check the note yourself' }).click();
      await visit.page.getByRole('dialog').waitFor();
      assert.deepEqual(await violations(visit), [], 'in the table of claims');
      await visit.leave();
    });
  }
}

for (const [what, scene] of [
  ['layers', ''],
  ['images', 'model=convnet&steps=2'],
  ['sequences', 'model=transformer&steps=2'],
  ['a lesson', 'lesson=1'],
]) {
  test(`nothing sticks out sideways at any width: ${what}`, async () => {
    const visit = await site.visit({ reduced: true, height: 900 });
    await visit.go(scene);
    const { page } = visit;
    const wide = [];
    for (let width = 320; width <= 1500; width += 20) {
      await page.setViewportSize({ width, height: 900 });
      // Twice a frame: what follows the window's size has then taken its own.
      const over = await page.evaluate(
        () =>
          new Promise((done) =>
            requestAnimationFrame(() =>
              requestAnimationFrame(() => done(document.documentElement.scrollWidth - innerWidth)),
            ),
          ),
      );
      if (Number(over) > 0) wide.push(`${width} px: ${over} too wide`);
    }
    assert.deepEqual(wide, []);
    await visit.leave();
  });
}
