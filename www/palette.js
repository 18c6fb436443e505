// The colours of palette.css for canvases, and the violet ramp as 256 steps.

/** @typedef {[number, number, number]} Rgb  0 … 255 each */

/**
 * @typedef {object} Palette
 * @property {(name: string) => string} css   a token as CSS text: `css('ink3')`
 * @property {(name: string) => Rgb} rgb      a token as three bytes
 * @property {Uint8ClampedArray} ramp         256 × 3 bytes, low to high
 * @property {(t: number) => string} amount   the ramp at t in [0, 1], as CSS text
 */

/** @type {Map<string, Palette>} */
const known = new Map();

/**
 * The palette of the theme that stands on the document's root now.
 * @returns {Palette}
 */
export function palette() {
  const theme = document.documentElement.dataset.theme ?? 'light';
  const found = known.get(theme);
  if (found) return found;
  const style = getComputedStyle(document.documentElement);
  /** @type {Map<string, string>} */
  const tokens = new Map();
  /** @param {string} name */
  const css = (name) => {
    let text = tokens.get(name);
    if (text === undefined) {
      text = style.getPropertyValue(`--${name}`).trim();
      tokens.set(name, text);
    }
    return text;
  };
  // Read the tokens now: the style object is live, and this palette must stay that of its theme.
  for (const name of ['paper', 'panel', 'ink', 'ink2', 'ink3', 'line', 'line2', 'edge', 'slot', 'a', 'b']) css(name);
  for (const name of ['a-tint', 'b-tint']) css(name);
  for (let k = 0; k < 6; k++) for (const name of [`class${k}`, `class${k}-field`]) css(name);
  const stops = [0, 1, 2, 3, 4].map((k) => hex(css(`ramp${k}`)));
  const ramp = rampOf(stops);
  const text = Array.from({ length: 256 }, (_, k) => `rgb(${ramp[3 * k]} ${ramp[3 * k + 1]} ${ramp[3 * k + 2]})`);
  const made = {
    css,
    rgb: (/** @type {string} */ name) => hex(css(name)),
    ramp,
    amount: (/** @type {number} */ t) => text[Math.round(255 * Math.min(1, Math.max(0, t)))] ?? '',
  };
  known.set(theme, made);
  return made;
}

/**
 * `#rrggbb` as three bytes.
 * @param {string} text
 * @returns {Rgb}
 */
export function hex(text) {
  const value = Number.parseInt(text.slice(1), 16) || 0;
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/**
 * Between the stops in OKLab, so that lightness stays linear.
 * @param {Rgb[]} stops
 */
function rampOf(stops) {
  const lab = stops.map(toLab);
  const out = new Uint8ClampedArray(3 * 256);
  for (let k = 0; k < 256; k++) {
    const at = (k / 255) * (lab.length - 1);
    const i = Math.min(lab.length - 2, Math.floor(at));
    const from = lab[i] ?? [0, 0, 0];
    const to = lab[i + 1] ?? from;
    const t = at - i;
    out.set(fromLab([0, 1, 2].map((c) => (from[c] ?? 0) * (1 - t) + (to[c] ?? 0) * t)), 3 * k);
  }
  return out;
}

/**
 * sRGB to OKLab (Ottosson 2020).
 * @param {Rgb} rgb
 */
function toLab(rgb) {
  const [r = 0, g = 0, b = 0] = rgb.map((v) =>
    v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * OKLab to sRGB bytes.
 * @param {number[]} lab
 */
function fromLab([L = 0, A = 0, B = 0]) {
  const l = (L + 0.3963377774 * A + 0.2158037573 * B) ** 3;
  const m = (L - 0.1055613458 * A - 0.0638541728 * B) ** 3;
  const s = (L - 0.0894841775 * A - 1.291485548 * B) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((v) => 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055));
}
