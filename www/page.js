// The page's state and what happens to it: which setup stands, which run is shown, and who has to hear of a change.
import { Emitter } from './emitter.js';
import { Lesions } from './lesions.js';
import { Notices } from './notices.js';
import { Pointing } from './pointing.js';
import { changedAt, difference, pairs, salvage } from './settings.js';
import { snapshot, still } from './shown.js';
import { Theme } from './theme.js';
import { fromAddress, onAddress, toAddress } from './url.js';

/** @typedef {import('./types.js').Side} Side */
/** @typedef {import('./types.js').SceneInfo} SceneInfo */
/** @typedef {import('./types.js').DataInfo} DataInfo */
/** @typedef {import('./types.js').Shown} Shown */

/** @type {readonly Side[]} */
export const SIDES = ['a', 'b'];

/** With less motion wanted, the page paints a run so often, ms. */
const CALM = 250;

/** @param {unknown} error */
const sentenceOf = (error) => (error instanceof Error ? error.message : String(error));

/** @implements {import('./types.js').App} */
export class Page {
  #events = /** @type {Emitter<import('./types.js').AppEvents>} */ (new Emitter());
  #notices = new Notices();
  /** @type {SceneInfo | null} */
  #info = null;
  /** Counts openings: what comes for an earlier one is dropped. */
  #opening = 0;
  #busy = false;
  #painting = false;
  #painted = 0;
  #wantsPlay = false;
  #calm = matchMedia('(prefers-reduced-motion: reduce)');

  /** @type {import('./twin.js').Twin | null} */
  twin = null;
  /** @type {import('./types.js').Engine | null} */
  engine = null;
  /** @type {Map<string, import('./types.js').KeyInfo>} */
  keys = new Map();
  scene = '';
  /** @type {string | undefined} */
  own = undefined;
  /** @type {DataInfo | null} */
  data = null;
  /** @type {Shown} */
  shown = still();
  /** @type {import('./recorded.js').Recorded | null} */
  recording = null;
  /** Grows with every run: what depends on the run's start is made anew. */
  runId = 0;
  /** @type {import('./scales.js').Quantity} */
  quantity = 'gradient';
  /** Gradients divided by the last layer's. */
  relative = true;
  frameX = { left: 0, pitch: 15, depth: 56 };
  /** @type {import('./types.js').App['actions']} */
  actions = {};
  lesions = new Lesions();
  pointing = new Pointing(
    () => Math.max(this.shown.a.depth, this.shown.b.depth),
    () => this.#events.emit('hover', this.hoverLayer),
  );
  /** Why the page cannot train at all, if so. */
  unable = '';
  /** @type {import('./keyboard.js').Keyboard | null} */
  keyboard = null;

  constructor() {
    this.themes = new Theme(Object.fromEntries(pairs(fromAddress())).theme ?? null, () => {
      this.#events.emit('theme', this.theme);
      this.repaint();
    });
    onAddress(() => void this.openAddress());
  }

  // ---- what the parts ask -------------------------------------------------------------------------------------------

  get theme() {
    return this.themes.now;
  }

  get hoverLayer() {
    return this.pointing.layer;
  }

  get removed() {
    return this.lesions.removed;
  }

