// The page's state as its parts see it: what stands, what is shown, and who has to hear of a change.
import { Clock } from './clock.js';
import { Emitter } from './emitter.js';
import { Lesions } from './lesions.js';
import { Notices } from './notices.js';
import { Pointing } from './pointing.js';
import { pairs } from './settings.js';
import { still } from './shown.js';
import { Theme } from './theme.js';
import { ADDRESS } from './url.js';

/** @typedef {import('./types.js').Side} Side */
/** @typedef {import('./types.js').SceneInfo} SceneInfo */
/** @typedef {import('./types.js').DataInfo} DataInfo */
/** @typedef {import('./types.js').Shown} Shown */

/** With less motion wanted, the page paints a run so often, ms. */
const CALM = 250;

export class PageState {
  /** @type {Emitter<import('./types.js').AppEvents>} */
  events = new Emitter();
  notices = new Notices();
  clock = new Clock();
  /**
   * What the engine says of the setup.
   * @type {SceneInfo | null}
   */
  setup = null;
  #painting = false;
  #painted = 0;
  #calm = matchMedia('(prefers-reduced-motion: reduce)');

  /** @type {import('./twin.js').Twin | null} */
  twin = null;
  /** @type {import('./types.js').Engine | null} */
  engine = null;
  /** @type {import('./lab.js').Lab | null} */
  lab = null;
  /** @type {Map<string, import('./types.js').KeyInfo>} */
  keys = new Map();
  scene = '';
  /**
   * The setup of a link whose data the reader has yet to bring.
   * @type {{ digest: string, scene: string } | null}
   */
  awaited = null;
  /** The reader's own rows, as the engine packed them, where the setup has no more than their digest. @type {string | undefined} */
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
  /** What was asked for before it could be done. @type {keyof PageState['actions'] | null} */
  #asked = null;
  lesions = new Lesions();
  pointing = new Pointing(
    () => Math.max(this.shown.a.depth, this.shown.b.depth),
    () => this.events.emit('hover', this.hoverLayer),
  );
  /** The figure that stands below the networks; null until the instruments are there. @type {(() => import('./instruments/files.js').Which) | null} */
  figure = null;
  /** The same, when they are there. @type {Promise<() => import('./instruments/files.js').Which> | null} */
  instruments = null;
  /** Why the page cannot train at all, if so. */
  unable = '';
  /** @type {import('./keyboard.js').Keyboard | null} */
  keyboard = null;

  /** @param {import('./url.js').Address} [address]  where the setup is read and written */
  constructor(address = ADDRESS) {
    this.address = address;
    this.themes = new Theme(Object.fromEntries(pairs(address.read())).theme ?? null, () => {
      this.events.emit('theme', this.theme);
      this.repaint();
    });
  }

  /**
   * Takes over what came with a setup or a run.
   * @param {Partial<Pick<PageState, 'shown' | 'setup' | 'recording' | 'lab' | 'figure' | 'instruments'>>} part
   */
  put(part) {
    Object.assign(this, part);
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
    return (this.setup ?? this.recording?.info)?.model ?? null;
  }

  info() {
    const info = this.setup ?? this.recording?.info;
    if (!info) throw new Error('The engine has not loaded yet.');
    return info;
  }

  /** Whether a run of the engine stands. */
  get opened() {
    return this.setup !== null;
  }

  /** Whether `info()` has an answer. */
  get known() {
    return this.setup !== null || this.recording !== null;
  }

  /**
   * A setting's value for one network, as it stands in a setup.
   * @param {Side} side
   * @param {string} key
   */
  setting(side, key) {
    const found = (this.setup ?? this.recording?.info)?.settings[side]?.[key];
    if (found !== undefined) return found;
    // Before anything has loaded, the page draws the usual pair.
    return key === 'shortcut' ? (side === 'a' ? 'none' : 'identity') : key === 'scale' ? '1' : '';
  }

  /**
   * Whether a setting does anything in the setup that stands.
   * @param {string} key
   */
  acts(key) {
    return !this.info().idle?.includes(key);
  }

  /**
   * @template {keyof import('./types.js').AppEvents} K
   * @param {K} event
   * @param {(detail: import('./types.js').AppEvents[K]) => void} fn
   */
  on(event, fn) {
    return this.events.on(event, fn);
  }

  /**
   * Does one of the actions; what is asked for before it can be is done when it can.
   * @param {keyof PageState['actions']} name
   */
  ask(name) {
    const act = this.actions[name];
    if (act) act();
    else if (this.unable) this.notice(this.unable);
    else this.#asked = name;
  }

  /** All actions are there. */
  answer() {
    if (this.#asked) this.ask(this.#asked);
    this.#asked = null;
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
    this.notices.say(sentence, action);
  }

  /** @param {string} about */
  away(about) {
    this.notices.away(about);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.notices.speak(sentence);
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
      this.events.emit('shown', undefined);
    };
    if (wait > 0) setTimeout(() => requestAnimationFrame(paint), wait);
    else requestAnimationFrame(paint);
  }

  layoutChanged() {
    this.events.emit('layout', undefined);
  }
}
