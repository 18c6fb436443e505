// One lesson: the claim, a question before the run, the run, what was measured, why and where it fails. It drives the page.

import { el, fill, setText } from '../dom.js';
import { makeCurves } from '../instruments/curves.js';
import { makePanel } from '../instruments/panel.js';
import { makeStudyBlock } from '../instruments/study.js';
import { makeStrip, measure } from './measured.js';
import { keep, kept } from './progress.js';
import { rich } from './rich.js';

/** @typedef {import('../page.js').Page} Page */
/** @typedef {import('./types.d.ts').Lesson} Lesson */
/** @typedef {import('./types.d.ts').Link} Link */

/** What the steps are called. */
const STEPS = ['The claim', 'Your prediction', 'The run', 'Measured', 'Why, and where it fails'];

/** @param {(import('./types.d.ts').Rich | import('./types.d.ts').Formula)[]} parts */
const prose = (parts) =>
  parts.map((part) =>
    typeof part === 'function' ? el('div', { class: 'lesson-formula' }, part()) : el('p', {}, rich(part)),
  );

/**
 * @param {Page} page
 * @param {Lesson} lesson
 * @param {import('../instruments/live.js').Live} live
 * @param {{ go: (scene: string) => Promise<boolean>, see: (scene: string) => Promise<void>, moved: () => void }} frame  `go`
 *   opens a setup within the lesson, `see` runs it and shows it
 */
