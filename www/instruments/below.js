// A study under an instrument of its own kind.

import { el } from '../dom.js';
import { makeFiles } from './files.js';
import { write } from './sentence.js';
import { makeStudyBlock } from './study.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').StudyInfo} StudyInfo */

/**
 * What a study found, under an instrument of its own kind: with its sentence over it and its own files.
 * @param {App} app
 * @param {StudyInfo} study
 * @param {import('./live.js').Live} live
 * @param {() => void} request
 * @param {(sentence: string) => void} tell
 */
export function makeBelow(app, study, live, request, tell) {
  const block = makeStudyBlock(app, study, live, request);
  const heading = el('h3', { class: 'below-headline' });
  const note = el('p', { class: 'note' });
  const files = makeFiles(
    app,
    () => ({ id: study.name, label: study.label, figure: block.made() }),
    tell,
    'figure below',
  );
  const group = el(
    'div',
    { class: 'exports', role: 'group', 'aria-label': 'Take the figure below with you' },
    files.buttons,
  );
  return {
    element: el(
      'section',
      { class: 'study-below' },
      el('div', { class: 'below-head' }, heading, group),
      el('div', { class: 'subline' }, el('div', { class: 'said' }, note), block.gauge),
      block.element,
    ),
    draw() {
      const there = block.draw();
      files.enable(there);
      write(heading, block.headline());
      write(note, block.note());
    },
    leave: block.leave,
  };
}
