// Where a setup's links lead: to the folder in which this version of the page stays, so that they keep their digits.

/** @typedef {import('./types.js').App} App */

/** The folder beside the page in which its version stays (tools/dist.mjs); none where the page stands in it. */
const RELEASE = document.documentElement.dataset.release ?? '';

/** The setup as it stands in a link. The engine is named where the address does not name it. @param {App} app */
export function linkOf(app) {
  const { link } = app.info();
  const version = app.engine?.version().replace(/\.\d+$/, '');
  if (!version || new URL(places().page).pathname.endsWith(`/v${version}/`)) return link;
  return link.replace(/^v=\d+/, `$&&engine=${version}`);
}

/** Where this version stays: its whole page, a frame's page, and the element's module. */
export const places = () => ({
  page: new URL(`./${RELEASE}`, import.meta.url).href,
  frame: new URL(`./${RELEASE}embed.html`, import.meta.url).href,
  module: new URL(`./${RELEASE}skipscape.js`, import.meta.url).href,
});

/** The whole page at the setup that stands, where this version stays. @param {App} app */
export const permalink = (app) => pageAt(linkOf(app));

/** The whole page at a setup as it stands in a link. @param {string} setup */
export function pageAt(setup) {
  // A page that was made in the browser is nowhere else: its setup alone is what can be opened.
  if (location.protocol === 'blob:') return `#${setup}`;
  const link = new URL(places().page);
  link.hash = setup;
  return link.href;
}