export function makeLesson(page, lesson, live, frame) {
  const runScene = lesson.run.scene ?? lesson.stage;
  let step = 0;
  /** Whether the networks of the run were trained in this lesson. */
  let ran = false;
  /** @type {AbortController | null} */
  let measuring = null;
  /** @type {{ answer: string[], says: string, seed: number } | null} */
  let verdict = null;

  const sections = STEPS.map((name, k) =>
    el(
      'section',
      { class: 'lesson-step', 'data-step': k, 'aria-labelledby': `lesson-step-${k}` },
      el('h3', { id: `lesson-step-${k}`, tabindex: -1 }, el('span', { class: 'stop-number' }, k + 1), name),
    ),
  );
  const [claim, question, run, measured, why] =
    /** @type {[HTMLElement, HTMLElement, HTMLElement, HTMLElement, HTMLElement]} */ (sections);

  // ---- the claim ----------------------------------------------------------------------------------------------------
  claim.append(el('p', { class: 'lesson-claim' }, rich(lesson.claim)));
  if (lesson.he)
    claim.append(
      el('p', { class: 'lesson-he' }, rich(lesson.he.text)),
      el('p', { class: 'lesson-source' }, rich(lesson.he.source)),
    );

  // ---- the question -------------------------------------------------------------------------------------------------
  const before = kept(lesson.id);
  const inputs = lesson.choices.map(({ id }) => {
    const input = el('input', { type: 'radio', name: `answer-${lesson.id}`, value: id });
    input.checked = before.answer === id;
    input.addEventListener('change', () => {
      // A prediction is made before the run; one made after it says so.
      keep(lesson.id, { answer: id, after: kept(lesson.id).done || ran });
      page.events.emit('answer', { lesson: lesson.id, answer: id });
      marks();
      frame.moved();
    });
    return input;
  });
  const badges = lesson.choices.map(() => el('span', { class: 'badges' }));
  const reason = el('input', { type: 'text', class: 'lesson-reason', maxlength: 200, value: before.reason ?? '' });
  reason.addEventListener('change', () => keep(lesson.id, { reason: reason.value }));
  const legend = el('legend', {}, rich(lesson.ask));
  question.append(
    el(
      'fieldset',
      { class: 'choices' },
      legend,
      lesson.choices.map(({ text }, k) =>
        el('label', { class: 'choice' }, inputs[k], el('span', {}, rich(text)), badges[k]),
      ),
    ),
    el('label', { class: 'reason' }, el('span', {}, 'Your reason, if you like (it stays on this device)'), reason),
  );

  // ---- the run ------------------------------------------------------------------------------------------------------
  const studied = page.lab?.studies.find(({ name }) => name === lesson.run.study?.name);
  const request = () => requestAnimationFrame(draw);
  const block = studied && makeStudyBlock(page, studied, live, request, undefined, lesson.run.study?.panels);
  const panel = makePanel(`lesson-${lesson.number}`, 'The run', (scene) => void frame.go(scene));
  const curves = !block && lesson.run.view !== 'none' ? makeCurves(page, panel, request) : null;
  panel.element.hidden = false;
  const said = el('p', { class: 'lesson-found', role: 'status' });
  const again = el('button', { type: 'button', class: 'button button-small' }, 'Run again');
  again.addEventListener('click', () => void start());
  const another = el('button', { type: 'button', class: 'button button-small' }, 'Another start');
  another.addEventListener('click', async () => {
    await page.fresh();
    await start();
  });
  run.append(el('p', {}, rich(lesson.run.text)));
  if (curves) run.append(panel.element);
  if (block) run.append(said, block.gauge, block.element);
  if (lesson.run.view !== 'none') run.append(el('div', { class: 'lesson-buttons' }, again, another));

  /** Opens the setup of the run and plays it to the end. */
  async function start() {
    if (lesson.run.view === 'none') return;
    const seed = page.setting('a', 'seed');
    const scene = seed === '1' ? runScene : `${runScene ? `${runScene}&` : ''}seed=${seed}`;
    if (!(await frame.go(scene))) return;
    ran = true;
    if (!page.shown.done || page.shown.recorded) page.play();
    if (block && studied?.on === 'itself') block.start();
    draw();
  }

  // ---- what was measured --------------------------------------------------------------------------------------------
  const progress = el('p', { class: 'lesson-progress' });
  const says = el('p', { class: 'lesson-verdict', 'aria-live': 'polite' });
  const yours = el('p', { class: 'lesson-yours' });
  const list = el('ul', { class: 'answers' });
  const strips = (lesson.strips ?? lesson.claims.slice(0, 1)).map((id) => makeStrip(page, id));
  const retry = el('button', { type: 'button', class: 'button button-small', hidden: true }, 'Try again');
  retry.addEventListener('click', () => void judge());
  measured.append(progress, retry, says, yours, list, ...strips.map((strip) => strip.element));

  async function judge() {
    const seed = Number(page.setting('a', 'seed'));
    if (verdict?.seed === seed || measuring) return;
    const mine = new AbortController();
    measuring = mine;
    retry.hidden = true;
    const of = lesson.claims.length;
    const tell = (/** @type {number} */ done) =>
      setText(progress, of ? `Measuring at this start, in workers beside the page: ${done} of ${of} claims.` : '');
    tell(0);
    try {
      const seeded = await measure(page, lesson.claims, seed, mine.signal, tell);
      const found = lesson.verdict(seeded);
      verdict = { ...found, seed };
      keep(lesson.id, { done: true, step: Math.max(kept(lesson.id).step, 3) });
      setText(progress, of ? `Measured just now, start ${seed}.` : '');
      fill(says, ...rich(found.says));
    } catch (error) {
      if (mine.signal.aborted) return;
      setText(progress, error instanceof Error ? error.message : String(error));
      retry.hidden = false;
    } finally {
      if (measuring === mine) measuring = null;
    }
    marks();
    draw();
    frame.moved();
  }

  /** The reader's answer and the measured one, on the choices. */
  function marks() {
    const { answer, after } = kept(lesson.id);
    const shown = step >= 3 ? verdict : null;
    const badge = (/** @type {string} */ id) => [
      ...(answer === id && shown ? [el('span', { class: 'badge' }, 'yours')] : []),
      ...(shown?.answer.includes(id) ? [el('span', { class: 'badge badge-measured' }, 'measured')] : []),
    ];
    lesson.choices.forEach(({ id }, k) => {
      fill(/** @type {HTMLElement} */ (badges[k]), badge(id));
    });
    if (!shown) {
      fill(list);
      setText(yours, '');
      return;
    }
    const told = lesson.choices.filter(({ id }) => answer === id || shown.answer.includes(id));
    fill(
      list,
      told.map(({ id, text }) => el('li', {}, el('span', {}, rich(text)), badge(id))),
    );
    const late = after ? ' It was given after a run.' : '';
    setText(yours, answer === undefined ? 'No prediction.' : `Your prediction stands beside it.${late}`);
  }

  // ---- why, and where it fails --------------------------------------------------------------------------------------
  /** @param {string} heading @param {Link[]} links */
  const links = (heading, links) =>
    links.length > 0 && [
      el('h4', {}, heading),
      el(
        'ul',
        { class: 'lesson-links' },
        links.map(({ label, scene }) => {
          const button = el('button', { type: 'button', class: 'link' }, rich(label));
          button.addEventListener('click', () => void frame.see(scene));
          return el('li', {}, button);
        }),
      ),
    ];
  why.append(
    ...prose(lesson.why),
    ...(lesson.must.length ? [el('h4', {}, 'What else was measured'), ...prose(lesson.must)] : []),
    ...(links('Where it fails', lesson.fails) || []),
    ...(links('Try next', lesson.next) || []),
  );

  // ---- the steps ----------------------------------------------------------------------------------------------------
  function draw() {
    if (step < 2) return;
    if (curves) curves.draw();
    if (block && ran) {
      block.draw();
      fill(said, ...rich(block.headline()));
    }
    if (step >= 3) for (const strip of strips) strip.draw();
  }

  const element = el('div', { class: 'lesson-steps' }, sections);
  return {
    element,
    scenes: [lesson.stage, runScene],
    stage: lesson.stage,
    covered: () => lesson.covered === true && step < 2,
    open: () => step === STEPS.length - 1,
    get step() {
      return step;
    },
    /** Whether its answer was made out. */
    get measured() {
      return verdict !== null;
    },
    last: STEPS.length - 1,
    /** @param {number} to */
    show(to) {
      step = to;
      element.dataset.at = String(to);
      sections.forEach((section, k) => {
        section.classList.toggle('to-come', k > Math.max(to, 1));
        section.classList.toggle('now', k === to);
      });
      keep(lesson.id, { step: Math.max(kept(lesson.id).step, to) });
      if (to === 2 && !ran) void start();
      if (to === 3) void judge();
      marks();
      request();
    },
    /** What the button that goes on says. */
    next() {
      if (step === 0) return 'Next: the question';
      if (step === 1) {
        if (lesson.run.view === 'none') return 'Next';
        return kept(lesson.id).answer === undefined ? 'Run it without a prediction' : 'Run it';
      }
      if (step === 2) return 'Next: what was measured';
      if (step === 3) return 'Next: why, and where it fails';
      return '';
    },
    /** @param {number} k */
    focus: (k) => sections[k]?.querySelector('h3')?.focus({ preventScroll: true }),
    draw,
    leave() {
      measuring?.abort();
      block?.leave();
      for (const strip of strips) strip.leave();
    },
  };
}
