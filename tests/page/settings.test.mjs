// Every setting has a control, each change reaches the scene, and none makes the page complain; every other button is pressed once.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site } from './harness.mjs';

/** @type {Site} */
let site;
before(async () => {
  site = await Site.open();
});
after(() => site?.close());

/** Another value than the default, for the fields that take a number or a word. */
const OTHER = /** @type {Record<string, string>} */ ({
  points: '100',
  noise: '.1',
  turns: '1.5',
  classes: '3',
  flip: '.1',
  test: '100',
  depth: '7',
  width: '9',
  block: '2',
  inner: '8',
  scale: '.5',
  droppath: '.1',
  lr: '.002',
  momentum: '.8',
  decay: '.01',
  clip: '1',
  warmup: '10',
  batch: '32',
  steps: '120',
  seed: '5',
  'seed.data': '5',
  'seed.init': '5',
  'seed.batch': '5',
  'seed.plane': '5',
});

/** @param {import('./harness.mjs').Visit} visit */
async function startAgain(visit) {
  await visit.page.evaluate(() => globalThis.skipscape.setState(''));
  await visit.until(() => globalThis.skipscape.getState()?.scene === '');
}

test('each setting of the experiment', async () => {
  const visit = await site.visit();
  await visit.go();
  await visit.page.getByText('More settings').click();
  const keys = await visit.page
    // Those of other models are hidden here: the test of the models has them.
    .locator('#experiment [data-key]:visible')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-key') ?? ''));
  assert.ok(keys.length > 25, `only ${keys.length} settings have a control`);
  for (const key of keys) {
    await startAgain(visit);
    const field = visit.page.locator(`#experiment [data-key="${key}"]`);
    if ((await field.evaluate((one) => one.tagName)) === 'SELECT') {
      const other = await field.evaluate((one) => {
        const { options, value } = /** @type {HTMLSelectElement} */ (one);
        return [...options].find((option) => !option.disabled && option.value !== value)?.value ?? '';
      });
      await field.selectOption(other);
    } else {
      const other = OTHER[key.replace(/^[ab]\./, '')];
      assert.ok(other, `this test knows no other value of ${key}: add one`);
      await field.fill(other);
      await field.press('Enter');
    }
    // A prefix is written where it is needed: a bare shortcut is the second network's, and only that one has a scale.
    const name = key.replace(/^[ab]\./, '');
    await visit.until(
      (bare) => new RegExp(`(^|&)([ab]\\.)?${bare}=`).test(globalThis.skipscape.getState()?.scene ?? ''),
      name,
    );
  }
  await startAgain(visit);
  const narrow = await visit.page.locator('#experiment :is(input, select):visible').evaluateAll((all) =>
    all.flatMap((one) => {
      const own = one.getBoundingClientRect();
      const room = (one.closest('.setting') ?? one).getBoundingClientRect();
      const fits = own.width > 30 && own.left >= room.left - 1 && own.right <= room.right + 1;
      return fits ? [] : [one.getAttribute('aria-label')];
    }),
  );
  assert.deepEqual(narrow, [], 'controls without room');
  for (const slider of await visit.page.locator('#experiment input[type=range]').all()) {
    await startAgain(visit);
    await slider.focus();
    await slider.press('ArrowLeft');
    await visit.until(() => globalThis.skipscape.getState()?.scene !== '');
  }
  assert.equal(await visit.page.locator('#notices .notice').count(), 0, 'the page complained');
  await visit.leave();
});

test('a notice about a setting goes when the setting is right, one about a link with the first change', async () => {
  const visit = await site.visit();
  const { page } = visit;
  const notices = page.locator('#notices .notice');
  const depth = page.locator('#experiment [data-key="depth"]');
  const put = async (/** @type {string} */ value) => {
    await depth.fill(value);
    await depth.press('Enter');
  };
  await visit.go('depth=5&steps=60&points=64&lr=ouch');
  assert.match((await notices.textContent()) ?? '', /ouch/);
  await put('0');
  await notices.nth(1).waitFor();
  await put('6');
  await visit.until(() => /depth=6/.test(globalThis.skipscape.getState()?.scene ?? ''));
  await visit.until(() => document.querySelectorAll('#notices .notice').length === 0);
  await put('0');
  await notices.waitFor();
  // Going back to a good setup is a change as well.
  await page.goBack();
  await visit.until(() => /depth=5/.test(globalThis.skipscape.getState()?.scene ?? ''));
  assert.deepEqual(await notices.allTextContents(), [], 'a notice stayed');
  // A link that is opened later is told of like the first one.
  await page.evaluate(() => {
    location.hash = '#depth=4&lr=ouch';
  });
  await visit.until(() => /depth=4/.test(globalThis.skipscape.getState()?.scene ?? ''));
  assert.match((await notices.textContent()) ?? '', /ouch/);
  await visit.leave();
});

test('each button of the bar, of the lanes and of the instruments', async () => {
  const visit = await site.visit();
  await visit.go('depth=5&steps=60&grid=11');
  const { page } = visit;
  const press = (/** @type {string} */ name) => page.getByRole('button', { name, exact: true }).click();
  await press('Step');
  await visit.until(() => globalThis.skipscape.getState()?.step === 1);
  await press('Reset');
  await visit.until(() => globalThis.skipscape.getState()?.step === 0);
  await visit.until(() => document.querySelector('#spoken')?.textContent === 'Back at step 0.');
  await press('New start');
  await visit.until(() => /seed=2/.test(globalThis.skipscape.getState()?.scene ?? ''));
  for (const name of ['1×', '4×', 'Max']) await page.getByRole('radio', { name, exact: true }).click();
  await visit.trainToTheEnd();
  for (let k = 0; k < 3; k++) await page.locator('#theme').click();
  for (const radio of await page.locator('#shows [role=radio]').all()) await radio.click();
  for (const tab of await page.getByRole('tab').all()) {
    await tab.click();
    for (const radio of await page.locator('[role=tabpanel]:not([hidden]) [role=radio]').all()) {
      if (await radio.isVisible()) await radio.click();
    }
    await press('Show the numbers as a table');
    await page.locator('[role=tabpanel]:not([hidden]) table').first().waitFor();
    await press('Show the numbers as a table');
    for (const kind of ['Save the figure as SVG', 'Save the figure as PNG', 'Save the numbers as CSV']) {
      const [file] = await Promise.all([page.waitForEvent('download'), press(kind)]);
      assert.match(file.suggestedFilename(), /^skipscape-\w+\.(svg|png|csv)$/);
    }
  }
  await page.locator('#fold').click();
  await page.locator('#fold').click();
  await visit.leave();
});

test('the dialogs open, and Escape closes them', async () => {
  const visit = await site.visit();
  await visit.go('depth=4');
  for (const id of ['share', 'keys']) {
    await visit.page.locator(`#${id}`).click();
    await visit.page.locator('dialog[open]').waitFor();
    await visit.picture(`dialog-${id}`);
    await visit.page.keyboard.press('Escape');
    await visit.page.locator('dialog[open]').waitFor({ state: 'detached' });
  }
  await visit.leave();
});
