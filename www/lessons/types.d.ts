// The shapes of lessons: what their text is made of, and what the frame keeps of the reader. Types only: nothing here runs.

/**
 * Text. `*emphasis*`; `[[term]]` or `[[shown words|term]]` for the glossary; raised figures (10⁻⁵) become superscripts. Numbers are put
 * in by template strings, from the run or from `recorded()`, with the functions of numbers.js: none is typed in.
 */
export type Rich = string;

/** A formula, made when it is shown by the builders of math.js. It stands on a line of its own. */
export type Formula = () => MathMLElement;

/** What one seed of a claim gave, as `skipscape claims --json` prints it. Null is a number past all numbers. */
export interface Seeded {
  seed: number;
  a?: number | null;
  b?: number | null;
  held: boolean;
  more: Record<string, number | null>;
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** A part of a bar: `{ above: 0.2 }`, `{ below: 0.01 }`, `{ within: 1 }`, `{ exactly: 0 }`. */
export type Limit = { above: number } | { below: number } | { within: number } | { exactly: number };

/** A claim over seeds, as it was recorded or was measured here. */
export interface Recorded {
  id: string;
  name: string;
  number: string;
  bar: string;
  limits: [Limit | null, Limit | null];
  /** Without: median, least and largest. */
  a: Spread | null;
  b: Spread | null;
  held: number;
  of: number;
  /** Null where the claim has no bar. */
  holds: boolean | null;
  runs: Seeded[];
  /** The same of one of its further numbers. Throws where there is none of that name. */
  more(name: string): Spread;
}

export interface Choice {
  id: string;
  text: Rich;
}

/** A setup to go to, in words and as text: without `lesson`, `speed` and the like, which stay as they are. */
export interface Link {
  label: Rich;
  scene: string;
}

/** A claim of the note as a lesson. Its file is `text/<id>.js`, which exports it as `lesson`; `text/index.js` lists them all. */
export interface Lesson {
  number: number;
  /** Of its file, and of what is kept of the reader's progress: it never changes. */
  id: string;
  title: string;
  minutes: number;
  /** The note's statement, in its terms, one or two sentences. Set large. */
  claim: Rich;
  /** The same in He et al.'s terms (x, F(x), H(x)), with the place. */
  he?: { text: Rich; source: string };
  /** The setup that stands at step 0 while the question is asked. */
  stage: string;
  /** What the columns show in this lesson; the gradient where it says nothing. */
  shows?: 'gradient' | 'contribution' | 'turn';
  /** Whether the lanes' bars and numbers are covered until the run, because at step 0 they already are the answer. */
  covered?: boolean;
  /** A question about a direction or a mechanism. */
  ask: Rich;
  choices: Choice[];
  run: {
    /** What is going to happen, and what to look at. */
    text: Rich;
    /** The setup that is run, if it is another than the stage. */
    scene?: string;
    /** The figure that is drawn with the run where no study is named: the loss by step (the default), or none. */
    view?: 'curves' | 'none';
    /** Measured on the page's own networks when the run is done, and drawn; `panels` are the keys of those that are shown. */
    study?: { name: string; panels?: string[] };
  };
  /** Ids of the claims that are measured at the seed of the run, for the verdict. The first one's ten starts are drawn as a strip. */
  claims: string[];
  /** Claims whose ten starts are drawn; the first of `claims` where it says nothing. */
  strips?: string[];
  /** What the numbers say: the choices that they bear out, computed from them, and a sentence or a few. */
  verdict(seeded: Record<string, Seeded>): { answer: string[]; says: Rich };
  /** Paragraphs and formulas. */
  why: (Rich | Formula)[];
  /** What must be said with it: limits, and what was measured beside. */
  must: Rich[];
  /** Setups in which the effect is weak or absent. */
  fails: Link[];
  /** What else to try. */
  next: Link[];
}

/** Parts of the page that the first lesson points at. */
export type Part = 'data' | 'columns' | 'arcs' | 'bars' | 'maps' | 'numbers' | 'play';

/** Lesson 0: what a column, an arc and a bar mean. It claims nothing and asks nothing. */
export interface Tour {
  number: 0;
  id: string;
  title: string;
  minutes: number;
  stage: string;
  /** One is shown at a time. `part` is ringed; `run` plays to the end when the reader goes on from it. */
  stops: { title: Rich; text: Rich[]; part?: Part; run?: boolean }[];
  next: Link[];
}

/** How a sentence of the note stands. */
export type Word =
  | 'holds'
  | 'not as said'
  | 'false'
  | 'true, and half of it'
  | `holds only ${'if' | 'in' | 'by' | 'for' | 'with' | 'where'} ${string}`;

/** A sentence of the note, marked up. `of` gives a claim over its seeds: recorded ones, or those that the reader measured here. */
export interface Statement {
  /** The sentence, in our words. */
  note: Rich;
  /** Ids of the claims that it rests on; empty where a date or a definition settles it. */
  claims: string[];
  verdict(of: (id: string) => Recorded): Word;
  /** The numbers in a sentence. */
  says(of: (id: string) => Recorded): Rich;
  scene?: Link;
  /** The lesson that shows it. */
  lesson?: number;
}

/** A model whose networks the shortcut lab compares. */
export type Ground = 'mlp' | 'convnet' | 'transformer';

/** A member of the family of skip connections. */
export interface Kin {
  id: string;
  /** When its paper came out. */
  date: string;
  name: string;
  /** What it changes, a sentence or two. */
  says: Rich;
  formula: Formula;
  /** Authors, year and title of its paper. */
  source: string;
  /** A network's settings, as text, in the models that can have it; none where it is shown only. */
  settings?: Partial<Record<Ground, string>>;
  /** Why another model cannot have it, a sentence. */
  unfit?: Partial<Record<Ground, string>>;
}

/** A word of the glossary. */
export interface Term {
  term: string;
  /** Other forms under which a text may ask for it: plurals, synonyms. */
  also?: string[];
  text: Rich;
}

/** What is kept of one lesson, on this device alone. */
export interface Kept {
  /** The furthest step that was shown, 0 … 4. */
  step: number;
  /** Whether its verdict (or the tour's last stop) was seen. */
  done: boolean;
  /** The id of the choice; nothing where none was made. */
  answer?: string;
  reason?: string;
  /** The answer was given when the networks had already been run. */
  after?: boolean;
}
