// How Skipscape is cited. CITATION.cff at the project's root says the same, and a test compares them.

const TITLE = 'Skipscape: what a skip connection does';
const AUTHORS = 'the Skipscape contributors';
const YEAR = '2026';

/** @param {string} version @param {string} url  of the setup */
export const bibtex = (version, url) => `@software{skipscape,
  title   = {${TITLE}},
  author  = {{${AUTHORS}}},
  year    = {${YEAR}},
  version = {${version}},
  url     = {${url}}
}`;

/** @param {string} version @param {string} [url] */
export const cff = (version, url) => `cff-version: 1.2.0
message: If you use Skipscape in teaching or in a paper, please cite it as below.
type: software
title: "${TITLE}"
authors:
  - name: ${AUTHORS}
version: ${version}
license:
  - MIT
  - Apache-2.0
${url ? `url: "${url}"\n` : ''}`;
