// Check the note yourself: every claim measured here, seed by seed, and held to its bar.

import { el, setText } from '../dom.js';
import { nodes, text } from '../format.js';
import { download } from '../instruments/exports.js';
import { duration } from '../instruments/sentence.js';
import { sheet } from './dialog.js';
import { expected } from './times.js';

/** @typedef {import('../types.d.ts').App} App */
/** @typedef {import('../types.d.ts').ClaimInfo} ClaimInfo */
/** @typedef {import('../types.d.ts').Verdict} Verdict */
/** @typedef {import('../types.d.ts').Spread} Spread */
/** @typedef {import('../lab.js').Lab} Lab */

/** Seeds that are offered: as `skipscape claims --seeds N` takes them, from 1 on. */
const OFFERED = [1, 3, 10];

/**
 * @param {App} app
 * @returns {() => void} opens it
 */
export function makeNote(app) {
  const { lab } = app;
  if (!lab) throw new Error('The engine has not loaded yet.');
  let seeds = [1];
  /** @type {Map<string, Verdict>} */
  const verdicts = new Map();
  /** What a claim could not be measured for. @type {Map<string, string>} */
  const failed = new Map();
  /** @type {'idle' | 'running' | 'done' | 'stopped'} */
  let state = 'idle';
  /** Why the claims could not be loaded, a sentence. */
  let missing = '';
  let stop = new AbortController();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let clock;

  const count = el(
    'select',
    { class: 'dropdown' },
    OFFERED.map((n) => el('option', { value: n }, n === 1 ? '1 start' : `${n} starts`)),
  );
  count.addEventListener('change', () => {
    seeds = list(Number(count.value));
    verdicts.clear();
    failed.clear();
    state = 'idle';
    for (const { id } of lab.claims) if (seeds.some((seed) => lab.has(id, seed))) void look(id);
    show();
  });
  const go = el('button', { type: 'button', class: 'button button-primary' });
  go.addEventListener('click', () => {
    if (rows.length === 0) {
      if (missing) void load();
    } else if (state === 'running') cancel();
    else if (state !== 'done' || failed.size > 0) void run();
  });
  const save = el('button', { type: 'button', class: 'button' }, 'Save as JSON');
  save.addEventListener('click', () =>
    download(
      'skipscape-claims.json',
      new Blob([`${JSON.stringify(printed(app, lab, seeds, verdicts))}\n`], { type: 'application/json' }),
    ),
  );
  const says = el('p', { class: 'note-says' });
  const bar = el('div', { class: 'progress-fill' });
  const meter = el('div', { class: 'progress-bar', hidden: true }, bar);
  const spoken = el('p', { class: 'spoken', role: 'status' });
  const command = el('code', {});
  /** A row a claim, once they are known. @type {({ claim: ClaimInfo } & ReturnType<typeof row>)[]} */
  let rows = [];
  const body = el('tbody', {});
  const table = el(
    'table',
    { class: 'note-table' },
    el(
      'caption',
      { class: 'spoken' },
      'The claims: what was measured, what it has to be, and on how many starts it held',
    ),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ['claim', 'without', 'with', 'has to be', 'held'].map((words, k) =>
          el('th', { scope: 'col', class: k === 1 ? 'colour-a' : k === 2 ? 'colour-b' : false }, words),
        ),
      ),
    ),
    body,
  );
  const scroll = el('div', { class: 'note-scroll', tabindex: 0, role: 'region', 'aria-label': 'The claims' }, table);
  const dialog = sheet(
    'claims',
    'Check the note yourself',
    el(
      'p',
      { class: 'sheet-note' },
      'Every claim of the note is an experiment with a bar. They are all run here, in workers beside the page: the same seeds give the same numbers as the command line, to the last digit. A claim holds when it holds on nine of ten starts.',
    ),
    el('div', { class: 'note-controls' }, el('label', { class: 'option' }, 'Measure', count, 'a claim'), go, save),
    el('div', { class: 'note-progress' }, says, meter),
    spoken,
    scroll,
    el('p', { class: 'sheet-note' }, 'The same without a browser: ', command),
  );

  /** The claims come with what measures them. */
  async function load() {
    if (!lab) return;
    missing = '';
    show();
    try {
      await lab.load();
      rows = lab.claims.map((claim) => ({ claim, ...row(claim) }));
      body.replaceChildren(...rows.map((one) => one.element));
    } catch (error) {
      missing = error instanceof Error ? error.message : String(error);
    }
    show();
  }

  /** Takes over what is known of a claim already. @param {string} id */
  async function look(id) {
    const known = seeds.filter((seed) => lab?.has(id, seed));
    const verdict = await lab?.claim(id, known);
    if (verdict && state === 'idle' && known.every((seed) => seeds.includes(seed))) {
      verdicts.set(id, verdict);
      show();
    }
  }

  async function run() {
    if (!lab) return;
    stop = new AbortController();
    const { signal } = stop;
    state = 'running';
    failed.clear();
    clock = setInterval(show, 500);
    show();
    // One claim after the other, begun before the last one ends: no worker waits.
    const waiting = [...lab.claims];
    const one = async () => {
      for (let claim = waiting.shift(); claim && !signal.aborted; claim = waiting.shift()) {
        const { id } = claim;
        try {
          const onVerdict = (/** @type {Verdict} */ verdict) => {
            if (signal.aborted) return;
            verdicts.set(id, verdict);
            show();
          };
          await lab.claim(id, seeds, { signal, onVerdict });
        } catch (error) {
          if (!signal.aborted) failed.set(id, error instanceof Error ? error.message : String(error));
        }
      }
    };
    await Promise.all(Array.from({ length: lab.size + 1 }, one));
    clearInterval(clock);
    if (signal.aborted) return;
    state = 'done';
    show();
  }

  function cancel() {
    stop.abort();
    clearInterval(clock);
    state = 'stopped';
    show();
  }

  /** Seeds of claims that are still to be measured, and the seconds that they will take. */
  function left() {
    let open = 0;
    let seconds = 0;
    if (!lab) return { open, seconds };
    for (const { id } of lab.claims) {
      const missing = seeds.filter((seed) => !lab.has(id, seed)).length;
      open += missing;
      seconds += missing * expected(lab, id);
    }
    return { open, seconds: seconds / lab.size };
  }

  function show() {
    if (!lab) return;
    const there = rows.length > 0;
    scroll.hidden = !there;
    // It keeps the focus.
    go.setAttribute('aria-disabled', String(there ? state === 'done' && failed.size === 0 : !missing));
    count.disabled = !there || state === 'running';
    save.disabled = verdicts.size === 0;
    setText(command, `skipscape claims --seeds ${seeds.length}`);
    if (!there) {
      setText(go, missing ? 'Try again' : 'Measure all');
      setText(says, missing || 'Loading the claims.');
      setText(spoken, missing);
      return;
    }
    const all = lab.claims.length * seeds.length;
    const { open, seconds } = left();
    const about = open > 0 ? duration(seconds) : '';
    const whole = [...verdicts.values()].filter((verdict) => verdict.runs.length === seeds.length);
    setText(
      go,
      state === 'running'
        ? 'Cancel'
        : open === 0 && state !== 'idle'
          ? 'Measured'
          : state === 'stopped'
            ? 'Go on'
            : 'Measure all',
    );
    meter.hidden = state !== 'running';
    bar.style.width = `${(100 * (all - open)) / all}%`;
    const held = whole.filter((verdict) => verdict.holds === true).length;
    const barred = whole.filter((verdict) => verdict.holds !== null).length;
    const shown = whole.length - barred;
    const without = shown > 0 ? ` ${shown} more ${shown === 1 ? 'is' : 'are'} shown without a bar.` : '';
    const result = barred > 0 ? `${held} of ${barred} claims hold on the starts measured.${without}` : '';
    if (state === 'running')
      setText(says, `${all - open} of ${all} experiments${about ? `, ${about} left` : ''}. ${result}`);
    else if (state === 'idle') setText(says, `${all} experiments${about ? `, about ${about}` : ''}.`);
    else if (state === 'stopped') setText(says, `Stopped after ${all - open} of ${all} experiments. ${result}`);
    else setText(says, result);
    setText(spoken, state === 'done' ? `Measured. ${result}` : state === 'running' ? 'Measuring the claims.' : '');
    for (const { claim, show: fillRow } of rows) fillRow(verdicts.get(claim.id), failed.get(claim.id), seeds.length);
  }

  return () => {
    show();
    dialog.show();
    if (rows.length === 0) void load();
  };
}

