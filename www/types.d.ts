// The shapes that the page's modules hand each other. Types only: nothing here runs.

import type { Lab } from './lab.js';
import type { Frame } from './protocol.js';
import type { Twin } from './twin.js';

/** The network without shortcuts, and the one with. */
export type Side = 'a' | 'b';

/** One row of the table of settings, as the engine's `scene_keys()` gives it. */
export interface KeyInfo {
  key: string;
  kind: 'choice' | 'number' | 'integer' | 'seed' | 'text';
  values?: string[];
  /** The least of a whole number. */
  min?: number;
  default: string;
  per_network: boolean;
  /** May change in mid-run, as in `lr=.003,.001@120`. */
  timed: boolean;
  /** One sentence. */
  help: string;
  /** Words for the page. */
  label: string;
  group: 'data' | 'model' | 'training' | 'seeds' | 'view' | 'page';
}

/** What the engine says of one network before any training. */
export interface ModelInfo {
  blocks: number;
  weight_layers: number;
  parameters: number;
  formula: string;
}

/** What a setup means, as the engine's `scene_info()` gives it. */
export interface SceneInfo {
  /** Canonical text: only what differs from the defaults. */
  scene: string;
  /** The same as it stands in a link, with its version. */
  link: string;
  unknown: string[];
  notes: string[];
  settings: Record<Side, Record<string, string>>;
  /** Keys that do nothing in this setup; a recording has no such list. */
  idle?: string[];
  /** What its model calls keys, where that is not their label. */
  called?: Record<string, string>;
  /** The sets that its model can read. */
  reads?: string[];
  model: { a: ModelInfo; b: ModelInfo; shared: number; total: number };
}

/** The reader's own data, read and packed by the engine, and what its classes are called: that is not among the rows. */
export interface OwnRows {
  packed: string;
  labels: string[];
}

/** The data of a setup. Points are rows × inputs, flat; of classes the targets are rows × answers. */
export interface DataInfo {
  inputs: number;
  outputs: number;
  /** What the classes of the reader's own data are called. */
  labels?: string[];
  /** Answers a row asks for: one, or one for each token of a sequence. */
  answers: number;
  extent: number;
  classes: boolean;
  train_inputs: Float32Array;
  train_targets: Float32Array;
  test_inputs: Float32Array;
  test_targets: Float32Array;
  free?: () => void;
}

/** The functions of a wasm module that the page's own thread calls: the trainer has these, the whole engine more. */
export interface Engine {
  version(): string;
  scene_info(text: string, own?: string): string;
  scene_set(text: string, key: string, value: string): string;
  scene_keys(): string;
  data_info(text: string, own?: string): DataInfo;
  provide_digits(bytes: Uint8Array): void;
  // biome-ignore lint/suspicious/noExplicitAny: the drawing functions are the instruments' affair.
  [name: string]: any;
}

/** Both networks’ runs, the numbers that `Net.record()` gives, as blobs: what studies are put to. */
export type Records = Record<Side, Blob>;

/** A study, as the engine's `studies()` gives it. */
export interface StudyInfo {
  name: string;
  label: string;
  headline_name: string;
  /** Looks at the run's networks as they stand, or trains its own. */
  on: 'networks' | 'itself';
}

/** What a study says of itself: it comes with what measures it. */
export interface StudyProse {
  measures: string;
  misleads: string;
  source: string;
  weak: { label: string; scene: string }[];
}

/** What a study found, whole or so far: an object of the engine's. Whoever holds it frees it. */
export interface Found {
  /** `Findings` as JSON. */
  json(): string;
  free(): void;
  // biome-ignore lint/suspicious/noExplicitAny: the drawing methods are the instruments' affair.
  [name: string]: any;
}

/** What `Found.json()` holds: NaN and infinities are null. */
export interface Findings {
  a: number | null;
  b: number | null;
  sentence: string;
  facts: { name: string; a: number | null; b: number | null }[];
  panels: StudyPanel[];
}

/** How an axis of a study's panel counts. */
export interface StudyAxis {
  label: string;
  scale: 'linear' | 'log' | 'log10' | 'layers';
  from: number | null;
  to: number | null;
}

/** One plotting area of a study, or its maps. */
export interface StudyPanel {
  key: string;
  title: string;
  x: StudyAxis;
  y: StudyAxis;
  body: {
    lines?: { series: StudySeries[]; limits: [number, string][] };
    maps?: { maps: StudyMap[]; amount: StudyAxis };
  };
}

export interface StudySeries {
  side: Side | null;
  name: string;
  style: 'line' | 'faint' | 'marks' | 'bars';
  x: (number | null)[];
  y: (number | null)[];
  range: [number | null, number | null][];
}

export interface StudyMap {
  side: Side | null;
  name: string;
  columns: number;
  values: (number | null)[];
}

/** A claim, as the engine's `claims()` gives it. */
export interface ClaimInfo {
  id: string;
  study: string;
  name: string;
  number: string;
  bar: string;
  limits: [Limit | null, Limit | null];
}

