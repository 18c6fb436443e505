// Every study's tab: it measures, draws, reads out, and can be taken along; it stops when told, shows what is there, and tries ten starts.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FIREFOX, Site, skipscape } from './harness.mjs';

/** @typedef {import('./harness.mjs').Visit} Visit */

const PANEL = '[role=tabpanel]:not([hidden])';
/** The setup that most studies are put to here, and those of studies that ask for another. */
const SMALL = 'depth=4&steps=40&points=64&grid=21';
/** @type {Record<string, string>} */
const OWN = { positions: 'model=transformer&depth=2&points=32&test=16&batch=8&steps=20' };

/** Tabs that have an instrument of their own kind, or are for other models: other tests are about them. */
const OTHERS = ['curves', 'surface', 'features', 'attention'];

/** Presses a button of the panel by its words. @param {[string, string]} what */
const press = ([panel, words]) => {
  const button = [...document.querySelectorAll(`${panel} button`)].find((one) => one.textContent === words);
  if (!(button instanceof HTMLElement) || button.getClientRects().length === 0) return false;
  button.click();
  return true;
};

/** How many pixels of a canvas are not blank: of the study's, or of another that is named. @param {string | [string, string]} where */
const inked = (where) => {
  const [panel, chart] = typeof where === 'string' ? [where, '.chart-exhibit'] : where;
  const canvas = document.querySelector(`${panel} ${chart} canvas`);
  if (!(canvas instanceof HTMLCanvasElement) || canvas.getClientRects().length === 0 || canvas.width === 0) return 0;
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext('2d');
  context?.drawImage(canvas, 0, 0);
  const bytes = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  let count = 0;
  for (let k = 3; k < bytes.length; k += 4) if ((bytes[k] ?? 0) > 0) count++;
  return count;
};

/** How far it was when it was stopped, in percent. @param {string} panel */
const stoppedAt = (panel) =>
  /Stopped at (\d+) %/.exec(document.querySelector(`${panel} .gauge .progress-says`)?.textContent ?? '')?.[1];

/** Keeps what the page hands out as files, as text. */
const catchFiles = () => {
  /** @type {Promise<string>[]} */
  const files = [];
  const make = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (/** @type {Blob} */ blob) => {
    files.push(blob.text());
    return make(blob);
  };
  Object.assign(globalThis, { files });
};

