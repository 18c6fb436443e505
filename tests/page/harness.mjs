// The page in a real browser: opens it, listens to all it says, and fails the test that leaves a message unheard.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { serve } from '../../tools/serve.mjs';

/**
 * What is in `window.skipscape.getState()`: each network has the fields of `skipscape run --json`.
 *
 * @typedef {{loss: number | null, accuracy: number | null, test_loss: number | null, test_accuracy: number | null,
 *   parameters: number, digest: string, diverged: null | {step: number, why: string}}} Network
 * @typedef {{scene: string, step: number, done: boolean, a: Network, b: Network}} State
 */

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PICTURES = process.env.SKIPSCAPE_PICTURES;

/** Flags that keep a test's browser to itself: nothing is fetched, nothing is drawn by a graphics card. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @param {string[]} names programs to look for on PATH, or paths */
function find(names) {
  for (const name of names) {
    try {
      return execFileSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).trim();
    } catch {
      // not this one
    }
  }
  return undefined;
}

export const CHROMIUM =
  process.env.CHROMIUM || find(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
export const FIREFOX = process.env.FIREFOX || find(['firefox-esr', 'firefox']);

/** Chromium; without it these tests fail with a sentence. */
export function launchChromium() {
  assert.ok(CHROMIUM, 'These tests need Chromium: `./build.sh page` says how to get it, or set CHROMIUM=/path/to/it.');
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** Firefox, over WebDriver BiDi. Call it only where `FIREFOX` is set. */
export function launchFirefox() {
  return puppeteer.launch({ browser: 'firefox', executablePath: FIREFOX, headless: true });
}

/** @typedef {{width?: number, height?: number, scale?: number, dark?: boolean, reduced?: boolean, touch?: boolean}} Look */

/** One visit to the page. `problems` fills with whatever the page says to the console, throws or fails to load. */
export class Visit {
  /** @type {string[]} */
  problems = [];
  /** @type {string[]} */
  requests = [];

  /**
   * @param {string} url of the site
   * @param {import('playwright-core').Page | import('puppeteer-core').Page} page
   */
  constructor(url, page) {
    this.url = url;
    this.context = 'browserContext' in page ? page.browserContext() : page.context();
    /** Both drivers have what is used here under the same names. */
    this.any = /** @type {any} */ (page);
    this.any.on('console', (/** @type {any} */ message) =>
      this.problems.push(`console ${message.type()}: ${message.text()}`),
    );
    this.any.on('pageerror', (/** @type {Error} */ error) => this.problems.push(`uncaught: ${error.message}`));
    this.any.on('crash', () => this.problems.push('the page crashed'));
    this.any.on('requestfailed', (/** @type {any} */ request) => {
      // What a reload cuts short is no failure.
      if (!/ABORT/i.test(request.failure()?.errorText ?? '')) this.problems.push(`not loaded: ${request.url()}`);
    });
    this.any.on('request', (/** @type {any} */ request) => this.requests.push(request.url()));
    this.any.on('response', (/** @type {any} */ response) => {
      if (response.status() >= 400) this.problems.push(`${response.status()}: ${response.url()}`);
    });
  }

  /** Holds the engine that trains back until what this hands out is called: in Chromium. */
  async holdEngine() {
    /** @type {() => void} */
    let release = () => {};
    const held = new Promise((done) => {
      release = () => done(undefined);
    });
    await this.page.route('**/trainer_bg.wasm', async (route) => {
      await held;
      await route.continue();
    });
    return release;
  }

  /** The page as playwright has it: for tests in Chromium. */
  get page() {
    return /** @type {import('playwright-core').Page} */ (this.any);
  }

  /**
   * Goes to the page at a scene and waits until its engine answers and all of it stands.
   *
   * @param {string} [hash] the scene
   */
  async go(hash = '') {
    await this.any.goto(`${this.url}${hash && `#${hash}`}`);
    await this.until(() => globalThis.skipscape?.getState()?.a);
    await this.any.evaluate(() => globalThis.skipscape.ready);
  }

  /**
   * Waits until a function, run in the page, answers something true; hands that back.
   *
   * @template T
   * @param {(argument: any) => T} check
   * @param {unknown} [argument]
   * @param {number} [timeout] ms
   * @returns {Promise<NonNullable<T>>}
   */
  async until(check, argument, timeout = 30_000) {
    const from = Date.now();
    for (;;) {
      const answer = await this.any.evaluate(check, argument);
      if (answer) return answer;
      const said = this.problems.length ? ` The page said: ${this.problems.join('; ')}` : '';
      assert.ok(
        Date.now() - from < timeout,
        `after ${timeout} ms still not so: ${check} of ${JSON.stringify(argument)}.${said}`,
      );
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** @returns {Promise<State>} */
  state() {
    return this.any.evaluate(() => globalThis.skipscape.getState());
  }

  /** Plays, and waits for the end of the run. */
  async trainToTheEnd(timeout = 60_000) {
    await this.any.evaluate(() => globalThis.skipscape.play());
    await this.until(() => globalThis.skipscape.getState().done, null, timeout);
    return this.state();
  }

  /**
   * A picture, where `SKIPSCAPE_PICTURES` names a folder for them.
   *
   * @param {string} name
   */
  async picture(name) {
    if (!PICTURES) return;
    mkdirSync(PICTURES, { recursive: true });
    await this.any.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
  }

  /** Ends the visit. The page must have said nothing, and asked nobody else. */
  async leave() {
    await this.context.close();
    assert.deepEqual(this.problems, [], 'the page said something to the console');
    const away = this.requests.filter((url) => !url.startsWith(this.url) && !/^(?:data|blob):/.test(url));
    assert.deepEqual(away, [], 'a request left the site');
  }
}

/**
 * What axe-core finds on the page as it stands, a line for each rule.
 *
 * @param {Visit} visit
 * @returns {Promise<string[]>}
 */
export async function violations(visit) {
  await visit.page.evaluate(AXE);
  const found = await visit.page.evaluate(() =>
    Reflect.get(globalThis, 'axe').run(document, { resultTypes: ['violations'] }),
  );
  return found.violations.map(
    (/** @type {any} */ rule) =>
      `${rule.id}: ${rule.help} — ${rule.nodes.map((/** @type {any} */ node) => node.target.join(' ')).join(', ')}`,
  );
}

/** A browser and a server, to be shared by the tests of a file. */
export class Site {
  /**
   * @param {'chromium' | 'firefox'} [kind]
   * @param {string} [folder]  what is served
   */
  static async open(kind = 'chromium', folder = join(ROOT, 'dist')) {
    const server = await serve(folder);
    try {
      return new Site(server, kind === 'firefox' ? await launchFirefox() : await launchChromium());
    } catch (error) {
      await server.close();
      throw error;
    }
  }

  /**
   * @param {{url: string, close: () => Promise<void>}} server
   * @param {import('playwright-core').Browser | import('puppeteer-core').Browser} browser
   */
  constructor(server, browser) {
    this.server = server;
    this.browser = browser;
  }

  /**
   * A new visitor: own storage, own history.
   *
   * @param {Look} [look]
   */
  async visit({ width = 1440, height = 1000, scale = 1, dark = false, reduced = false, touch = false } = {}) {
    if ('newContext' in this.browser) {
      const context = await this.browser.newContext({
        viewport: { width, height },
        deviceScaleFactor: scale,
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: reduced ? 'reduce' : 'no-preference',
        hasTouch: touch,
        permissions: ['clipboard-read', 'clipboard-write'],
      });
      return new Visit(this.server.url, await context.newPage());
    }
    const context = await this.browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width, height });
    return new Visit(this.server.url, page);
  }

  async close() {
    await this.browser.close();
    await this.server.close();
  }
}

/**
 * What the command line answers, parsed.
 *
 * @param {string[]} args
 */
export function skipscape(...args) {
  return JSON.parse(execFileSync(join(ROOT, 'target/release/skipscape'), args, { encoding: 'utf8' }));
}
