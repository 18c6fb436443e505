// What a column is, in the words of the instruments: a layer, or a block of another model.

import { examplesOf, inUnits } from '../columns.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').StudyInfo} StudyInfo */
/** @typedef {import('./types.d.ts').Help} Help */

/** @param {App} app */
export const unit = (app) => (app.info().settings.b.model === 'mlp' ? 'layer' : 'block');

/** What is learnt from: `points`, `images`, `sequences`. @param {App} app */
export const examples = (app) => examplesOf(app.info().settings.b);

/** A text of layers and points, for the model and the data that stand. @param {App} app @param {string} text */
export function say(app, text) {
  const many = examples(app);
  return inUnits(unit(app), text).replaceAll(
    /\b(training|held-out|same) point(s?)\b/g,
    (_, which, s) => `${which} ${s ? many : many.slice(0, -1)}`,
  );
}

/**
 * A study's names, which speak of layers, for the model that stands.
 * @param {App} app
 * @param {StudyInfo} study
 * @returns {StudyInfo}
 */
export function inWords(app, study) {
  const { label, headline_name } = study;
  return { ...study, label: say(app, label), headline_name: say(app, headline_name) };
}

/** The same of a help. The setups that it links are of models of their own. @param {App} app @param {Help} help @returns {Help} */
export function helpInWords(app, { what, misleads, links }) {
  const part = (/** @type {Help['what']} */ { opening, more }) => ({
    opening: say(app, opening),
    more: more.map((text) => say(app, text)),
  });
  return { what: part(what), misleads: part(misleads), links };
}

/** What the classes of the reader's own data are called, which figures have as numbers; '' where the numbers are the names. @param {App} app */
export function classNames({ data }) {
  const labels = data?.labels ?? [];
  if (labels.every((label, k) => label === String(k))) return '';
  return `The classes: ${labels.map((label, k) => `${k} = ${label}`).join(', ')}.`;
}