for (const kind of /** @type {const} */ (['chromium', 'firefox'])) {
  describe(`studies in ${kind}`, { skip: kind === 'firefox' && !FIREFOX && 'Firefox is not here' }, () => {
    /** @type {Site} */
    let site;
    /** @type {Visit} */
    let visit;
    before(async () => {
      site = await Site.open(kind);
      visit = await site.visit();
      await visit.go(SMALL);
      await visit.any.evaluate(catchFiles);
    });
    after(async () => {
      await visit.leave();
      await site.close();
    });

    /** Opens a setup, and trains it to its end if it is another. @param {string} scene */
    async function open(scene) {
      await visit.any.evaluate((/** @type {string} */ text) => globalThis.skipscape.setState(text), scene);
      const { step, done } = await visit.state();
      if (!done || step === 0) await visit.trainToTheEnd();
    }

    test('each study has a tab of its own: it measures, draws, reads out, and hands out its numbers', async () => {
      const ids = await visit.until(() => {
        const tabs = [...document.querySelectorAll('[role=tab]')].map((tab) => tab.id.replace('tab-', ''));
        return tabs.length > 0 ? tabs : null;
      });
      for (const id of ids.filter((one) => !OTHERS.includes(one))) {
        await open(`${OWN[id] ?? SMALL}&view=${id}`);
        await visit.until(
          (/** @type {string} */ name) => document.querySelector(`#panel-${name}:not([hidden])`) !== null,
          id,
        );
        // One that looks at the run's networks begins by itself.
        await visit.until(
          (/** @type {string} */ panel) =>
            document.querySelector(`${panel} .chart-exhibit:not([hidden]), ${panel} .gauge .button:not([hidden])`) !==
            null,
          PANEL,
        );
        await visit.any.evaluate(press, [PANEL, 'Measure']);
        await visit.until(inked, PANEL, 60_000);
        await visit.until(
          (/** @type {string} */ panel) =>
            !/^Measuring|^Stopped/.test(
              document.querySelector(`${panel} .gauge .progress-says`)?.textContent ?? 'Measuring',
            ),
          PANEL,
          120_000,
        );
        const text = await visit.any.evaluate((/** @type {string} */ panel) => {
          const of = (/** @type {string} */ place) => document.querySelector(`${panel} ${place}`)?.textContent ?? '';
          return {
            headline: of('.below-headline') || of('.headline'),
            spoken: of('.figure + .spoken'),
            help: of('.help'),
          };
        }, PANEL);
        assert.match(text.headline, /\d/, `${id}: no number in its sentence: ${text.headline}`);
        assert.match(text.help, /What this is.*When it misleads/s, `${id}: no help`);
        assert.ok((await visit.any.evaluate(inked, PANEL)) > 500, `${id}: its figure is empty`);

        // Its numbers at a place, by the keys.
        const read = await visit.any.evaluate((/** @type {string} */ panel) => {
          const probe = document.querySelector(`${panel} .chart-exhibit [role=slider]`);
          if (!(probe instanceof HTMLElement)) return '';
          probe.focus();
          probe.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
          return probe.getAttribute('aria-label');
        }, PANEL);
        assert.ok(read, `${id}: nothing to point at`);
        await visit.until(
          (/** @type {string} */ panel) =>
            /\d/.test(
              document.querySelector(`${panel} .chart-exhibit [role=slider]`)?.getAttribute('aria-valuetext') ?? '',
            ),
          PANEL,
        );

        // As a file, and as a table.
        await visit.any.evaluate((/** @type {string} */ panel) => {
          const within = document.querySelector(`${panel} .below-head`) ?? document;
          for (const button of within.querySelectorAll('.export'))
            if (button instanceof HTMLElement && /CSV|SVG/.test(button.textContent ?? '')) button.click();
        }, PANEL);
        await visit.until(() => Reflect.get(globalThis, 'files').length >= 2);
        /** @type {string[]} whichever was made first */
        const made = await visit.any.evaluate(() => Promise.all(Reflect.get(globalThis, 'files').splice(0)));
        const svg = made.find((text) => text.startsWith('<svg')) ?? '';
        const csv = made.find((text) => text !== svg) ?? '';
        assert.ok(csv.split('\n').length > 2, `${id}: its CSV has no rows: ${csv}`);
        assert.ok(svg.includes(`view=${id}`), `${id}: no SVG with its link`);
        await visit.any.evaluate(() =>
          /** @type {HTMLElement} */ (document.querySelector('[aria-label="Show the numbers as a table"]')).click(),
        );
        await visit.until(
          (/** @type {string} */ panel) => document.querySelector(`${panel} .data-table tbody tr`) !== null,
          PANEL,
        );
        await visit.any.evaluate(() =>
          /** @type {HTMLElement} */ (document.querySelector('[aria-label="Show the numbers as a table"]')).click(),
        );
      }
    });

    test('a study that trains its own networks shows what it will take, its part results, stops, and goes on', async () => {
      await open('depth=40&steps=900&view=depths');
      await visit.until(
        (panel) => /About \d+/.test(document.querySelector(`${panel} .gauge`)?.textContent ?? ''),
        PANEL,
        60_000,
      );
      assert.ok(await visit.any.evaluate(press, [PANEL, 'Measure']));
      await visit.until(
        (panel) => /Measuring: [1-9]\d? %, .* left/.test(document.querySelector(`${panel} .gauge`)?.textContent ?? ''),
        PANEL,
        60_000,
      );
      assert.ok((await visit.any.evaluate(inked, PANEL)) > 500, 'no partial figure');
      assert.ok(await visit.any.evaluate(press, [PANEL, 'Cancel']));
      const stopped = await visit.until(stoppedAt, PANEL);
      assert.ok(Number(stopped) > 0, 'nothing was measured before it stopped');
      assert.ok((await visit.any.evaluate(inked, PANEL)) > 500, 'what was measured is gone');
      assert.ok(await visit.any.evaluate(press, [PANEL, 'Go on']));
      await visit.until(
        (panel) =>
          !/Measuring|Stopped/.test(
            document.querySelector(`${panel} .gauge .progress-says`)?.textContent ?? 'Measuring',
          ),
        PANEL,
        120_000,
      );
    });

    test('ten starts are ten marks, the first of them the command line’s number', async () => {
      await open(`${SMALL}&view=gradients`);
      assert.ok(await visit.until(press, [PANEL, 'Try 10 starts']));
      const words = await visit.until(
        (panel) => {
          const said = document.querySelector(`${panel} .starts-words`)?.textContent ?? '';
          const going = !/^Seeds 1 to 10, /.test(
            document.querySelector(`${panel} .starts .progress-says`)?.textContent ?? '',
          );
          return /Seeds 1 to 10\./.test(said) && !going ? said : '';
        },
        PANEL,
        120_000,
      );
      assert.ok((await visit.any.evaluate(inked, [PANEL, '.chart-starts'])) > 500, 'no marks');
      const native = skipscape('study', 'gradients', SMALL, '--seeds', '10', '--json');
      const median = Number(native.median.a.headline).toPrecision(3).replace('-', '−');
      assert.ok(words.includes(`median ${median}`), `${words} has no ${median}`);
    });

    test('while training goes on a study can be measured now, and is again when it stops', async () => {
      await visit.any.evaluate(() => globalThis.skipscape.setState('depth=8&steps=4000&speed=1&view=gradients'));
      await visit.any.evaluate(() => globalThis.skipscape.play());
      await visit.until(() => globalThis.skipscape.getState().step > 5);
      await visit.until(press, [PANEL, 'Measure now']);
      const said = await visit.until(
        (panel) =>
          /Measured after (\d+) step/.exec(
            document.querySelector(`${panel} .study-below .note`)?.textContent ?? '',
          )?.[1],
        PANEL,
      );
      assert.ok((await visit.state()).step > 0 && Number(said) > 0);
      await visit.until((step) => globalThis.skipscape.getState().step > Number(step) + 3, said);
      await visit.any.evaluate(() => globalThis.skipscape.pause());
      const { step } = await visit.state();
      await visit.until(
        ([panel, least]) =>
          Number(
            /Measured after ([\d,]+) step/.exec(
              document.querySelector(`${panel} .study-below .note`)?.textContent ?? '',
            )?.[1],
          ) >= least,
        [PANEL, step],
      );
    });
  });
}