/** @param {number} n */
const list = (n) => Array.from({ length: n }, (_, k) => k + 1);

/** @param {ClaimInfo} claim */
function row({ id, name, number, bar }) {
  const a = el('td', { 'data-label': 'without' });
  const b = el('td', { 'data-label': 'with' });
  const held = el('td', { 'data-label': 'held' });
  const element = el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      el('span', { class: 'note-id' }, id),
      el('span', { class: 'note-name' }, name),
      el('small', {}, number),
    ),
    a,
    b,
    el('td', { 'data-label': 'has to be' }, bar),
    held,
  );
  let stands = '';
  return {
    element,
    /**
     * @param {Verdict | undefined} verdict
     * @param {string | undefined} why  it could not be measured
     * @param {number} of  how many seeds are wanted
     */
    show(verdict, why, of) {
      const key = JSON.stringify([verdict?.a, verdict?.b, verdict?.held, verdict?.of, verdict?.runs.length, why, of]);
      if (key === stands) return;
      stands = key;
      a.replaceChildren(...spread(verdict, 'a'));
      b.replaceChildren(...spread(verdict, 'b'));
      held.replaceChildren(...judged(verdict, why, of));
    },
  };
}

/**
 * The median, and the range where there are several.
 * @param {Verdict | undefined} verdict
 * @param {'a' | 'b'} side
 * @returns {Node[]}
 */
