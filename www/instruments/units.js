// What a column is, in the words of the instruments: a layer, or a block of another model.

import { inUnits } from '../columns.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').StudyInfo} StudyInfo */
/** @typedef {import('./types.d.ts').Help} Help */

/** @param {App} app */
export const unit = (app) => (app.info().settings.b.model === 'mlp' ? 'layer' : 'block');

/**
 * A study's texts, which speak of layers, for the model that stands. The setups that it links are of models of their own.
 * @param {App} app
 * @param {StudyInfo} study
 * @returns {StudyInfo}
 */
export function inWords(app, study) {
  const say = (/** @type {string} */ text) => inUnits(unit(app), text);
  const { label, headline_name, measures, misleads } = study;
  return {
    ...study,
    label: say(label),
    headline_name: say(headline_name),
    measures: say(measures),
    misleads: say(misleads),
  };
}

/** The same of a help that is written here. @param {App} app @param {Help} help @returns {Help} */
export function helpInWords(app, { what, misleads, links }) {
  const say = (/** @type {string} */ text) => inUnits(unit(app), text);
  const part = (/** @type {Help['what']} */ { opening, more }) => ({ opening: say(opening), more: more.map(say) });
  return { what: part(what), misleads: part(misleads), links };
}
