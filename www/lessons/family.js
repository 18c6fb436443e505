// The shortcut lab: two members of the family side by side. It sets the two networks of the page, runs them and says what came of it; below
// stands the whole family on a line of dates.

import { el, fill, setText } from '../dom.js';
import { count, text } from '../format.js';
import { segment } from '../instruments/choices.js';
import { makeCurves } from '../instruments/curves.js';
import { makePanel } from '../instruments/panel.js';
import { times } from '../instruments/sentence.js';
import { makeStarts } from '../instruments/starts.js';
import { join, pairs } from '../settings.js';
import { accuracy, whole } from './numbers.js';
import { keep } from './progress.js';
import { rich } from './rich.js';
import { family, GROUNDS } from './text/family.js';

/** @typedef {import('../types.d.ts').Side} Side */
/** @typedef {import('./types.d.ts').Ground} Ground */
/** @typedef {import('./types.d.ts').Kin} Kin */

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];
const MODELS = /** @type {Ground[]} */ (Object.keys(GROUNDS));

/** What stands there first, and where a model has no such network. @type {Record<Ground, Record<Side, string>>} */
const FIRST = {
  mlp: { a: 'identity', b: 'highway' },
  convnet: { a: 'identity', b: 'dense' },
  transformer: { a: 'post-norm', b: 'pre-norm' },
};

/** Everything that a network of this kind has, of what the family differs in. @param {Kin} kin @param {Ground} model */
const settings = (kin, model) => new Map([...pairs(GROUNDS[model].has), ...pairs(kin.settings?.[model] ?? '')]);

/** The members that a model can have. @param {Ground} model */
const members = (model) => family.filter((kin) => kin.settings?.[model] !== undefined);

/** @param {string} id */
const kinOf = (id) => /** @type {Kin} */ (family.find((kin) => kin.id === id));

/** The setup of two members. @param {Ground} model @param {Record<Side, string>} picked */
function setup(model, picked) {
  const of = (/** @type {Side} */ side) =>
    [...settings(kinOf(picked[side]), model)].map(
      ([key, value]) => /** @type {[string, string]} */ ([`${side}.${key}`, value]),
    );
  return `${GROUNDS[model].scene}&${join(SIDES.flatMap(of))}`;
}

/**
 * @param {import('../page.js').Page} page
 * @param {{ go: (scene: string) => Promise<boolean>, moved: () => void, canonical: (scene: string) => string }} frame  `go` opens a
 *   setup within the lesson; equal ones have the same canonical text
 */
