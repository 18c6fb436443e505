// What the page puts on its window, for functions that tests run inside it.

import type { State } from './harness.mjs';

declare global {
  var skipscape: {
    ready: Promise<void>;
    play(): void;
    pause(): void;
    step(n?: number): Promise<void>;
    reset(): Promise<void>;
    getState(): State;
    setState(scene: string): Promise<void>;
  };
}