  /** What is known of both networks' make: from the engine, or from the recording before that. */
  get model() {
    return (this.#info ?? this.recording?.info)?.model ?? null;
  }

  info() {
    const info = this.#info ?? this.recording?.info;
    if (!info) throw new Error('The engine has not loaded yet.');
    return info;
  }

  /** Whether a run of the engine stands. */
  get opened() {
    return this.#info !== null;
  }

  /** Whether `info()` has an answer. */
  get known() {
    return this.#info !== null || this.recording !== null;
  }

  /**
   * A setting's value for one network, as it stands in a setup.
   * @param {Side} side
   * @param {string} key
   */
  setting(side, key) {
    const found = (this.#info ?? this.recording?.info)?.settings[side]?.[key];
    if (found !== undefined) return found;
    // Before anything has loaded, the page draws the usual pair.
    return key === 'shortcut' ? (side === 'a' ? 'none' : 'identity') : key === 'scale' ? '1' : '';
  }

  /**
   * @template {keyof import('./types.js').AppEvents} K
   * @param {K} event
   * @param {(detail: import('./types.js').AppEvents[K]) => void} fn
   */
  on(event, fn) {
    return this.#events.on(event, fn);
  }

  /** @param {number | null} layer */
  hover(layer) {
    this.pointing.hover(layer);
  }

  /**
   * @param {string} sentence
   * @param {{ label: string, run: () => void }} [action]
   */
  notice(sentence, action) {
    this.#notices.say(sentence, action);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#notices.speak(sentence);
  }

  // ---- painting -----------------------------------------------------------------------------------------------------

  /** Asks for one painting in the next animation frame. */
  repaint() {
    if (this.#painting) return;
    this.#painting = true;
    const wait = this.#calm.matches && this.shown.playing ? this.#painted + CALM - performance.now() : 0;
    const paint = () => {
      this.#painting = false;
      this.#painted = performance.now();
      this.#events.emit('shown', undefined);
    };
    if (wait > 0) setTimeout(() => requestAnimationFrame(paint), wait);
    else requestAnimationFrame(paint);
  }

  layoutChanged() {
    this.#events.emit('layout', undefined);
  }

  // ---- the engine ---------------------------------------------------------------------------------------------------

  /**
   * The engine has loaded.
   * @param {import('./twin.js').Twin} twin
   * @param {import('./types.js').Engine} engine
   */
  async connect(twin, engine) {
    this.twin = twin;
    this.engine = engine;
    for (const info of JSON.parse(engine.scene_keys())) this.keys.set(info.key, info);
    for (const event of ['frame', 'state']) twin.addEventListener(event, () => this.#follow());
    twin.addEventListener('diverged', (event) => this.#diverged(/** @type {CustomEvent} */ (event).detail));
    twin.addEventListener('error', (event) => {
      const { message } = /** @type {CustomEvent} */ (event).detail;
      this.notice(message, { label: 'Start the run again', run: () => void this.reset() });
    });
    await this.openAddress();
    if (this.#wantsPlay || this.#info?.settings.a.play === '1') this.play();
  }

  /** What the address says, without what is wrong in it. */
  async openAddress() {
    const { engine } = this;
    if (!engine) return;
    const text = fromAddress();
    const { text: good, sentences } = salvage(text, (part) => engine.scene_info(part, this.own));
    for (const sentence of sentences) this.notice(sentence);
    if (!(await this.setScene(good, { replace: true }))) await this.setScene('', { replace: true });
  }

  /** Takes over what the run says of itself. */
  #follow() {
    if (this.#busy || !this.twin || this.shown.recorded) return;
    this.shown = snapshot(this.twin.state);
    this.repaint();
  }

  /** @param {{ side: Side, step: number, why: string }} detail */
  #diverged({ side, why }) {
    const both = SIDES.every((s) => this.twin?.state[s].diverged);
    const lr = Number.parseFloat(this.setting(side, 'lr'));
    const smaller = String(Number((lr / 10).toPrecision(3)));
    const key = this.setting('a', 'lr') === this.setting('b', 'lr') ? 'lr' : `${side}.lr`;
    const run = () => void this.set(key, smaller);
    const who = both ? `Both networks stopped, ${side.toUpperCase()} last` : `Network ${side.toUpperCase()} stopped`;
    this.#notices.say(`${who}. ${why}`, { label: `Start again with learning rate ${smaller}`, run }, 'diverged');
  }

  // ---- setups -------------------------------------------------------------------------------------------------------

  /**
   * @param {string} text
   * @param {{ replace?: boolean, own?: string }} [options]
   */
  async setScene(text, { replace = false, own } = {}) {
    const { engine, twin } = this;
    if (!engine || !twin) return false;
    const mine = ++this.#opening;
    const data = own ?? this.own;
    try {
      /** @type {SceneInfo} */
      const info = JSON.parse(engine.scene_info(text, data));
      const { restart, change, extend } = this.#info
        ? difference(this.#info, info, this.keys, twin.state.step)
        : { restart: true, change: false, extend: false };
      if (restart || own !== undefined) {
        const points = copied(engine.data_info(info.scene, data));
        this.#busy = true;
        await twin.open(info.scene, data);
        if (mine !== this.#opening) return false;
        this.data = points;
        this.own = data;
        this.#opened(info);
      } else {
        if (extend) await twin.extend(Number(info.settings.a.steps), info.scene);
        if (change) await twin.change(info.scene);
        if (mine !== this.#opening) return false;
        twin.scene = info.scene;
        this.#info = info;
      }
      this.scene = info.scene;
      for (const sentence of info.unknown) this.notice(sentence);
      this.#obey(info);
      toAddress(info.scene === '' ? '' : info.link, replace);
    } catch (error) {
      if (mine === this.#opening) this.notice(sentenceOf(error));
      return false;
    } finally {
      if (mine === this.#opening) this.#busy = false;
    }
    this.#follow();
    this.#events.emit('scene', undefined);
    this.repaint();
    return true;
  }

  /** @param {SceneInfo} info */
  #opened(info) {
    const { twin } = this;
    if (!twin) return;
    const first = this.#info === null;
    this.#info = info;
    this.runId++;
    this.#notices.away('diverged');
    // The recording is of one setup and stands until the reader starts the run.
    if (!(first && this.recording && info.scene === this.recording.info.scene)) this.recording = null;
    const depths = { a: twin.state.a.depth, b: twin.state.b.depth };
    this.lesions.clear(depths);
    if (!this.recording) {
      this.shown = snapshot(twin.state);
      if (this.hoverLayer !== null) this.pointing.hover(Math.min(this.hoverLayer, Math.max(depths.a, depths.b)));
    }
    this.#events.emit('removed', undefined);
    this.layoutChanged();
  }

  /** Settings of the page itself. */
  /** @param {SceneInfo} info */
  #obey(info) {
    const { speed, theme } = info.settings.a;
    if (this.twin && (speed === '1' || speed === '4' || speed === 'max')) this.twin.speed = speed;
    if (theme === 'light' || theme === 'dark') this.themes.set(theme);
  }

  /**
   * @param {string} key
   * @param {string} value
   * @param {{ replace?: boolean, own?: string }} [options]
   */
  async set(key, value, options) {
    if (!this.engine) return false;
    try {
      return await this.setScene(this.engine.scene_set(this.scene, key, value), options);
    } catch (error) {
      this.notice(sentenceOf(error));
      return false;
    }
  }

  /**
   * Sets a value that may change in mid-run, from the step where the run stands.
   * @param {string} key    with its prefix, if any
   * @param {string} value
   * @param {{ replace?: boolean }} [options]
   */
  async setNow(key, value, options) {
    const { twin } = this;
    if (!twin) return false;
    const going = twin.playing;
    // Both workers come to rest at one step, from which the new value holds.
    await this.settle();
    const side = key.startsWith('a.') ? 'a' : 'b';
    const plain = key.replace(/^[ab]\./, '');
    const text = changedAt(this.setting(side, plain), twin.state.step, value);
    const done = await this.set(key, text, options);
    if (going) twin.play();
    return done;
  }

  /** Pauses, and waits until the step under way is made. */
  async settle() {
    await this.twin?.step(0);
  }

  // ---- the run ------------------------------------------------------------------------------------------------------

  get playing() {
    return this.twin ? this.twin.playing : this.#wantsPlay;
  }

  /** Leaves the recording for the live run. */
  #live() {
    if (!this.recording || !this.twin) return;
    this.recording = null;
    this.runId++;
    this.shown = snapshot(this.twin.state);
    this.layoutChanged();
  }

  play() {
    this.#wantsPlay = true;
    const { twin } = this;
    if (!twin || this.#info === null) {
      this.repaint();
      return;
    }
    this.#live();
    twin.play();
    this.repaint();
  }

  pause() {
    this.#wantsPlay = false;
    this.twin?.pause();
    this.repaint();
  }

  /** Plays, pauses, or at the end makes as many steps again. */
  async toggle() {
    if (this.playing) this.pause();
    else if (this.shown.done && !this.shown.recorded) await this.goOn();
    else this.play();
  }

  /** 300 more steps, which become part of the setup; a run whose rate falls to 0 at its end is repeated instead. */
  async goOn() {
    const { twin } = this;
    if (!twin) return;
    if (this.longer) {
      if (await this.set('steps', String(twin.steps + 300))) this.play();
    } else {
      await this.reset();
      this.play();
    }
  }

  /** Whether the run can be made longer. */
  get longer() {
    const cosine = SIDES.some((side) => this.setting(side, 'schedule') === 'cosine');
    const over = SIDES.every((side) => this.shown[side].diverged);
    return !cosine && !over;
  }

  /** @param {number} [count] */
  async step(count = 1) {
    if (!this.twin) return;
    this.#live();
    await this.twin.step(count);
    this.#follow();
  }

  async reset() {
    const { twin } = this;
    if (!twin) return;
    this.#wantsPlay = false;
    this.#live();
    const { removed } = this;
    try {
      await twin.reset();
    } catch (error) {
      this.notice(sentenceOf(error));
      return;
    }
    this.runId++;
    this.#notices.away('diverged');
    this.lesions.removed = removed;
    this.#follow();
  }

  /** The next seed. */
  async fresh() {
    const seed = (Number(this.setting('a', 'seed')) + 1) % 2 ** 32;
    const going = this.playing;
    if ((await this.set('seed', String(seed))) && going) this.play();
  }

  // ---- layers -------------------------------------------------------------------------------------------------------

  /**
   * Removes a layer of one network or puts it back.
   * @param {Side} side
   * @param {number} layer
   */
  toggleLayer(side, layer) {
    if (this.shown.recorded) {
      this.notice('This is a recorded run. Press Play to train it here, then layers can be removed.');
      return null;
    }
    const gone = this.lesions.toggle(side, layer);
    if (gone === null) return null;
    this.say(`Layer ${layer} of network ${side.toUpperCase()} ${gone ? 'removed' : 'put back'}.`);
    this.#events.emit('removed', undefined);
    this.repaint();
    return gone;
  }

  /** @param {Side} side */
  putBack(side) {
    this.lesions.putBack(side);
    this.#events.emit('removed', undefined);
    this.repaint();
  }

  // ---- for the console and for tests --------------------------------------------------------------------------------

  /** Ends the workers. */
  dispose() {
    this.twin?.dispose();
    this.twin = null;
  }
}

/**
 * The engine's data as plain arrays: its getters copy each time they are asked.
 * @param {DataInfo} data
 * @returns {DataInfo}
 */
function copied(data) {
  const { inputs, outputs, extent, classes, train_inputs, train_targets, test_inputs, test_targets } = data;
  data.free?.();
  return { inputs, outputs, extent, classes, train_inputs, train_targets, test_inputs, test_targets };
}
