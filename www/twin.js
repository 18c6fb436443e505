// The two networks: one worker each, trained in lock-step, so that both are always shown at the same step.

import { compile } from './engine.js';
import init, * as engine from './pkg/trainer.js';
import { parseFrame, parseFrames } from './protocol.js';
import { Broken, Overtaken, Remote } from './remote.js';

/** @typedef {import('./protocol.js').Frame} Frame */
/** @typedef {'a' | 'b'} Side */

/**
 * @typedef {object} ArmState
 * @property {number} step
 * @property {Frame | null} frame
 * @property {Frame[]} history  oldest first
 * @property {number} parameters
 * @property {number} depth
 * @property {null | { step: number, why: string }} diverged
 * @property {string} digest  of the parameters at this step
 */

/** @type {readonly Side[]} */
export const SIDES = ['a', 'b'];

/** Steps a second of the speeds; flat out has no number. */
const RATES = { 1: 10, 4: 40, max: Number.POSITIVE_INFINITY };

/** Flat out, both workers get so many milliseconds between two frames, or as many as a frame itself takes. */
const AIM = 40;

/** @returns {ArmState} */
const nothing = () => ({ step: 0, frame: null, history: [], parameters: 0, depth: 0, diverged: null, digest: '' });

/** Resolves at once in a page that is seen, else when it is seen again. */
export const seen = () =>
  new Promise((resolve) => {
    if (!document.hidden) return resolve(undefined);
    document.addEventListener('visibilitychange', () => resolve(undefined), { once: true });
  });

export class Twin extends EventTarget {
  #module;
  /** @type {Record<Side, Remote>} */
  #remotes;
  /** Counts runs: what comes for an earlier one is dropped. */
  #run = 0;
  #playing = false;
  /** @type {Promise<void>} */
  #busy = Promise.resolve();
  #drawing = false;
  /** What the workers opened before they were asked. @type {null | { text: string, opened: Promise<any> }} */
  #ahead = null;
  #chunk = 1;
  /** Milliseconds that the slower network's last steps took, and the frame after them. */
  #spent = { steps: 0, frame: 0 };
  /** Training that goes on waits here before each of its parts: a frame has reasons of its own to wait. @type {() => Promise<unknown>} */
  gate = seen;
  /** @type {'1' | '4' | 'max'} */
  speed = 'max';
  scene = '';
  /** @type {string | undefined} */
  own = undefined;
  steps = 0;
  /** @type {Record<Side, ArmState>} */
  #arms = { a: nothing(), b: nothing() };

