// A figure in someone's notes: by frame and by element, in hosts of several kinds.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Site, violations } from './harness.mjs';
import { frameOf, Hosts } from './hosts.mjs';

const SCENE = 'depth=4&steps=40';

/** @type {Site} */
let site;
/** @type {Hosts} */
let hosts;
/** The digests that the page itself reaches. @type {string[]} */
let digests;
before(async () => {
  site = await Site.open();
  hosts = await Hosts.open(site);
  const visit = await site.visit();
  await visit.go(SCENE);
  const { a, b } = await visit.trainToTheEnd();
  digests = [a.digest, b.digest];
  await visit.leave();
});
after(async () => {
  await hosts?.close();
  await site?.close();
});

/** @param {import('playwright-core').Frame} frame */
async function trained(frame) {
  await frame.evaluate(() => globalThis.skipscape.play());
  await frame.waitForFunction(() => globalThis.skipscape.getState()?.done);
  const { a, b } = await frame.evaluate(() => globalThis.skipscape.getState());
  return [a.digest, b.digest];
}

/** @param {import('./harness.mjs').Visit} visit @param {string} type */
const heard = (visit, type) =>
  visit.page.evaluate(
    (wanted) => Reflect.get(globalThis, 'heard').filter((/** @type {any} */ one) => one.type === wanted),
    `skipscape:${type}`,
  );

test('in a plain page a frame trains, resizes, tells what it does, and keeps its scene', async () => {
  const visit = await hosts.visit('plain', { scene: `${SCENE}&controls=minimal` });
  const frame = await frameOf(visit);
  const before = await visit.page.evaluate(() => history.length);
  assert.deepEqual(await trained(frame), digests);
  await visit.until(() =>
    Reflect.get(globalThis, 'heard').some((/** @type {any} */ one) => one.type === 'skipscape:done'),
  );
  const [ready] = await heard(visit, 'ready');
  assert.equal(ready.id, 'one');
  assert.match(ready.state.scene, /depth=4&steps=40/);
  const [done] = await heard(visit, 'done');
  assert.deepEqual([done.state.a.digest, done.state.b.digest], digests);
  assert.ok((await heard(visit, 'step')).length > 0);

  // The figure is as high as what stands in it, and nothing goes on growing.
  await visit.page.waitForTimeout(500);
  const resizes = (await heard(visit, 'resize')).length;
  const [height, inner] = await frame.evaluate(() => [innerHeight, document.body.offsetHeight]);
  assert.ok(Math.abs(height - inner) <= 1, `the frame is ${height} px high, what stands in it ${inner}`);
  await visit.page.waitForTimeout(700);
  assert.equal((await heard(visit, 'resize')).length, resizes, 'the height goes on changing by itself');
  const lti = await visit.page.evaluate(
    () => Reflect.get(globalThis, 'heard').filter((/** @type {any} */ one) => one.subject === 'lti.frameResize').length,
  );
  assert.equal(lti, resizes);

  // Another scene leaves no trace in the history of the page around it, and stands after a reload of the frame.
  await frame.evaluate(() => globalThis.skipscape.setState('depth=5&steps=40&controls=minimal'));
  await frame.waitForFunction(() => globalThis.skipscape.getState()?.scene.includes('depth=5'));
  assert.equal(await visit.page.evaluate(() => history.length), before);
  assert.match(await frame.evaluate(() => location.hash), /depth=5/);
  await visit.leave();
});

