// Light, dark, or as the system has it. The reader's choice is kept where storage is allowed.

/** @typedef {'auto' | 'light' | 'dark'} Wish */

const NAME = 'skipscape.theme';
const system = matchMedia('(prefers-color-scheme: dark)');

/**
 * What the reader chose on the page. A frame in someone's notes has their theme, or the system's.
 * @returns {Wish}
 */
export function storedWish() {
  if ('embed' in document.documentElement.dataset) return 'auto';
  try {
    const found = localStorage.getItem(NAME);
    return found === 'light' || found === 'dark' ? found : 'auto';
  } catch {
    return 'auto';
  }
}

export class Theme {
  /** @type {Wish} */
  wish;
  #changed;
  #printing = false;

  /**
   * @param {string | null} link  the theme that the address asks for, if any
   * @param {() => void} changed
   */
  constructor(link, changed) {
    this.#changed = changed;
    this.wish = link === 'light' || link === 'dark' ? link : storedWish();
    this.apply();
    system.addEventListener('change', () => {
      if (this.wish === 'auto') this.apply();
    });
  }

  /** @returns {'light' | 'dark'} */
  get now() {
    return document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
  }

  /** @param {Wish} wish */
  set(wish) {
    this.wish = wish;
    try {
      if (wish === 'auto') localStorage.removeItem(NAME);
      else localStorage.setItem(NAME, wish);
    } catch {
      // Not kept, but it holds for this visit.
    }
    this.apply();
  }

  /**
   * What a link asks for holds for this visit and is not kept.
   * @param {string} wish
   */
  follow(wish) {
    this.wish = wish === 'light' || wish === 'dark' ? wish : storedWish();
    this.apply();
  }

  /** @param {boolean} on */
  print(on) {
    this.#printing = on;
    this.apply();
  }

  apply() {
    const screen = this.wish === 'auto' ? (system.matches ? 'dark' : 'light') : this.wish;
    const goal = this.#printing ? 'light' : screen;
    if (document.documentElement.dataset.theme === goal) return;
    document.documentElement.dataset.theme = goal;
    this.#changed();
  }
}
