// Pages of others that a figure stands in: those of tests/hosts, and such as a test writes. They come from another origin than the page.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { ROOT, Visit } from './harness.mjs';

export class Hosts {
  /** @type {Map<string, string>} */
  #pages = new Map();

  /** @param {import('./harness.mjs').Site} site */
  static async open(site) {
    const hosts = new Hosts(site);
    await new Promise((done) => hosts.server.listen(0, '127.0.0.1', () => done(undefined)));
    const { port } = /** @type {import('node:net').AddressInfo} */ (hosts.server.address());
    // Another name than the page's, so that the browser takes it for another site.
    hosts.url = `http://localhost:${port}/`;
    return hosts;
  }

  /** @param {import('./harness.mjs').Site} site */
  constructor(site) {
    this.site = site;
    this.url = '';
    this.server = createServer((request, response) => {
      const text = this.#pages.get(new URL(request.url ?? '', this.url).pathname.slice(1));
      response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' });
      response.end(text ?? '');
    });
  }

  /**
   * A visit to a page of tests/hosts, or to one that is written here.
   *
   * @param {string} name
   * @param {{ scene?: string, html?: string, look?: import('./harness.mjs').Look, init?: () => void }} [what]  `init` runs in every frame
   *   before anything else
   */
  async visit(name, { scene = '', html, look, init } = {}) {
    const text = html ?? readFileSync(join(ROOT, 'tests/hosts', `${name}.html`), 'utf8');
    const { url } = this.site.server;
    this.#pages.set(name, text.replaceAll('{{site}}', url).replaceAll('{{scene}}', scene));
    const { page } = await this.site.visit(look);
    // Its own visit: what comes from the host and what comes from the site is both at home.
    const visit = new Visit(url, page);
    if (init) await page.addInitScript(init);
    await page.goto(`${this.url}${name}`);
    visit.requests = visit.requests.filter((one) => !one.startsWith(this.url));
    return visit;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

/**
 * The frame that a page's figure stands in, when its networks are there.
 *
 * @param {Visit} visit
 * @param {number} [at]  which of them
 * @param {string} [file]  what it is a frame of
 */
export async function frameOf(visit, at = 0, file = 'embed.html') {
  const from = Date.now();
  for (;;) {
    const frame = visit.page.frames().filter((one) => one.url().includes(`/${file}`))[at];
    const there = await frame?.evaluate(() => globalThis.skipscape?.getState()?.a).catch(() => null);
    if (frame && there) return frame;
    if (Date.now() - from > 30_000)
      throw new Error(`The figure did not open. The page said: ${visit.problems.join('; ')}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}