test('a frame obeys the page around it, and nobody else', async () => {
  const visit = await hosts.visit('plain', { scene: SCENE });
  const frame = await frameOf(visit);
  const say = (/** @type {object} */ message) =>
    visit.page.evaluate((what) => {
      const figure = /** @type {HTMLIFrameElement} */ (document.getElementById('figure'));
      figure.contentWindow?.postMessage(what, '*');
    }, message);
  await say({ type: 'skipscape:step', count: 3, request: 7 });
  await visit.until(() => Reflect.get(globalThis, 'heard').some((/** @type {any} */ one) => one.request === 7));
  assert.equal((await frame.evaluate(() => globalThis.skipscape.getState())).step, 3);
  await say({ type: 'skipscape:theme', theme: 'dark' });
  await frame.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  await say({ type: 'skipscape:snapshot', kind: 'csv', request: 8 });
  const csv = await visit.until(async () => {
    const reply = Reflect.get(globalThis, 'heard').find((/** @type {any} */ one) => one.request === 8);
    return /** @type {string} */ (reply ? await reply.value.text() : '');
  });
  assert.match(csv, /^step,/);
  await say({ type: 'skipscape:snapshot', kind: 'gif', request: 9 });
  const error = await visit.until(
    () => Reflect.get(globalThis, 'heard').find((/** @type {any} */ one) => one.request === 9)?.error,
  );
  assert.match(error, /svg, png or csv/);
  // Words that are none, and words from the frame itself.
  for (const message of [null, 7, 'play', { type: 'skipscape:nonsense' }, { type: 'skipscape:setState' }])
    await visit.page.evaluate((what) => {
      /** @type {HTMLIFrameElement} */ (document.getElementById('figure')).contentWindow?.postMessage(what, '*');
    }, message);
  await frame.evaluate(() => window.postMessage({ type: 'skipscape:step', count: 5 }, '*'));
  await visit.page.waitForTimeout(300);
  assert.equal((await frame.evaluate(() => globalThis.skipscape.getState())).scene.includes('undefined'), false);
  await visit.leave();
});

test('where the address names another origin than the page around, its words are not heard', async () => {
  const html =
    '<!doctype html><title>x</title><link rel="icon" href="data:,"><iframe id="figure" src="{{site}}embed.html?origin=https://example.org#{{scene}}" title="x" width="800" height="600"></iframe><script>window.heard=[];addEventListener("message",(e)=>window.heard.push(e.data))</script>';
  const visit = await hosts.visit('stranger', { html, scene: SCENE });
  const frame = await frameOf(visit);
  await visit.page.evaluate(() => {
    const figure = /** @type {HTMLIFrameElement} */ (document.getElementById('figure'));
    figure.contentWindow?.postMessage({ type: 'skipscape:step', count: 3 }, '*');
  });
  await visit.page.waitForTimeout(500);
  assert.equal((await frame.evaluate(() => globalThis.skipscape.getState())).step, 0);
  assert.deepEqual(await visit.page.evaluate(() => Reflect.get(globalThis, 'heard')), []);
  // The browser says that a message had no one to go to.
  visit.problems = visit.problems.filter((problem) => !/Failed to execute 'postMessage'/.test(problem));
  await visit.leave();
});

test('a frame without an origin trains to the same digests, in workers made of words', async () => {
  const visit = await hosts.visit('opaque', { scene: SCENE });
  const frame = await frameOf(visit);
  assert.deepEqual(await trained(frame), digests);
  assert.deepEqual([...new Set(visit.page.workers().map((worker) => worker.url().slice(0, 10)))], ['blob:null/']);
  assert.ok((await heard(visit, 'done')).length > 0);
  await frame.evaluate(() => globalThis.skipscape.setState('depth=4&steps=40&view=contributions'));
  await frame.locator('#panel-contributions canvas').first().waitFor();
  await visit.leave();
});

