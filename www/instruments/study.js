// One instrument for every study: the measured sentence, the figure, further numbers, how far it is, and ten starts.

import { el } from '../dom.js';
import { count, nodes } from '../format.js';
import { matter } from '../settings.js';
import { makeExhibit } from './exhibit.js';
import { makeGauge, soFar } from './gauge.js';
import { merged } from './help.js';
import { Inquiry } from './inquiry.js';
import { makePicker } from './picks.js';
import { capital, duration, kinds, when } from './sentence.js';
import { makeStarts } from './starts.js';
import { makeTools } from './tools.js';
import { classNames, helpInWords, inWords } from './units.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').StudyInfo} StudyInfo */
/** @typedef {import('../types.d.ts').Findings} Findings */
/** @typedef {import('./types.d.ts').Help} Help */

/** The studies that speak of single classes. */
const BY_CLASS = new Set(['confusion', 'features']);

/**
 * What goes between a figure and its numbers, for the studies that have something of their own there.
 * `shows` is the key of the panel that it stands for.
 * @typedef {{ element: HTMLElement, shows: string, draw: (step: number | null) => void }} Extra
 */

/**
 * A study's figure and all that goes with it, to stand in a panel of its own or under another instrument.
 * @param {App} app
 * @param {StudyInfo} study
 * @param {import('./live.js').Live} live
 * @param {() => void} request  asks for a drawing
 * @param {Extra} [extra]
 * @param {string[]} [panels]  keys of the panels that are drawn; all without
 * @param {import('./picks.js').Picker} [picker]  which of many panels are drawn
 */
export function makeStudyBlock(app, study, live, request, extra, panels, picker) {
  const tools = makeTools(app, request);
  const inquiry = new Inquiry(app, study.name, request);
  const exhibit = makeExhibit(app, request, picker?.keys ?? panels, extra?.shows);
  const starts = makeStarts(app, study, request);
  const gauge = makeGauge(() => {
    if (tools.missing) tools.load();
    else if (inquiry.state === 'running') inquiry.cancel();
    else start();
  });
  const empty = el('p', { class: 'study-empty' });
  const before = el('p', { class: 'study-before' });
  const facts = el('table', { class: 'study-facts' });
  const element = el(
    'div',
    { class: 'study' },
    empty,
    before,
    picker?.element,
    exhibit.element,
    extra?.element,
    facts,
    starts.element,
  );
  const ofNetworks = study.on === 'networks';
  /** The setup that `unfit` is about: why the study makes no sense there. The default one is ''. @type {string | null} */
  let asked = null;
  let unfit = '';
  /** The setup of which a task is being timed. @type {string | null} */
  let timed = null;
  /** @type {{ key: string, seconds: number } | null} */
  let expected = null;

  function wish() {
    const own = matter(app.scene);
    return { key: ofNetworks ? `${live.state} ${own}` : own, scene: app.scene, own: app.own };
  }
  const start = () => {
    expected = null;
    void inquiry.start(wish(), ofNetworks ? () => live.records() : null);
  };

  /** Measures by itself what may be, and forgets what is of another setup. */
  function follow() {
    const wanted = wish();
    const same = inquiry.wish !== null && matter(inquiry.wish.scene) === matter(wanted.scene);
    if (!ofNetworks) {
      if (inquiry.wish && !same) inquiry.forget();
      if (!inquiry.wish && seconds() === 0) start();
    } else if (!live.there || (inquiry.wish && !same)) {
      if (inquiry.wish) inquiry.forget();
    }
    if (ofNetworks && live.there && !app.shown.playing && !inquiry.has(wanted)) start();
  }

  /** What it would take now, in seconds; asked for once for each setup, and after its smallest task was timed. */
  function seconds() {
    const wanted = wish();
    if (expected?.key !== wanted.key)
      expected = { key: wanted.key, seconds: app.lab?.seconds(study.name, wanted) ?? Number.NaN };
    return expected.seconds;
  }

  /** How long it will take, found out by a small task where nothing like it was measured here. */
  function estimate() {
    const wanted = wish();
    if (!Number.isNaN(seconds())) return `About ${duration(seconds())}.`;
    if (timed !== wanted.key && !app.shown.playing) {
      timed = wanted.key;
      const done = () => {
        expected = null;
        request();
      };
      app.lab?.probe(study.name, wanted).then(done, done);
    }
    return '';
  }

  function tell() {
    const { state, share, left } = inquiry;
    const fresh = inquiry.has(wish());
    if (unfit) gauge.show({ says: '', share: null, action: '' });
    else if (tools.missing) gauge.show({ says: '', share: null, action: 'Try again', spoken: tools.missing });
    else if (!app.lab?.engine) gauge.show({ says: '', share: null, action: '' });
    else if (state === 'running')
      gauge.show({
        says: `Measuring: ${soFar(share, left)}`,
        share,
        action: 'Cancel',
        spoken: `Measuring: ${inWords(app, study).label}.`,
      });
    else if (state === 'stopped' && fresh)
      gauge.show({ says: `Stopped at ${Math.floor(100 * share)} %.`, share: null, action: 'Go on' });
    else if (state === 'failed' && fresh)
      gauge.show({ says: '', share: null, action: 'Try again', spoken: inquiry.why });
    else if (!ofNetworks && !inquiry.wish)
      gauge.show({ says: `It trains networks of its own. ${estimate()}`, share: null, action: 'Measure' });
    else if (ofNetworks && live.there && !fresh) gauge.show({ says: again(), share: null, action: 'Measure now' });
    else
      gauge.show({
        says: '',
        share: null,
        action: '',
        spoken: state === 'done' ? `${inWords(app, study).label}: measured.` : '',
      });
  }

  const again = () =>
    inquiry.findings
      ? `Measured ${when(inquiry.step)}, and anew when training stops.`
      : 'It is measured when training stops.';

  function nothing() {
    if (unfit) return '';
    if (tools.missing) return tools.missing;
    if (!app.lab?.engine) return 'Loading what measures it.';
    if (inquiry.state === 'failed') return inquiry.why;
    if (ofNetworks && !live.there) return 'Press play, or step: it is measured on the networks of a live run.';
    if (inquiry.state === 'running') return 'The first numbers come in a moment.';
    return '';
  }

  return {
    element,
    /** How far it is: stands beside the sentence. */
    gauge: gauge.element,
    /** What was measured, in a sentence; before that, what there is to measure. */
    headline() {
      const { findings, state } = inquiry;
      const { headline_name } = inWords(app, study);
      // A sentence with a number missing says nothing yet.
      const lacks = state === 'running' && (findings?.a === null || findings?.b === null);
      if (unfit || (findings && !lacks)) return unfit || (findings?.sentence ?? '');
      return state === 'running' ? `Being measured: ${headline_name}.` : `${capital(headline_name)}.`;
    },
    /** Of what, and when. */
    note() {
      if (unfit || !inquiry.findings) return '';
      const part = inquiry.state === 'done' ? '' : ' So far: not all of it is measured.';
      return ofNetworks ? `Measured ${when(inquiry.step)}.${part}` : `Measured on networks of its own.${part}`;
    },
    /** Brings it up to date; false where nothing is measured. */
    draw() {
      const now = matter(app.scene) + (app.own ?? '');
      const ready = tools.there();
      if (asked !== now) {
        asked = now;
        unfit = app.lab?.unfit(study.name, { scene: app.scene, own: app.own }) ?? '';
      }
      if (ready && !unfit) follow();
      else if (inquiry.wish) inquiry.forget();
      tell();
      const { found, findings, version } = inquiry;
      exhibit.element.hidden = !found;
      if (picker) picker.element.hidden = !found;
      empty.textContent = found ? '' : nothing();
      before.textContent =
        found || unfit || inquiry.state === 'failed' ? '' : (studyHelp(app, study)?.what.opening ?? '');
      if (found && findings) exhibit.draw(found, findings, version);
      table(app, facts, findings, version);
      if (extra) {
        extra.element.hidden = !found;
        if (found) extra.draw(inquiry.step);
      }
      starts.element.hidden = !ready || unfit !== '' || app.shown.recorded;
      if (!starts.element.hidden) starts.draw();
      return found !== null;
    },
    /** Measures it now. */
    start,
    made: () => (inquiry.found && inquiry.findings ? exhibit.made(inquiry.found, inquiry.findings) : null),
    /** Its panel is left: what began by itself stops. What was done is kept. */
    leave() {
      if (ofNetworks && inquiry.state === 'running') inquiry.forget();
    },
  };
}

