// What stands under a tab. It loads when its tab is chosen first; the curves come with the page.

import { styled } from '../styled.js';
import { makeCurves } from './curves.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').StudyInfo} StudyInfo */

/**
 * @param {App} app
 * @param {string} id
 * @param {StudyInfo[]} studies
 * @param {import('./live.js').Live} live
 * @param {import('./panel.js').Panel} panel
 * @param {() => void} request  asks for a drawing
 * @param {(sentence: string) => void} tell
 * @returns {Promise<import('./types.d.ts').Instrument>}
 */
export async function makeInstrument(app, id, studies, live, panel, request, tell) {
  if (id === 'curves') return makeCurves(app, panel, request);
  const study = /** @type {StudyInfo} */ (studies.find((one) => one.name === id));
  const look = Promise.all(['instruments/surface', 'instruments/study'].map(styled));
  if (id === 'gradients') {
    const [{ makeFlow }, { makeBelow }] = await Promise.all([import('./flow.js'), import('./below.js'), look]);
    return makeFlow(app, panel, request, makeBelow(app, study, live, request, tell));
  }
  if (id === 'surface') {
    const [{ makeSurface }, { makeStarts }] = await Promise.all([import('./surface.js'), import('./starts.js'), look]);
    return makeSurface(app, live, panel, request, makeStarts(app, study, request));
  }
  const [{ makeStudy }] = await Promise.all([import('./study.js'), look]);
  const extra = id === 'refinement' ? (await import('./boundaries.js')).makeBoundaries(app, live) : undefined;
  return makeStudy(app, study, live, panel, request, extra);
}