for (const [what, init] of /** @type {[string, () => void][]} */ ([
  [
    'are refused',
    () => {
      Reflect.set(
        globalThis,
        'Worker',
        class {
          constructor() {
            throw new DOMException('refused', 'SecurityError');
          }
        },
      );
    },
  ],
  [
    'stay silent or fail without a word',
    () => {
      Reflect.set(
        globalThis,
        'Worker',
        class {
          /** @param {URL | string} url */
          constructor(url) {
            if (!String(url).startsWith('blob:'))
              setTimeout(() => /** @type {any} */ (this).onerror?.(new ErrorEvent('error')), 10);
          }
          postMessage() {}
          terminate() {}
        },
      );
    },
  ],
])) {
  test(`where workers ${what}, the frame trains on its own thread, to the same digests, and goes on hearing`, async () => {
    const visit = await hosts.visit('plain', { scene: SCENE, init });
    const frame = await frameOf(visit);
    assert.deepEqual(await trained(frame), digests);
    assert.equal(visit.page.workers().length, 0);
    // A long run can be paused, so it does not hold the thread.
    await frame.evaluate(() => globalThis.skipscape.setState('depth=56&steps=5000'));
    await frame.getByRole('button', { name: 'Play' }).click();
    await frame.waitForFunction(() => globalThis.skipscape.getState().step > 20);
    await frame.getByRole('button', { name: 'Pause' }).click();
    const { step } = await frame.evaluate(() => globalThis.skipscape.getState());
    assert.ok(step > 20 && step < 5000, `paused at step ${step}`);
    await visit.leave();
  });
}

for (const host of ['element', 'strict']) {
  test(`the element in a page (${host}) does what it is asked, and tells it`, async () => {
    const visit = await hosts.visit(host, { scene: SCENE });
    const { page } = visit;
    await frameOf(visit);
    const told = await page.evaluate(async () => {
      const figure = /** @type {any} */ (document.getElementById('figure'));
      /** @type {string[]} */
      const names = [];
      for (const name of ['state', 'step', 'done', 'resize']) figure.addEventListener(name, () => names.push(name));
      const ready = await figure.ready;
      const done = new Promise((resolve) => figure.addEventListener('done', resolve, { once: true }));
      await figure.play();
      await done;
      const end = await figure.getState();
      await figure.reset();
      await figure.step(2);
      const { step } = await figure.getState();
      const svg = await (await figure.snapshot('svg')).text();
      const png = await figure.snapshot('png');
      figure.setAttribute('view', 'gradients');
      figure.scene = 'depth=6&steps=40';
      const wait = async () => {
        while (!/depth=6.*view=gradients/.test((await figure.getState()).scene))
          await new Promise((go) => setTimeout(go, 20));
      };
      await wait();
      const refused = await figure.setState('depth=lots');
      return {
        ready,
        end,
        step,
        svg: svg.slice(0, 4),
        png: png.type,
        refused,
        names,
        height: figure.shadowRoot.querySelector('iframe').height,
      };
    });
    assert.deepEqual([told.end.a.digest, told.end.b.digest], digests);
    assert.equal(told.ready.step, 0);
    assert.equal(told.step, 2);
    assert.equal(told.svg, '<svg');
    assert.equal(told.png, 'image/png');
    assert.equal(told.refused, false);
    for (const name of ['state', 'step', 'done']) assert.ok(told.names.includes(name), `${name} was not told`);
    await visit.until(() => {
      const figure = document.getElementById('figure');
      return Number(figure?.shadowRoot?.querySelector('iframe')?.height) !== 420;
    });
    await visit.leave();
  });
}

test('the element follows the marks of a theme on the page around it, and a word of its own counts more', async () => {
  const visit = await hosts.visit('element', { scene: SCENE });
  const frame = await frameOf(visit);
  const theme = (/** @type {string} */ goal) =>
    frame.waitForFunction((wanted) => document.documentElement.dataset.theme === wanted, goal);
  await theme('light');
  await visit.page.evaluate(() => document.documentElement.classList.add('coal'));
  await theme('dark');
  await visit.page.evaluate(() => document.getElementById('figure')?.setAttribute('theme', 'light'));
  await theme('light');
  await visit.page.evaluate(() => document.getElementById('figure')?.removeAttribute('theme'));
  await theme('dark');
  await visit.page.evaluate(() => document.documentElement.classList.remove('coal'));
  await theme('light');
  // As JupyterLab, and as Furo for Sphinx, mark their pages.
  for (const [name, dark, light] of [
    ['data-jp-theme-light', 'false', 'true'],
    ['data-theme', 'dark', 'light'],
  ]) {
    for (const [value = '', goal = ''] of [
      [dark, 'dark'],
      [light, 'light'],
    ]) {
      await visit.page.evaluate(([mark = '', word = '']) => document.body.setAttribute(mark, word), [name, value]);
      await theme(goal);
    }
    await visit.page.evaluate((mark) => document.body.removeAttribute(mark), name ?? '');
  }
  await visit.leave();
});