/**
 * The further numbers.
 * @param {App} app
 * @param {HTMLTableElement} place
 * @param {Findings | null} findings
 * @param {number} version
 */
function table(app, place, findings, version) {
  const key = `${version} ${app.scene}`;
  if (place.dataset.key === key) return;
  place.dataset.key = key;
  const list = findings?.facts ?? [];
  place.hidden = list.length === 0;
  const { a, b } = kinds(app.info());
  const number = (/** @type {number | null} */ value) =>
    el('td', {}, value !== null && Number.isInteger(value) ? count(value) : nodes(value ?? Number.NaN));
  place.replaceChildren(
    el('caption', { class: 'spoken' }, 'Further numbers'),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('td', {}),
        el('th', { scope: 'col', class: 'colour-a' }, `A, ${a}`),
        el('th', { scope: 'col', class: 'colour-b' }, `B, ${b}`),
      ),
    ),
    el(
      'tbody',
      {},
      list.map((fact) => el('tr', {}, el('th', { scope: 'row' }, fact.name), number(fact.a), number(fact.b))),
    ),
  );
}

/**
 * The help beside it, from what the study says of itself; null until that has loaded.
 * @param {App} app
 * @param {StudyInfo} study
 * @returns {Help | null}
 */
function studyHelp(app, { name }) {
  const prose = app.lab?.prose(name);
  if (!prose) return null;
  const split = (/** @type {string} */ text) => {
    const end = text.search(/(?<!\bal)[.!?] [A-Z]/);
    return end < 0 ? { opening: text, more: [] } : { opening: text.slice(0, end + 1), more: [text.slice(end + 2)] };
  };
  const what = split(prose.measures);
  return helpInWords(app, {
    what: { opening: what.opening, more: [...what.more, `Source: ${prose.source}.`.replace(/\.\.$/, '.')] },
    misleads: split(prose.misleads),
    links: prose.weak.map(({ label, scene }) => ({ label, scene: () => merged(scene, { view: name }) })),
  });
}

/**
 * @param {App} app
 * @param {StudyInfo} study
 * @param {import('./live.js').Live} live
 * @param {import('./panel.js').Panel} panel
 * @param {() => void} request
 * @param {Extra} [extra]
 * @returns {import('./types.d.ts').Instrument}
 */
export function makeStudy(app, study, live, panel, request, extra) {
  const picker = makePicker(app, study.name, request);
  const block = makeStudyBlock(app, study, live, request, extra, undefined, picker);
  panel.options.append(block.gauge);
  panel.figure.append(block.element);
  return {
    panel,
    draw() {
      const there = block.draw();
      panel.headline(block.headline());
      panel.note(block.note());
      panel.caption(there && BY_CLASS.has(study.name) ? classNames(app) : '');
      const help = studyHelp(app, study);
      if (help) panel.help(help, app.scene);
      return there;
    },
    figure: block.made,
    leave: block.leave,
  };
}
