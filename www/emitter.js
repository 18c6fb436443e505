/**
 * Who listens to what. A listener that throws does not keep the others from hearing.
 * @template {object} Events  event name → what comes with it
 */
export class Emitter {
  /** @type {Map<keyof Events, Set<(detail: any) => void>>} */
  #listeners = new Map();

  /**
   * @template {keyof Events} K
   * @param {K} event
   * @param {(detail: Events[K]) => void} fn
   * @returns {() => void} ends it
   */
  on(event, fn) {
    const set = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, set);
    set.add(fn);
    return () => set.delete(fn);
  }

  /**
   * @template {keyof Events} K
   * @param {K} event
   * @param {Events[K]} detail
   */
  emit(event, detail) {
    for (const fn of this.#listeners.get(event) ?? []) {
      try {
        fn(detail);
      } catch (error) {
        // Reported as the browser reports any uncaught error, once the others have heard.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