test('without a script the words between the tags of the element stand', async () => {
  const visit = await hosts.visit('fallback', {
    html: '<!doctype html><title>x</title><link rel="icon" href="data:,"><skip-scape scene="depth=4"><a href="#x">The same elsewhere</a></skip-scape>',
  });
  assert.ok(await visit.page.getByText('The same elsewhere').isVisible());
  await visit.leave();
});

test('on a slide that is scaled, pointing hits the layer that is seen; Escape gives the keys back to the deck', async () => {
  const visit = await hosts.visit('slide', { scene: 'depth=10&steps=20' });
  const frame = await frameOf(visit);
  await trained(frame);
  // In pixels of the screen: the frame's own, at the slide's scale.
  const inside = await frame.evaluate(() => {
    const { x, y, width, height } = /** @type {HTMLElement} */ (
      document.getElementById('strip-b')
    ).getBoundingClientRect();
    return { x, y, width, height };
  });
  const box = { x: 0.6 * inside.x, y: 0.6 * inside.y, width: 0.6 * inside.width, height: 0.6 * inside.height };
  const layers = 10;
  await visit.page.mouse.move(box.x + (box.width * 6.5) / layers, box.y + box.height / 2);
  await frame.waitForFunction(() => document.getElementById('strip-b')?.getAttribute('aria-valuenow') === '7');
  await visit.page.mouse.click(box.x + (box.width * 2.5) / layers, box.y + box.height / 2);
  await frame.waitForFunction(() => document.getElementById('strip-b')?.getAttribute('aria-valuenow') === '3');
  // Once for the ring, once for the frame.
  await visit.page.keyboard.press('Escape');
  await visit.page.keyboard.press('Escape');
  await visit.page.keyboard.press('ArrowRight');
  assert.deepEqual(await visit.page.evaluate(() => Reflect.get(globalThis, 'keys')), ['ArrowRight']);
  await visit.leave();
});

test('the wheel over a figure scrolls the page around it', async () => {
  const visit = await hosts.visit('plain', { scene: `${SCENE}&view=surface&controls=minimal` });
  const frame = await frameOf(visit);
  await trained(frame);
  await frame.locator('#panel-surface').getByText('variation ÷ range').waitFor();
  // What was measured stands, and the frame is as high as it.
  await visit.page.waitForTimeout(500);
  await frame.waitForFunction(() => document.documentElement.scrollHeight <= innerHeight);
  await visit.page.mouse.move(400, 300);
  await visit.page.mouse.wheel(0, 400);
  await visit.until(() => scrollY === 400);
  await visit.leave();
});

test('mounted and taken away thirty times, the element leaves no worker and no frame behind', async () => {
  const visit = await hosts.visit('element', { scene: SCENE });
  const { page } = visit;
  await frameOf(visit);
  await page.evaluate(() => document.getElementById('figure')?.remove());
  for (let k = 0; k < 30; k++) {
    const way = k % 2 ? 'dispose' : 'remove';
    await page.evaluate(
      async ([scene, how]) => {
        const figure = /** @type {any} */ (document.createElement('skip-scape'));
        figure.scene = scene;
        document.body.append(figure);
        await figure.ready;
        await figure.step(1);
        if (how === 'dispose') figure.dispose();
        figure.remove();
      },
      [SCENE, way],
    );
  }
  await page.waitForTimeout(300);
  assert.equal(page.workers().length, 0);
  assert.equal(page.frames().length, 1);
  await visit.leave();
});

