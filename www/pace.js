// How long measurements took here: what the next one will take is told from it. Kept between visits where the browser allows.

const NAME = 'skipscape.pace';

export class Pace {
  /** @type {Record<string, number>} */
  #seconds = {};

  constructor() {
    try {
      const kept = JSON.parse(localStorage.getItem(NAME) ?? '{}');
      for (const [key, value] of Object.entries(kept ?? {})) if (Number(value) > 0) this.#seconds[key] = Number(value);
    } catch {
      // Refused, or not ours: this visit finds out anew.
    }
  }

  /**
   * Seconds that a unit of this takes; not a number before there is anything to go by.
   * @param {string} key
   */
  of(key) {
    return this.#seconds[key] ?? Number.NaN;
  }

  /**
   * What was seen last counts most, and a single measurement not alone.
   * @param {string} key
   * @param {number} seconds  a unit
   */
  saw(key, seconds) {
    if (!(seconds > 0 && Number.isFinite(seconds))) return;
    const before = this.#seconds[key];
    this.#seconds[key] = before === undefined ? seconds : 0.6 * before + 0.4 * seconds;
    try {
      localStorage.setItem(NAME, JSON.stringify(this.#seconds));
    } catch {
      // It holds for this visit.
    }
  }
}
