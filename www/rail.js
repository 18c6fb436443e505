// Between the lanes: the data that both read, the hint, and the two losses side by side.
import { examplesOf, unitOf } from './columns.js';
import { byId, el, fill, setText } from './dom.js';
import { drawStrip } from './editmap.js';
import { count } from './format.js';
import { drawMap, isEdit } from './maps.js';
import { drawRows, isRows, isSequences } from './outputs.js';
import { apart } from './sentences.js';

/** @typedef {import('./page.js').Page} Page */

/** @param {Page} page */
export function mountRail(page) {
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const box = el('div', { class: 'databox', id: 'databox', role: 'img', 'aria-label': 'the training points' }, canvas);
  const weights = el('span', {}, 'same starting weights');
  byId('rail-in').append(el('p', { class: 'same' }, el('b', {}, 'Same data'), weights, el('br'), 'same batches'), box);
  const hint = byId('hint');
  const lead = el('span', {});
  const strong = el('b', { id: 'apart' });
  byId('rail-out').append(lead, strong);

  function drawData() {
    const { data } = page;
    const width = box.clientWidth;
    if (!data || width === 0) return;
    if (isEdit(data))
      drawStrip(canvas, width, data, data.test_targets.slice(0, data.outputs), {
        colour: 'ink',
        words: ['in', 'wanted', 'wanted − in'],
      });
    else if (isRows(data)) drawRows(canvas, width, box.clientHeight, data, null, { half: 'train' });
    else drawMap(canvas, width, data, null, { points: 1.7 });
    const rows = data.classes ? data.train_targets.length / data.answers : data.train_targets.length / data.outputs;
    // What the reader called them; the sets of the table have numbers.
    const names = data.labels?.length ? `, of the classes ${data.labels.join(', ')}` : '';
    box.setAttribute(
      'aria-label',
      `the training data: ${count(rows)} ${isSequences(data) ? `sequences of ${data.inputs} tokens` : `${examplesOf(page.info().settings.b)}, ${data.inputs} numbers each`}${names}`,
    );
  }

  function describe() {
    const { model } = page;
    if (!model) return;
    const { shared, total } = model;
    setText(
      weights,
      shared === total ? 'same starting weights' : `${count(shared)} of ${count(total)} starting weights`,
    );
    weights.title =
      shared === total
        ? `All ${count(total)} numbers start the same in both.`
        : 'numbers start the same in both; the rest only one of them has';
  }

  let last = '';
  function show() {
    const { shown, unable } = page;
    const key = `${page.runId} ${shown.recorded} ${shown.step} ${shown.a.frame?.loss} ${shown.b.frame?.loss} ${unable}`;
    if (key === last) return;
    last = key;
    if (unable) {
      const again = { class: 'link', type: 'button', onclick: () => location.reload() };
      fill(hint, el('b', {}, 'Nothing can be trained here.'), `${unable} `, el('button', again, 'Load the page again'));
    } else if (shown.recorded)
      fill(hint, el('b', {}, `A recorded run, ${count(shown.steps)} steps.`), 'Press Play to train it here.');
    else
      fill(
        hint,
        `Point at a ${unitOf(page)} for its numbers; press it to hold it there. A ${unitOf(page)} can be removed and put back.`,
      );
    const { a, b } = shown;
    if (!a.frame || !b.frame) return;
    const examples = page.known ? examplesOf(page.info().settings.b) : 'points';
    const said =
      a.diverged || b.diverged
        ? {
            lead: `Same ${examples}, same steps:`,
            strong: [a.diverged && b.diverged ? 'both stopped early' : `${a.diverged ? 'A' : 'B'} stopped early`],
          }
        : apart(a.frame.loss, b.frame.loss, examples);
    setText(lead, said.lead);
    fill(strong, ...said.strong);
  }

  page.on('shown', show);
  page.on('scene', describe);
  for (const event of /** @type {const} */ (['scene', 'theme', 'layout'])) page.on(event, drawData);
  describe();
  drawData();
  show();
}
