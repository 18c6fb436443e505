// `<skip-scape>`: a figure in a page of one's own. It holds a frame of embed.html, which stands beside this module, and speaks with it by
// messages; the frame keeps its styles, its policy and its workers to itself. The default export is a widget for notebooks (anywidget).
//
//   <script type="module" src="skipscape.js"></script>
//   <skip-scape scene="depth=20" view="surface" controls="minimal">A link or a picture, for where no script runs.</skip-scape>

import { EVENTS } from './embed/messages.js';
import { joined, WORDS } from './embed/words.js';

const ATTRIBUTES = WORDS.filter(({ where }) => where !== 'address').map(({ name }) => name);
/** What the frame may do: no more than it needs. */
const SANDBOX = 'allow-scripts allow-same-origin allow-downloads allow-popups';
/** Height before the frame has said how high it is, px. */
const HEIGHT = 420;
/** So far below the window's edge a frame already loads. */
const AHEAD = '400px';

const STYLE = ':host,slot,iframe{display:block}:host([hidden]){display:none}iframe{width:100%;border:0}';
/** What the page around may write its theme on. */
const MARKS = ['class', 'data-theme', 'data-bs-theme', 'data-mode', 'data-md-color-scheme', 'data-jp-theme-light'];
const DARK = ['dark', 'coal', 'navy', 'ayu', 'slate', 'quarto-dark', 'vscode-dark'];
const LIGHT = ['light', 'rust', 'default', 'vscode-light'];

/** So many of a page's figures train at a time. */
const TURNS = 2;
/** Those that train, and those that wait for it. @type {Set<() => void>} */
const training = new Set();
/** @type {Set<() => void>} */
const waiting = new Set();
/** Hands out what places there are, in the order in which they were asked for. */
function turn() {
  for (const go of waiting) {
    if (training.size >= TURNS) return;
    waiting.delete(go);
    training.add(go);
    go();
  }
}

/** Numbers frames, so that each knows its own messages. */
let frames = 0;

// A page that is made on a server has no elements.
const Base = globalThis.HTMLElement ?? /** @type {typeof HTMLElement} */ (class {});

export class SkipScape extends Base {
  static get observedAttributes() {
    return ATTRIBUTES;
  }

