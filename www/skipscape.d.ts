// The types of skipscape.js: the element, what may be asked of it, and the widget for notebooks.

/** One network at a step. What is not a number is null. */
export interface NetworkState {
  loss: number | null;
  accuracy: number | null;
  test_loss: number | null;
  test_accuracy: number | null;
  parameters: number;
  /** Of the parameters' bits: equal ones are equal to the last digit. */
  digest: string;
  diverged: null | { step: number; why: string };
}

export interface State {
  scene: string;
  step: number;
  done: boolean;
  /** Without shortcuts. */
  a: NetworkState;
  /** With them. */
  b: NetworkState;
}

export interface SkipScapeEvents {
  ready: CustomEvent<{ version: string; state: State }>;
  state: CustomEvent<{ playing: boolean; state: State }>;
  step: CustomEvent<{ step: number; steps: number }>;
  done: CustomEvent<{ state: State }>;
  diverged: CustomEvent<{ side: 'a' | 'b'; step: number; why: string }>;
  answer: CustomEvent<{ lesson: string; answer: string }>;
  walked: CustomEvent<{ lesson: string; stop: string }>;
  resize: CustomEvent<{ height: number }>;
  error: CustomEvent<{ message: string }>;
}

/** `<skip-scape>`. Its properties have the names of its attributes (docs/embedding.md). */
export class SkipScape extends HTMLElement {
  scene: string | null;
  view: string | null;
  controls: string | null;
  hide: string | null;
  lesson: string | null;
  theme: string | null;
  height: string | null;
  play(): Promise<void>;
  autoplay: string | null;
  src: string | null;
  /** Resolves when the networks are there; rejects with a sentence. */
  ready: Promise<State>;
  pause(): Promise<void>;
  step(count?: number): Promise<void>;
  reset(): Promise<void>;
  getState(): Promise<State | null>;
  /** False if the scene was refused, which the figure says in a sentence. */
  setState(scene: string): Promise<boolean>;
  snapshot(kind: 'svg' | 'png' | 'csv'): Promise<Blob>;
  dispose(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'skip-scape': SkipScape;
  }
}

/** The widget for notebooks. */
declare const widget: {
  initialize(): void;
  render(context: {
    // biome-ignore lint/suspicious/noExplicitAny: whatever host's model.
    model: any;
    el: HTMLElement;
  }): () => void;
};
export default widget;
