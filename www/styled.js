// Styles that come with what they are for.

/** @type {Map<string, Promise<unknown>>} */
const asked = new Map();

/**
 * Resolves when a sheet is there; also when it does not come, for what it is for can be read without it.
 * @param {string} name  of a file beside this one, without its ending
 */
export function styled(name) {
  const there =
    asked.get(name) ??
    new Promise((resolve) => {
      const style = document.createElement('link');
      style.rel = 'stylesheet';
      style.href = new URL(`./${name}.css`, import.meta.url).href;
      style.onload = style.onerror = resolve;
      document.head.append(style);
    });
  asked.set(name, there);
  return there;
}