test('what a study will take is said at the page’s own setup too, and training goes on while it is measured', async () => {
  const site = await Site.open();
  const visit = await site.visit();
  await visit.go('speed=1&view=depths');
  const { page } = visit;
  await page.locator('#panel-depths .gauge', { hasText: /About \d+/ }).waitFor();
  const training = () => page.evaluate(() => globalThis.skipscape.getState().step);
  await page.evaluate(() => globalThis.skipscape.play());
  await page.locator('#panel-depths').getByRole('button', { name: 'Measure', exact: true }).click();
  await page.locator('#panel-depths .gauge', { hasText: /Measuring: [1-9]\d? %/ }).waitFor({ timeout: 60_000 });
  const then = await training();
  await visit.until((step) => globalThis.skipscape.getState().step > Number(step), then);
  await page.locator('#panel-depths').getByRole('button', { name: 'Cancel' }).click();
  await visit.leave();
  await site.close();
});

test('the menu of studies by keys: it opens, walks, chooses, and the chosen one stands in the row', async () => {
  const site = await Site.open();
  const visit = await site.visit();
  await visit.go('depth=4');
  const { page } = visit;
  const more = page.getByRole('button', { name: 'More', exact: true });
  await more.focus();
  await page.keyboard.press('ArrowDown');
  const items = page.getByRole('menuitemradio');
  assert.ok((await items.count()) > 0);
  await page.keyboard.press('Escape');
  assert.equal(await more.getAttribute('aria-expanded'), 'false');
  assert.ok(await more.evaluate((one) => one === document.activeElement));
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  const label = await page.evaluate(() => document.activeElement?.querySelector('.menu-label')?.textContent ?? '');
  await page.keyboard.press('Enter');
  const tab = page.getByRole('tab', { name: label });
  await tab.waitFor();
  assert.equal(await tab.getAttribute('aria-selected'), 'true');
  assert.ok(await tab.evaluate((one) => one === document.activeElement));
  await visit.leave();
  await site.close();
});