function spread(verdict, side) {
  if (!verdict) return [];
  const { runs } = verdict;
  const there = verdict[side];
  if (!there) return [document.createTextNode(runs.some((run) => run[side] === null) ? 'not finite' : '–')];
  const { median, min, max } = there;
  const range = `${text(min ?? Number.POSITIVE_INFINITY, 2)} to ${text(max ?? Number.POSITIVE_INFINITY, 2)}`;
  return [el('b', {}, nodes(median ?? Number.POSITIVE_INFINITY)), ...(runs.length > 1 ? [el('small', {}, range)] : [])];
}

/**
 * @param {Verdict | undefined} verdict
 * @param {string | undefined} why
 * @param {number} of
 * @returns {Node[]}
 */
function judged(verdict, why, of) {
  if (why) return [document.createTextNode(why)];
  if (!verdict) return [];
  const so = verdict.runs.length < of ? ` (${verdict.runs.length} of ${of} starts so far)` : '';
  if (verdict.holds === null) return [document.createTextNode(`shown${so}`)];
  return [
    el('b', { class: 'note-verdict' }, verdict.holds ? 'holds' : 'falls short'),
    el('small', {}, `${verdict.held} of ${verdict.of}${so}`),
  ];
}
/**
 * What `skipscape claims --json` prints.
 * @param {App} app
 * @param {Lab} lab
 * @param {number[]} seeds
 * @param {Map<string, Verdict>} verdicts
 */
function printed(app, lab, seeds, verdicts) {
  const claims = lab.claims.flatMap(({ id }) => verdicts.get(id) ?? []);
  return {
    engine: app.engine?.version(),
    seeds,
    holds: claims.every((verdict) => verdict.holds !== false),
    seconds: claims.reduce((sum, verdict) => sum + verdict.seconds, 0),
    claims,
  };
}