test('on paper a frame is its figure in lines, with its words and its link', async () => {
  const visit = await hosts.visit('plain', { scene: SCENE });
  const frame = await frameOf(visit);
  await trained(frame);
  await frame.locator('#panel-curves canvas').first().waitFor();
  await visit.page.waitForTimeout(300);
  await frame.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  const paper = frame.locator('#paper');
  assert.match((await paper.locator('figcaption').textContent()) ?? '', /A, without.*B, with.*#v=1&depth=4&steps=40/s);
  assert.ok((await paper.locator('svg path').count()) > 10);
  assert.equal(await paper.getAttribute('data-beside'), 'networks');
  await frame.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  assert.ok(await paper.isHidden());
  // What was not measured yet is its networks and its link.
  await frame.evaluate(() => globalThis.skipscape.setState('depth=4&steps=40&view=depths'));
  await frame.locator('.study-before').getByText('Each network').waitFor({ state: 'attached' });
  await frame.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  assert.match((await paper.locator('figcaption').textContent()) ?? '', /Not measured yet\..*#v=1&.*view=depths/s);
  assert.equal(await paper.locator('svg').count(), 0);
  await frame.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await visit.leave();
});

test('a part that is none is said, and so is nothing that is one', async () => {
  const visit = await hosts.visit('plain', { scene: `${SCENE}&hide=figure,sidebar` });
  const frame = await frameOf(visit);
  await frame.getByText('There is no part “sidebar” to hide').waitFor();
  assert.ok(await frame.locator('.below').isHidden());
  await visit.leave();
});

for (const dark of [false, true]) {
  test(`axe-core finds nothing in a frame, and nothing sticks out sideways, ${dark ? 'dark' : 'light'}`, async () => {
    for (const width of [1440, 768, 390, 320]) {
      const visit = await site.visit({ width, height: 700, dark, reduced: true, touch: width < 800 });
      for (const words of ['controls=minimal', 'controls=none&view=gradients', 'view=surface', 'lesson=3']) {
        await visit.page.goto(`${visit.url}embed.html#${SCENE}&${words}`);
        await visit.page.reload();
        await visit.until(() => globalThis.skipscape?.getState()?.a);
        await visit.page.locator('main h2').first().waitFor();
        await visit.page.waitForTimeout(300);
        assert.deepEqual(await violations(visit), [], `${words} at ${width} px`);
        const [inner, outer] = await visit.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(inner <= outer, `${words}: ${inner} px wide in ${outer}`);
        await visit.picture(`embed-${width}-${dark ? 'dark' : 'light'}-${words.replace(/\W/g, '-')}`);
      }
      await visit.leave();
    }
  });
}

test('a whole lesson stands in a frame, and what its reader predicts is told', async () => {
  const visit = await hosts.visit('plain', { scene: 'lesson=1' });
  const frame = await frameOf(visit);
  await frame.getByRole('heading', { name: /Lesson 1 of/ }).waitFor();
  await frame.locator('#lesson .choice input').first().check();
  await visit.until(() =>
    Reflect.get(globalThis, 'heard').some((/** @type {any} */ one) => one.type === 'skipscape:answer'),
  );
  const [answer] = await heard(visit, 'answer');
  assert.ok(answer.lesson && answer.answer);
  await visit.leave();
});

test('a study that trains networks of its own can be measured beside the row that trains alone', async () => {
  const scene = 'data=edit&points=64&depth=1&block=2&inner=4&order=pre&steps=10&view=edit';
  const visit = await site.visit();
  await visit.page.goto(`${visit.url}embed.html#${scene}&controls=minimal`);
  await visit.page.getByRole('button', { name: 'Measure' }).click();
  await visit.page.getByText('Measured on networks of its own.').first().waitFor();
  await visit.leave();
});
