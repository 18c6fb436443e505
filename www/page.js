// What happens to the page: setups open, runs go and stop, layers are removed.
import { unitOf } from './columns.js';
import { beside, Given } from './given.js';
import { changedAt, difference, ENGINE, join, pairs, salvage } from './settings.js';
import { snapshot } from './shown.js';
import { PageState } from './state.js';

/** @typedef {import('./types.js').Side} Side */
/** @typedef {import('./types.js').SceneInfo} SceneInfo */
/** @typedef {import('./types.js').DataInfo} DataInfo */
/** @typedef {import('./types.js').App} App */

/** @type {readonly Side[]} */
export const SIDES = ['a', 'b'];

/** @param {unknown} error */
const sentenceOf = (error) => (error instanceof Error ? error.message : String(error));

/** Lets what is waiting be done first. */
const later = () => new Promise((resolve) => setTimeout(resolve));

/** @implements {App} */
export class Page extends PageState {
  /** Counts openings: what comes for an earlier one is dropped. */
  #opening = 0;
  #busy = false;
  #given = new Given();
  #wantsPlay = false;
  /** The theme that the setup asked for last. */
  #theme = 'auto';

  /** @param {import('./url.js').Address} [address] */
  constructor(address) {
    super(address);
    this.address.on(() => {
      // Whatever was wrong before the reader went there.
      this.notices.past({ now: true });
      void this.openAddress();
    });
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
    const clock = () => this.clock.go(twin.playing && !document.hidden);
    twin.addEventListener('state', clock);
    twin.addEventListener('open', () => this.clock.clear());
    document.addEventListener('visibilitychange', clock);
    twin.addEventListener('diverged', (event) => this.#diverged(/** @type {CustomEvent} */ (event).detail));
    twin.addEventListener('error', (event) => {
      const { message } = /** @type {CustomEvent} */ (event).detail;
      this.notice(message, { label: 'Start the run again', run: () => void this.reset() });
    });
    await this.openAddress();
    if (this.#begins(this.setup)) this.play();
  }

  /** Whether a run begins by itself, or was begun before there was one. @param {SceneInfo | null} info */
  #begins(info) {
    const { play } = info?.settings.a ?? {};
    return this.#wantsPlay || play === '1' || play === 'visible';
  }

  /** What the address says, without what is wrong in it. */
  async openAddress() {
    const { engine } = this;
    if (!engine) return;
    const text = this.address.read();
    const plain = text.replace(ENGINE, '');
    const { text: good, sentences } = salvage(plain, (part) => engine.scene_set(part, 'lang', 'auto'));
    for (const sentence of sentences) this.notice(sentence);
    if (plain !== text || sentences.length > 0) void import('./releases.js').then(({ compare }) => compare(this, text));
    this.awaited = null;
    this.away('awaited');
    if (this.#awaits(good)) {
      if (this.setup === null) await this.setScene(this.#looks(good), { keep: true });
      return;
    }
    const mine = this.#opening + 1;
    const opened = await this.setScene(good, { replace: true });
    // One that was overtaken, by another step back for instance, is not wrong: the address is the later one's.
    if (!opened && mine === this.#opening) await this.setScene('', { replace: true });
  }

  /**
   * A link to rows that are too many to travel in it names them by their digest: the reader has to bring the file. Until then the
   * setup that stands stays, or the usual one opens, and the address keeps the link.
   * @param {string} text
   */
  #awaits(text) {
    const digest = this.#given.lacks(text);
    if (digest === null) return false;
    this.awaited = { digest, scene: text };
    this.notices.say(
      `This link is to data that is too large to travel in it, with the digest ${digest}. Whoever sent it has the file.`,
      { label: 'Choose the file', run: () => this.ask('own') },
      'awaited',
    );
    return true;
  }

  /** What a setup says of the page alone: which figure, how much to press. @param {string} text */
  #looks(text) {
    const ofPage = (/** @type {string} */ key) => ['view', 'page'].includes(this.keys.get(key)?.group ?? '');
    return join(pairs(text).filter(([key]) => key !== 'play' && ofPage(key)));
  }

  /** Takes over what the run says of itself. */
  #follow() {
    if (this.#busy || !this.twin || this.shown.recorded) return;
    this.put({ shown: snapshot(this.twin.state) });
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
    this.notices.say(`${who}. ${why}`, { label: `Start again with learning rate ${smaller}`, run }, 'diverged');
  }

  // ---- setups -------------------------------------------------------------------------------------------------------

  /**
   * @param {string} text
   * @param {{ replace?: boolean, keep?: boolean, own?: import('./types.js').OwnRows }} [options]  `keep` leaves the address as it is
   */
  async setScene(text, { replace = false, keep = false, own } = {}) {
    const { engine, twin } = this;
    if (!engine || !twin) return false;
    const mine = ++this.#opening;
    const rows = own ?? this.#given.for(text);
    const data = beside(text, rows);
    try {
      /** @type {SceneInfo} */
      let info = JSON.parse(engine.scene_info(text, data));
      if (info.settings.a.data === 'digits' && !info.model) {
        // Until its images are there, the engine knows nothing of the networks that read them.
        const { provideDigits } = await import('./digits.js');
        await provideDigits(engine);
        if (mine !== this.#opening) return false;
        info = JSON.parse(engine.scene_info(text, data));
      }
      const { restart, change, extend } = this.setup
        ? difference(this.setup, info, this.keys, twin.state.step)
        : { restart: true, change: false, extend: false };
      if (restart || own !== undefined) {
        const points = copied(engine.data_info(info.scene, data));
        if (info.settings.a.data === 'own' && rows) points.labels = rows.labels;
        this.#busy = true;
        await twin.open(info.scene, data, text);
        if (mine !== this.#opening) return false;
        if (this.setup === null && this.#begins(info)) {
          // The workers have their first steps to make while the page is laid out for them.
          this.#obey(info);
          twin.play();
          await later();
          if (mine !== this.#opening) return false;
        }
        this.data = points;
        this.own = data;
        if (rows) this.#given.keep(text, rows);
        this.#opened(info);
      } else {
        if (extend) await twin.extend(Number(info.settings.a.steps), info.scene);
        if (change) await twin.change(info.scene);
        if (mine !== this.#opening) return false;
        twin.scene = info.scene;
        this.put({ setup: info });
      }
      this.scene = info.scene;
      for (const sentence of info.unknown) this.notice(sentence);
      this.#obey(info);
      if (!keep) this.address.write(info.scene === '' ? '' : info.link, replace);
    } catch (error) {
      if (mine === this.#opening) this.notice(sentenceOf(error));
      return false;
    } finally {
      if (mine === this.#opening) this.#busy = false;
    }
    this.#follow();
    this.events.emit('scene', undefined);
    this.repaint();
    return true;
  }

  /** @param {SceneInfo} info */
  #opened(info) {
    const { twin } = this;
    if (!twin) return;
    const first = this.setup === null;
    this.put({ setup: info });
    this.runId++;
    this.notices.away('diverged');
    // The recording is of one setup and stands until the reader starts the run.
    if (!(first && this.recording && info.scene === this.recording.info.scene)) this.put({ recording: null });
    const depths = { a: twin.state.a.depth, b: twin.state.b.depth };
    this.lesions.clear(depths);
    if (!this.recording) {
      this.put({ shown: snapshot(twin.state) });
      if (this.hoverLayer !== null) this.pointing.hover(Math.min(this.hoverLayer, Math.max(depths.a, depths.b)));
    }
    this.events.emit('removed', undefined);
    this.layoutChanged();
  }

  /** Settings of the page itself. */
  /** @param {SceneInfo} info */
  #obey(info) {
    const { speed, theme } = info.settings.a;
    if (this.twin && (speed === '1' || speed === '4' || speed === 'max')) this.twin.speed = speed;
    if (theme !== undefined && theme !== this.#theme) this.themes.follow(theme);
    this.#theme = theme ?? 'auto';
  }

  /**
   * @param {string} key
   * @param {string} value
   * @param {{ replace?: boolean }} [options]
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
    this.put({ recording: null });
    this.runId++;
    this.put({ shown: snapshot(this.twin.state) });
    this.layoutChanged();
  }

  play() {
    this.#wantsPlay = true;
    const { twin } = this;
    if (!twin || this.setup === null) {
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
    this.clock.go(true);
    await this.twin.step(count);
    this.clock.go(false);
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
    this.notices.away('diverged');
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
    this.say(
      `${unitOf(this) === 'layer' ? 'Layer' : 'Block'} ${layer} of network ${side.toUpperCase()} ${gone ? 'removed' : 'put back'}.`,
    );
    this.events.emit('removed', undefined);
    this.repaint();
    return gone;
  }

  /** @param {Side} side */
  putBack(side) {
    this.lesions.putBack(side);
    this.events.emit('removed', undefined);
    this.repaint();
  }

  // ---- for the console and for tests --------------------------------------------------------------------------------

  /** Ends the workers. */
  dispose() {
    this.twin?.dispose();
    this.twin = null;
    this.lab?.dispose();
  }
}

/**
 * The engine's data as plain arrays: its getters copy each time they are asked.
 * @param {DataInfo} data
 * @returns {DataInfo}
 */
function copied(data) {
  const { inputs, outputs, answers, extent, classes, train_inputs, train_targets, test_inputs, test_targets } = data;
  data.free?.();
  return { inputs, outputs, answers, extent, classes, train_inputs, train_targets, test_inputs, test_targets };
}