export function makeFamily(page, frame) {
  /** @type {Ground} */
  let model = 'mlp';
  let picked = { ...FIRST.mlp };
  /** A run was asked for here. */
  let ran = false;

  // ---- what is compared ---------------------------------------------------------------------------------------------
  const models = segment(
    'Networks',
    MODELS.map((key) => [key, GROUNDS[key].label]),
    (key) => void choose(key, picked),
  );
  const ground = el('p', { class: 'lab-ground' });
  const selects = Object.fromEntries(
    SIDES.map((side) => {
      const select = el('select', { 'aria-label': `Network ${side.toUpperCase()}` });
      select.addEventListener('change', () => void choose(model, { ...picked, [side]: select.value }));
      return [side, select];
    }),
  );
  const run = el('button', { type: 'button', class: 'button button-primary' }, 'Run both');
  run.addEventListener('click', () => void start());
  const swap = el('button', { type: 'button', class: 'button' }, 'Swap');
  swap.addEventListener('click', () => void choose(model, { a: picked.b, b: picked.a }));
  const bench = el(
    'div',
    { class: 'lab-bench' },
    models.element,
    SIDES.map((side) =>
      el('label', { class: `lab-pick lab-pick-${side}` }, el('b', {}, side.toUpperCase()), selects[side]),
    ),
    el('div', { class: 'lesson-buttons' }, run, swap),
  );

  // ---- what came of it ----------------------------------------------------------------------------------------------
  const says = el('p', { class: 'lesson-verdict', role: 'status' });
  const cost = el('p', { class: 'lab-cost' });
  const request = () => requestAnimationFrame(draw);
  const panel = makePanel('lab', 'The run', (scene) => void frame.go(scene));
  panel.element.hidden = false;
  const curves = makeCurves(page, panel, request);
  const study = page.lab?.studies.find(({ name }) => name === 'outcome');
  const starts = study && makeStarts(page, study, request);
  const result = el('div', { class: 'lab-result' }, says, cost, panel.element, starts?.element);

  /**
   * Opens the setup of two members; one that the model cannot have gives way to its usual one.
   * @param {Ground} to
   * @param {Record<Side, string>} ids
   */
  async function choose(to, ids) {
    const able = (/** @type {Side} */ side) =>
      kinOf(ids[side]).settings?.[to] === undefined ? FIRST[to][side] : ids[side];
    model = to;
    picked = { a: able('a'), b: able('b') };
    ran = false;
    show();
    await frame.go(setup(model, picked));
    frame.moved();
    draw();
  }

  async function start() {
    const seed = page.setting('a', 'seed');
    if (!(await frame.go(`${setup(model, picked)}${seed === '1' ? '' : `&seed=${seed}`}`))) return;
    ran = true;
    if (!page.shown.done || page.shown.recorded) page.play();
    draw();
  }

  /** A link may hold two members already: what the page has is what is picked. */
  function read() {
    const has = /** @type {Ground} */ (page.setting('a', 'model'));
    const of = (/** @type {Side} */ side) =>
      members(has).find((kin) => [...settings(kin, has)].every(([key, value]) => page.setting(side, key) === value))
        ?.id;
    const [a, b] = [of('a'), of('b')];
    const text = page.scene;
    if (!a || !b || !pairs(text).some(([key]) => /^[ab]\./.test(key))) return;
    model = has;
    picked = { a, b };
  }

  // ---- the line -----------------------------------------------------------------------------------------------------
  const stations = family.map((kin) => {
    const takes = SIDES.map((side) => {
      const button = el(
        'button',
        { type: 'button', class: 'button button-small', 'aria-label': `${kin.name} as ${side.toUpperCase()}` },
        `As ${side.toUpperCase()}`,
      );
      button.addEventListener('click', () => void choose(model, { ...picked, [side]: kin.id }));
      return button;
    });
    const why = el('p', { class: 'kin-why' });
    const element = el(
      'li',
      { class: 'kin', 'data-kin': kin.id },
      el('p', { class: 'kin-date' }, kin.date),
      el(
        'div',
        { class: 'kin-body' },
        el('h4', {}, kin.name),
        el('p', {}, rich(kin.says)),
        el('div', { class: 'lesson-formula' }, kin.formula()),
        el('p', { class: 'kin-source' }, kin.source),
        why,
        kin.settings && el('div', { class: 'lesson-buttons' }, takes),
      ),
    );
    return {
      element,
      show() {
        const able = kin.settings?.[model] !== undefined;
        setText(why, able ? '' : kin.settings ? (kin.unfit?.[model] ?? '') : 'Shown here, not trained.');
        why.hidden = able;
        takes.forEach((button, k) => {
          button.hidden = !able;
          button.setAttribute('aria-pressed', String(able && picked[SIDES[k] ?? 'a'] === kin.id));
        });
      },
    };
  });

  function show() {
    models.set(model);
    setText(ground, `${GROUNDS[model].says} Same data, same steps, same values of all weights that both have.`);
    for (const side of SIDES) {
      const select = /** @type {HTMLSelectElement} */ (selects[side]);
      fill(
        select,
        members(model).map((kin) => el('option', { value: kin.id, selected: kin.id === picked[side] }, kin.name)),
      );
      select.value = picked[side];
    }
    for (const station of stations) station.show();
  }

  // ---- in words -----------------------------------------------------------------------------------------------------
  const named = (/** @type {Side} */ side) => `${kinOf(picked[side]).name} (${side.toUpperCase()})`;

  function told() {
    const { a, b, step, done, recorded, playing } = page.shown;
    if (recorded || frame.canonical(setup(model, picked)) !== frame.canonical(page.scene))
      return { says: 'Press Run both: the networks above are set and trained.', cost: '' };
    if (!done)
      return {
        says: playing || ran ? `Training: step ${step}.` : 'Step 0. Which of the two will end lower?',
        cost: paid(),
      };
    if (!a.frame || !b.frame) return { says: '', cost: paid() };
    const lost = SIDES.filter((side) => page.shown[side].diverged);
    if (lost.length > 0) {
      const which = lost.map(
        (side) => `the loss of ${named(side)} is no number from step ${page.shown[side].diverged?.step} on`,
      );
      return { says: `${upper(which.join('; '))}. The last good step stands.`, cost: paid() };
    }
    const [one, other] = [a.frame.loss, b.frame.loss];
    const lower = one <= other ? 'a' : 'b';
    const far = Math.max(one, other) / Math.min(one, other);
    const apart = far >= 1.05 ? `${named(lower)} is ${times(one, other)} times lower` : 'the same within a twentieth';
    const right = Number.isNaN(a.frame.test_accuracy)
      ? ''
      : ` Of what was held out, ${accuracy(a.frame.test_accuracy)} and ${accuracy(b.frame.test_accuracy)} are right.`;
    return {
      says: `After ${step} steps ${named('a')} ends at a training loss of ${text(one)}, ${named('b')} at ${text(other)}: ${apart}.${right}`,
      cost: paid(),
    };
  }

  /** What each costs in parameters. */
  function paid() {
    const [a, b] = [page.shown.a.parameters, page.shown.b.parameters];
    if (!a || !b) return '';
    if (a === b) return `Both have ${whole(a)} parameters.`;
    const more = a > b ? 'a' : 'b';
    const extra = Math.abs(a - b);
    return `${named('a')} has ${whole(a)} parameters, ${named('b')} ${whole(b)}: ${count(extra)} more in ${named(more)}.`;
  }

  let written = '';
  function draw() {
    if (!element.isConnected) return;
    const now = told();
    const key = `${now.says} ${now.cost}`;
    if (key !== written) {
      written = key;
      fill(says, ...rich(now.says));
      fill(cost, ...rich(now.cost));
    }
    setText(run, page.shown.done && ran ? 'Run again' : 'Run both');
    curves.draw();
    starts?.draw();
  }

  const heading = el('h3', { id: 'lesson-step-0', tabindex: -1 }, 'Pick two, run, compare');
  const line = el('h3', { id: 'family' }, 'The family, by the date of the paper');
  const element = el(
    'div',
    { class: 'coda lab' },
    heading,
    bench,
    ground,
    result,
    line,
    el(
      'ol',
      { class: 'family', 'aria-labelledby': 'family' },
      stations.map((station) => station.element),
    ),
  );
  read();
  show();
  return {
    element,
    get scenes() {
      return [setup(model, picked)];
    },
    get stage() {
      return setup(model, picked);
    },
    covered: () => false,
    open: () => false,
    step: 0,
    measured: true,
    last: 0,
    show: () => keep('lab', { step: 0, done: true }),
    next: () => '',
    focus: () => heading.focus({ preventScroll: true }),
    draw,
    leave: () => starts?.leave(),
  };
}

/** @param {string} words */
const upper = (words) => words.charAt(0).toUpperCase() + words.slice(1);
