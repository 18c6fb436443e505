// The shapes that the instruments share. Types only: nothing here runs.

import type { Panel } from './panel.js';

/** Numbers behind a figure, as people read them: a row a measurement. */
export interface Table {
  caption: string;
  columns: string[];
  rows: string[][];
  /** Rows there are in all: a long table is thinned. */
  of: number;
}

/** What the engine makes a figure from: its name, options, and an array for each network. */
export interface Recipe {
  name: string;
  options: Record<string, unknown>;
  a: Float32Array;
  b: Float32Array;
}

/** Where numbers lie on a figure: an area in CSS pixels and the numbers at its ends (logarithms on a logarithmic axis). */
export interface Plot {
  left: number;
  top: number;
  right: number;
  bottom: number;
  x: [number, number];
  y: [number, number];
}

/** Prose beside a figure. Each part opens with a sentence that is always visible. */
export interface Help {
  what: { opening: string; more: string[] };
  misleads: { opening: string; more: string[] };
  /** Setups in which the effect is weak or absent: words for the link, and its scene given the present one. */
  links: { label: string; scene: (present: string) => string }[];
}

/** What hangs under one tab. */
export interface Instrument {
  panel: Panel;
  /** Brings words and drawing up to what the page shows; false where nothing is measured. Called at most once a frame, and only in view. */
  draw(): boolean;
  /** What its files, its table and its spoken summary are made from; null where nothing is measured. */
  figure(): Figure | null;
  /** Another tab was chosen. */
  leave?(): void;
}

/** A figure as files and as words. */
export interface Figure {
  svg(): string;
  csv(): string | Promise<string>;
  summary(): string;
  table(): Table | Promise<Table>;
}