  /**
   * Loads the engine for the page's own use and starts two workers with it; it is fetched and compiled once, while they start.
   * @param {string} [text]  of a setup that will most likely be opened first: the workers do so before the page is there to ask
   * @returns {Promise<{ twin: Twin, engine: typeof engine }>}
   */
  static async start(text) {
    const module = compile(new URL('./pkg/trainer_bg.wasm', import.meta.url));
    const twin = new Twin(module);
    try {
      const compiled = await module;
      // By now the workers have been sent it too.
      if (text !== undefined) twin.#openAhead(text);
      await init({ module_or_path: compiled });
      await Promise.all(SIDES.map((side) => twin.#remotes[side].started));
    } catch (error) {
      twin.dispose();
      throw error;
    }
    return { twin, engine };
  }

  /** @param {Promise<WebAssembly.Module>} module */
  constructor(module) {
    super();
    this.#module = module;
    this.#remotes = { a: this.#employ('a'), b: this.#employ('b') };
  }

  /** @param {string} text */
  #openAhead(text) {
    const opened = this.#both('open', (side) => ({ scene: text, side }));
    // What is wrong with it is said to whoever opens it.
    this.#ahead = { text, opened: opened.catch(() => null) };
  }

  /** @param {Side} side */
  #employ(side) {
    return new Remote(this.#module, (sentence) => {
      this.#playing = false;
      this.#emit('error', { side, message: sentence });
      this.#emit('state');
    });
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Says that there are new frames, once an animation frame. */
  #draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    requestAnimationFrame(() => {
      this.#drawing = false;
      this.#emit('frame');
    });
  }

  /**
   * Does work on the run when the work before it is done.
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  #then(work) {
    const result = this.#busy.then(work);
    this.#busy = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  /**
   * Asks both workers.
   * @param {string} op
   * @param {(side: Side) => object} what
   */
  async #both(op, what) {
    const [a, b] = await Promise.all(SIDES.map((side) => this.#remotes[side].ask(op, what(side))));
    return { a, b };
  }

  /**
   * A new run at step 0, paused. If it cannot be made, this throws a sentence and the run before stays.
   * @param {string} scene
   * @param {string} [own]  the reader's data as the engine packed it
   * @param {string} [text]  what the setup was read from
   */
  async open(scene, own, text) {
    this.#playing = false;
    const run = ++this.#run;
    const ahead = own === undefined && this.#ahead?.text === text ? this.#ahead?.opened : null;
    this.#ahead = null;
    const broken = SIDES.filter((side) => this.#remotes[side].broken);
    for (const side of broken) this.#remotes[side] = this.#employ(side);
    return this.#then(async () => {
      if (run !== this.#run) return;
      const opened =
        (broken.length === 0 && (await ahead)) || (await this.#both('open', (side) => ({ scene, side, own })));
      if (run !== this.#run) return;
      this.scene = scene;
      this.own = own;
      this.#chunk = 1;
      for (const side of SIDES) {
        /** @type {import('./protocol.js').Opened} */
        const { depth, parameters, steps, digest, frame, history } = opened[side];
        this.steps = steps;
        this.#arms[side] = {
          ...nothing(),
          depth,
          parameters,
          digest,
          frame: parseFrame(frame, depth),
          history: parseFrames(history, depth),
        };
      }
      this.#emit('open');
      this.#emit('state');
      this.#draw();
    });
  }

  /** The same run from its start. */
  reset() {
    return this.open(this.scene, this.own);
  }

  get playing() {
    return this.#playing;
  }

  get done() {
    return SIDES.every((side) => this.#ended(side));
  }

  get step_now() {
    return Math.max(this.#arms.a.step, this.#arms.b.step);
  }

  get state() {
    const { scene, own, steps, playing, done } = this;
    return { scene, own, step: this.step_now, steps, playing, done, a: this.#arms.a, b: this.#arms.b };
  }

  /** @param {Side} side */
  #ended(side) {
    const { step, diverged } = this.#arms[side];
    return diverged !== null || step >= this.steps;
  }

  /** Trains until paused, done or diverged. */
  play() {
    if (this.#playing || this.done) return;
    this.#playing = true;
    this.#emit('state');
    this.#loop(this.#run);
  }

  pause() {
    if (!this.#playing) return;
    this.#playing = false;
    this.#emit('state');
  }

  /** @param {number} run */
  async #loop(run) {
    let last = performance.now();
    let owed = 0;
    const going = () => this.#playing && run === this.#run;
    while (going() && !this.done) {
      await this.gate();
      if (!going()) break;
      const rate = RATES[this.speed];
      if (rate === Number.POSITIVE_INFINITY) {
        if (!(await this.#advance(this.#chunk))) break;
        const aim = Math.max(AIM, this.#spent.frame);
        if (this.#spent.steps < aim / 2) this.#chunk = Math.min(this.#chunk * 2, 4096);
        else if (this.#spent.steps > aim * 2) this.#chunk = Math.max(1, this.#chunk >> 1);
        last = performance.now();
      } else {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        // A pause of the page is no debt of steps.
        owed += Math.min(now - last, 250) * (rate / 1000);
        last = now;
        const due = Math.floor(owed);
        owed -= due;
        if (due > 0 && going() && !(await this.#advance(due))) break;
      }
    }
    if (run === this.#run && this.#playing) {
      this.#playing = false;
      this.#emit('state');
    }
  }

  /**
   * So many steps of both networks, at once.
   * @param {number} [count]
   */
  async step(count = 1) {
    this.pause();
    await this.#advance(count);
    this.#emit('state');
  }

  /**
   * Both networks go on by `count` steps and are shown. False if the run is another by now, or cannot go on.
   * @param {number} count
   */
  #advance(count) {
    const run = this.#run;
    return this.#then(async () => {
      if (run !== this.#run) return false;
      const to = Math.min(this.step_now + count, this.steps);
      try {
        const sides = SIDES.filter((side) => !this.#ended(side));
        const answers = await Promise.all(sides.map((side) => this.#remotes[side].ask('advance', { to })));
        if (run !== this.#run) return false;
        sides.forEach((side, i) => {
          this.#take(side, answers[i]);
        });
        const most = (/** @type {'steps' | 'frame'} */ what) => Math.max(...answers.map(({ spent }) => spent[what]));
        this.#spent = { steps: most('steps'), frame: most('frame') };
      } catch (error) {
        if (error instanceof Overtaken || error instanceof Broken) return false;
        throw error;
      }
      this.#draw();
      return run === this.#run;
    });
  }

  /**
   * @param {Side} side
   * @param {import('./protocol.js').Advanced} answer
   */
  #take(side, { step, state, why, digest, frame, history, whole }) {
    const arm = this.#arms[side];
    arm.step = step;
    arm.digest = digest;
    arm.frame = parseFrame(frame, arm.depth);
    const frames = parseFrames(history, arm.depth);
    arm.history = whole ? frames : arm.history.concat(frames);
    if (state === 'diverged') {
      arm.diverged = { step, why };
      this.#emit('diverged', { side, step, why });
    }
  }

  /**
   * Lets the run go on to more steps. Throws a sentence where that would be another run.
   * @param {number} steps
   * @param {string} scene  the setup with these steps
   */
  extend(steps, scene) {
    return this.#then(async () => {
      await this.#both('extend', () => ({ steps }));
      this.steps = steps;
      this.scene = scene;
      this.#emit('state');
    });
  }

  /**
   * Takes the settings that may change in mid-run.
   * @param {string} scene  the setup with them
   */
  change(scene) {
    return this.#then(async () => {
      await this.#both('change', () => ({ scene }));
      this.scene = scene;
    });
  }

  /**
   * What a network draws, read after `layer` blocks.
   * @param {Side} side
   * @param {number} size
   * @param {number} layer
   * @param {Uint8Array} removed
   * @returns {Promise<Float32Array>}
   */
  map(side, size, layer, removed) {
    return this.#remotes[side].ask('map', { size, layer, removed });
  }

  /**
   * What a network answers for rows of inputs.
   * @param {Side} side
   * @param {Float32Array} inputs
   * @param {Uint8Array} removed
   * @returns {Promise<Float32Array>}
   */
  answers(side, inputs, removed) {
    return this.#remotes[side].ask('answers', { inputs, removed });
  }

  /**
   * The scores without the blocks marked 1.
   * @param {Side} side
   * @param {Uint8Array} removed
   */
  async lesion(side, removed) {
    const [loss, accuracy, test_loss, test_accuracy] = await this.#remotes[side].ask('lesion', { removed });
    return { loss, accuracy, test_loss, test_accuracy };
  }

  /**
   * Both networks as they are now, at one step, with the records of their runs: what studies are put to.
   * @returns {Promise<{ step: number, records: import('./types.js').Records }>}
   */
  records() {
    return this.#then(async () => {
      const records = await this.#both('record', () => ({}));
      return { step: this.step_now, records };
    });
  }

  /** The fields of `run --json` of both networks, as they are now. */
  report() {
    return this.#both('report', () => ({}));
  }

  /** Ends both workers. */
  dispose() {
    this.#playing = false;
    this.#run++;
    for (const side of SIDES) this.#remotes[side].end();
  }
}

export { Broken, Overtaken };