  /** @type {ShadowRoot} */
  #root;
  /** @type {HTMLIFrameElement | null} */
  #frame = null;
  #id = '';
  #next = 1;
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();
  /** Sentences that were asked before the frame was there. @type {object[]} */
  #early = [];
  #there = false;
  /** @type {IntersectionObserver | undefined} */
  static #near;
  #changing = false;
  #marks = new MutationObserver(() => this.#theme());
  #state = null;
  /** @type {(state: any) => void} */
  #begun = () => {};
  /** @type {(error: Error) => void} */
  #failed = () => {};
  /** Resolves with the state when the networks are there. @type {Promise<any>} */
  ready = Promise.resolve();

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    // As an object: a page's policy may forbid a style element.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    this.#root.append(document.createElement('slot'));
    this.#anew();
  }

  /** A promise for the next frame. */
  #anew() {
    this.ready = new Promise((resolve, reject) => {
      this.#begun = resolve;
      this.#failed = reject;
    });
    // Whoever does not wait for it need not hear that it failed.
    this.ready.catch(() => {});
  }

  connectedCallback() {
    addEventListener('message', this.#hear);
    for (const root of [document.documentElement, document.body])
      this.#marks.observe(root, { attributes: true, attributeFilter: MARKS });
    if (!this.#frame) this.#wait();
  }

  disconnectedCallback() {
    // An element that is moved comes back at once, but its frame has begun anew.
    this.dispose();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (before === now) return;
    if (name === 'height') this.#size();
    if (!this.#frame) return;
    if (name === 'src') {
      this.dispose();
      if (this.isConnected) this.connectedCallback();
    } else if (name === 'theme') this.#theme();
    else this.#change();
  }

  /** What the attribute says, or else the page around, or else the reader's system. */
  #wish() {
    const said = this.getAttribute('theme');
    return said === 'light' || said === 'dark' ? said : (around() ?? 'auto');
  }

  #theme() {
    if (this.#frame) this.#post({ type: 'skipscape:theme', theme: this.#wish() });
  }

  /** Several attributes that change at once open one setup. */
  #change() {
    if (this.#changing) return;
    this.#changing = true;
    queueMicrotask(() => {
      this.#changing = false;
      if (this.#frame) this.#ask('setState', { scene: this.#text() }).catch((error) => this.#tell('error', error));
    });
  }

  /** The frame loads when the reader comes near. */
  #wait() {
    this.#size();
    // One for all figures, which tells of them in the page's order; several would be heard in any.
    SkipScape.#near ??= new IntersectionObserver(
      (seen) => {
        for (const { isIntersecting, target } of seen)
          if (isIntersecting && target.isConnected) /** @type {SkipScape} */ (target).#open();
      },
      { rootMargin: AHEAD },
    );
    SkipScape.#near.observe(this);
  }

  #open() {
    SkipScape.#near?.unobserve(this);
    if (this.#frame) return;
    this.#id = `skip-scape-${++frames}`;
    const url = new URL(this.getAttribute('src') ?? new URL('./embed.html', import.meta.url).href, document.baseURI);
    const words = new URLSearchParams({ id: this.#id, turns: '' });
    // A page without an origin (a file, a sandbox) has no name by which it could be told from others.
    if (location.origin !== 'null' && location.protocol !== 'file:') words.set('origin', location.origin);
    url.hash = this.#text();
    const frame = document.createElement('iframe');
    frame.title = this.title || 'Skipscape: two networks, without and with a shortcut';
    frame.allow = 'fullscreen; clipboard-write';
    // Of the page's own origin it could take the sandbox off, which browsers warn of: there it has none.
    if (url.origin !== location.origin) frame.setAttribute('sandbox', SANDBOX);
    // An address that is made in the browser takes no words.
    if (url.protocol === 'blob:') frame.name = words.toString();
    else for (const [name, value] of words) url.searchParams.set(name, value);
    frame.src = url.href;
    this.#frame = frame;
    this.#size();
    this.#root.querySelector('slot')?.replaceWith(frame);
  }

  #text() {
    return joined(this.getAttribute('scene') ?? '', {
      ...Object.fromEntries(ATTRIBUTES.map((name) => [name, this.getAttribute(name)])),
      theme: this.#wish(),
    });
  }

  /** @param {number} [told]  by the frame */
  #size(told) {
    const wished = Number(this.getAttribute('height'));
    const height = String(wished > 0 ? wished : (told ?? HEIGHT));
    if (this.#frame) this.#frame.height = height;
    // Its place is kept before it is there, so that those below it are not taken for near ones.
    const slot = this.#root.querySelector('slot');
    if (slot) slot.style.minHeight = `${height}px`;
  }

  /** @param {object} message */
  #post(message) {
    if (!this.#there) this.#early.push(message);
    else this.#frame?.contentWindow?.postMessage(message, '*');
  }

  /**
   * @param {string} order
   * @param {object} [what]
   * @returns {Promise<any>}
   */
  #ask(order, what = {}) {
    return new Promise((resolve, reject) => {
      const request = this.#next++;
      this.#waiting.set(request, { resolve, reject });
      if (!this.#frame && this.isConnected) this.#open();
      this.#post({ type: `skipscape:${order}`, request, ...what });
    });
  }

  #go = () => this.#post({ type: 'skipscape:go' });

  #leave() {
    waiting.delete(this.#go);
    training.delete(this.#go);
    turn();
  }

  /** @param {MessageEvent} event */
  #hear = ({ source, data }) => {
    if (!this.#frame || source !== this.#frame.contentWindow || !(data instanceof Object) || data.id !== this.#id)
      return;
    const name = String(data.type).replace('skipscape:', '');
    if (name === 'reply') {
      const waiting = this.#waiting.get(data.request);
      this.#waiting.delete(data.request);
      if ('error' in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.value);
      return;
    }
    if (name === 'wait' || name === 'leave') {
      this.#leave();
      if (name === 'wait') waiting.add(this.#go);
      return turn();
    }
    if (name === 'listening') {
      this.#there = true;
      for (const message of this.#early.splice(0)) this.#post(message);
      return;
    }
    if (!EVENTS.some((known) => known === name)) return;
    const { type, id, ...detail } = data;
    if (detail.state) this.#state = detail.state;
    if (name === 'resize') this.#size(detail.height);
    if (name === 'ready') this.#begun(detail.state);
    if (name === 'error') this.#failed(new Error(detail.message));
    this.#tell(name, detail);
  };

  /** @param {string} name @param {any} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: false }));
  }

  // ---- what may be asked of it ------------------------------------------------------------------------------------------

  play() {
    return this.#ask('play');
  }

  pause() {
    return this.#ask('pause');
  }

  /** @param {number} [count] */
  step(count = 1) {
    return this.#ask('step', { count });
  }

  reset() {
    return this.#ask('reset');
  }

  /** Scene, step, losses and digests of both networks; null before they are there. */
  getState() {
    return this.#frame ? this.#ask('getState') : Promise.resolve(this.#state);
  }

  /** @param {string} scene */
  setState(scene) {
    return this.#ask('setState', { scene });
  }

  /** The figure that stands, as a file. @param {'svg' | 'png' | 'csv'} kind @returns {Promise<Blob>} */
  snapshot(kind) {
    return this.#ask('snapshot', { kind });
  }

  /** Ends it: its workers and its memory go, and what stands between its tags is shown again. */
  dispose() {
    SkipScape.#near?.unobserve(this);
    this.#marks.disconnect();
    removeEventListener('message', this.#hear);
    this.#leave();
    const over = new Error('This figure was taken away.');
    for (const { reject } of this.#waiting.values()) reject(over);
    this.#waiting.clear();
    this.#early = [];
    this.#there = false;
    if (!this.#frame) return;
    this.#failed(over);
    // A frame that leaves the page takes its workers and its memory with it.
    this.#frame.replaceWith(document.createElement('slot'));
    this.#frame = null;
    this.#anew();
  }
}

/**
 * The theme of the page around, where it has one of the usual marks on its root or its body: what mdBook, Sphinx, Material, Bootstrap,
 * Quarto, JupyterLab and VS Code write there. Null where it has none, and the reader's system is asked.
 * @returns {'light' | 'dark' | null}
 */
function around() {
  const marks = [document.documentElement, document.body].flatMap((root) => {
    const { theme, bsTheme, mode, mdColorScheme, jpThemeLight } = root.dataset;
    const jupyter = jpThemeLight && (jpThemeLight === 'true' ? 'light' : 'dark');
    return [...root.classList, theme, bsTheme, mode, mdColorScheme, jupyter];
  });
  const has = (/** @type {string[]} */ words) => marks.some((mark) => mark && words.includes(mark));
  if (has(DARK)) return 'dark';
  return has(LIGHT) ? 'light' : null;
}

// Properties of the attributes' names; `play` is what it does.
for (const name of ATTRIBUTES.filter((one) => !(one in SkipScape.prototype))) {
  Object.defineProperty(SkipScape.prototype, name, {
    configurable: true,
    enumerable: true,
    get() {
      return this.getAttribute(name);
    },
    set(value) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    },
  });
}

if (globalThis.customElements && !customElements.get('skip-scape')) customElements.define('skip-scape', SkipScape);

// ---- notebooks ------------------------------------------------------------------------------------------------------

/** What the element tells a notebook's model, each under its own name. */
const TOLD = /** @type {const} */ (['ready', 'state', 'done']);

/**
 * A widget for notebooks. Its model has `scene`, and the element's other attributes if wished; `state` is what the networks are at.
 * Written for anywidget's interface: https://anywidget.dev/en/afm/
 */
export default {
  initialize() {},

  /** @param {{ model: any, el: HTMLElement }} context */
  render({ model, el }) {
    const figure = /** @type {SkipScape} */ (document.createElement('skip-scape'));
    const put = (/** @type {string} */ name) => {
      const value = model.get(name);
      if (value === undefined || value === null || value === '') figure.removeAttribute(name);
      else figure.setAttribute(name, String(value));
    };
    const followed = ATTRIBUTES.map((name) => {
      put(name);
      const follow = () => put(name);
      model.on(`change:${name}`, follow);
      return { name, follow };
    });
    for (const name of TOLD)
      figure.addEventListener(name, (event) => {
        const { state } = /** @type {CustomEvent} */ (event).detail;
        if (!state) return;
        model.set('state', state);
        model.save_changes?.();
      });
    el.append(figure);
    return () => {
      for (const { name, follow } of followed) model.off?.(`change:${name}`, follow);
      figure.remove();
    };
  },
};