/** What a number has to be: `{above: .2}`. */
export type Limit = { above: number } | { below: number } | { within: number } | { exactly: number };

/** One seed's numbers of a claim. A number that is missing is left out, one that is infinite is null. */
export interface Seeded {
  seed: number;
  a?: number | null;
  b?: number | null;
  held: boolean;
  more: Record<string, number | null>;
}

export interface Spread {
  median: number | null;
  min: number | null;
  max: number | null;
}

/** A claim over seeds, as `skipscape claims --json` prints it. */
export interface Verdict {
  id: string;
  name: string;
  number: string;
  a: Spread | null;
  b: Spread | null;
  bar: string;
  limits: [Limit | null, Limit | null];
  held: number;
  of: number;
  /** Null where there is no bar. */
  holds: boolean | null;
  seconds: number;
  runs: Seeded[];
}

/** One network as it stands on the page: live, or recorded. */
export interface ShownNetwork {
  /** What is drawn. */
  frame: Frame | null;
  /** What was measured last: another frame only where the network diverged and nothing in that one is finite. */
  measured?: Frame | null;
  /** Oldest first. Of a recorded run only step, loss and accuracy are there; its arrays are empty. */
  history: Frame[];
  parameters: number;
  depth: number;
  diverged: null | { step: number; why: string };
  digest: string;
}

/** What the lanes show now. `recorded` until the reader starts a run or changes anything. */
export interface Shown {
  recorded: boolean;
  step: number;
  steps: number;
  playing: boolean;
  done: boolean;
  a: ShownNetwork;
  b: ShownNetwork;
}

/** Where layers lie: the centre of layer l (from 1) is `left + (l − .5)·pitch`, in px from the left edge of `#instruments`. */
export interface FrameX {
  left: number;
  /** Width of a layer; below 3 px it is a fraction. */
  pitch: number;
  /** Of the deeper network. */
  depth: number;
}

export interface AppEvents {
  /** Another setup stands (also after going back or forward). */
  scene: undefined;
  /** The shown numbers changed: new frames, play, pause, done, recorded → live. At most one an animation frame. */
  shown: undefined;
  /** The ringed layer changed. */
  hover: number | null;
  theme: 'light' | 'dark';
  /** `frameX` or the panel's width changed. */
  layout: undefined;
  /** Layers were removed or put back. */
  removed: undefined;
  /** The reader predicted what a lesson will measure: its name, and the name of the answer. */
  answer: { lesson: string; answer: string };
  /** The reader came to a lesson's last step: its name, and what `lesson=` calls it. */
  walked: { lesson: string; stop: string };
}

/** The page, as its parts see it. */
export interface App {
  /** null until the engine has loaded; the instruments are mounted after that. */
  readonly twin: Twin | null;
  readonly engine: Engine | null;
  /** Studies and claims, measured in workers of their own; null until the engine has loaded. */
  readonly lab: Lab | null;
  /** The points of the setup; null until it is open. */
  readonly data: DataInfo | null;
  /** Canonical text of the setup. */
  readonly scene: string;
  /** The reader's own data where `data=own`: rows as the engine packed them. */
  readonly own: string | undefined;
  /**
   * Opens another setup: restarts the run if it must, keeps it where only settings that may change in mid-run or the view differ.
   * An invalid one is said in the notice bar, and false comes back. `replace` overwrites the entry in the browser's history.
   */
  setScene(text: string, options?: { replace?: boolean; own?: OwnRows }): Promise<boolean>;
  /** Sets one key and opens the result; a value equal to the default drops the key. */
  set(key: string, value: string, options?: { replace?: boolean }): Promise<boolean>;
  info(): SceneInfo;
  readonly shown: Shown;
  readonly frameX: FrameX;
  /** The ringed layer, from 1, or null. */
  readonly hoverLayer: number | null;
  /** Rings a layer in both lanes (a chart under the pointer may call it). */
  hover(layer: number | null): void;
  /** 1 where a layer is removed. */
  readonly removed: Record<Side, Uint8Array>;
  readonly theme: 'light' | 'dark';
  /** Whether gradients are divided by the last layer's, in the lanes and below them. After setting it, `repaint()`. */
  relative: boolean;
  /** Asks for a painting in the next animation frame. */
  repaint(): void;
  /** Dialogs that other parts own, set when they mount. */
  actions: { share?: () => void; keys?: () => void; own?: () => void; note?: () => void; lessons?: () => void };
  /** Does one of the actions, at once or when it is there. */
  ask(name: keyof App['actions']): void;
  /** Says a sentence in the notice bar, with an action if given. */
  notice(sentence: string, action?: { label: string; run: () => void }): void;
  /** Puts the notice about something away. */
  away(about: string): void;
  /** The setup of a link whose data the reader has yet to bring, as text, and the digest that names the data. */
  awaited: { digest: string; scene: string } | null;
  /** Says a sentence to screen readers alone, politely. */
  say(sentence: string): void;
  /** Returns the function that ends it. */
  on<K extends keyof AppEvents>(event: K, fn: (detail: AppEvents[K]) => void): () => void;
}
