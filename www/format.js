// Numbers as the page writes them: 0.606, 15,314, 3 × 10⁻⁵. One rule for the page, for canvases and for speech.

/**
 * @typedef {object} Parts
 * @property {string} digits     what stands first, `3` or `0.606`
 * @property {number | null} exponent  of ten, or null where the digits are the whole number
 */

const RAISED = { '-': '⁻', 0: '⁰', 1: '¹', 2: '²', 3: '³', 4: '⁴', 5: '⁵', 6: '⁶', 7: '⁷', 8: '⁸', 9: '⁹' };

/**
 * Splits a number into digits and a power of ten.
 * @param {number} value
 * @param {number} [significant]  digits that count (3)
 * @returns {Parts}
 */
export function parts(value, significant = 3) {
  if (Number.isNaN(value)) return { digits: '–', exponent: null };
  if (!Number.isFinite(value)) return { digits: value < 0 ? '−∞' : '∞', exponent: null };
  if (value === 0) return { digits: '0', exponent: null };
  const size = Math.abs(value);
  if (size >= 0.001 && size < 1e6) {
    const whole = size >= 10 ** significant ? Math.round(value) : Number(value.toPrecision(significant));
    const decimals = Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(whole))));
    return { digits: minus(grouped(whole, Math.min(decimals, 6))), exponent: null };
  }
  // Small and large ones: one digit fewer, for the power says most of it.
  const [digits = '', exponent = '0'] = value.toExponential(Math.max(0, significant - 2)).split('e');
  return { digits: minus(digits.replace(/\.0+$/, '')), exponent: Number(exponent) };
}

/**
 * A number as plain text, with raised figures: for canvases, titles and speech.
 * @param {number} value
 * @param {number} [significant]
 */
export function text(value, significant) {
  const { digits, exponent } = parts(value, significant);
  if (exponent === null) return digits;
  return digits === '1' ? power(exponent) : `${digits} × ${power(exponent)}`;
}

/**
 * 10 to a whole power as plain text; 1 and 10 as they are.
 * @param {number} exponent
 */
export function power(exponent) {
  if (exponent === 0) return '1';
  if (exponent === 1) return '10';
  return `10${raised(exponent)}`;
}

/**
 * A whole number in raised figures.
 * @param {number} value
 */
export function raised(value) {
  return [...String(value)].map((c) => RAISED[/** @type {keyof typeof RAISED} */ (c)] ?? c).join('');
}

/**
 * A number as nodes, its power a real superscript, with the same text for a screen reader.
 * @param {number} value
 * @param {number} [significant]
 * @returns {Node[]}
 */
export function nodes(value, significant) {
  const { digits, exponent } = parts(value, significant);
  if (exponent === null) return [document.createTextNode(digits)];
  return powerNodes(digits, exponent);
}

/**
 * Digits times a power of ten as nodes.
 * @param {string} digits
 * @param {number} exponent
 * @returns {Node[]}
 */
export function powerNodes(digits, exponent) {
  const span = document.createElement('span');
  span.className = 'power';
  const sup = document.createElement('sup');
  sup.textContent = minus(String(exponent));
  span.append(digits === '1' ? '10' : `${digits} × 10`, sup);
  return [span];
}

/**
 * A whole number with thousands separators.
 * @param {number} value
 */
export function count(value) {
  return minus(grouped(Math.round(value), 0));
}

/**
 * An accuracy: 0.67, 1.00, 0.998 where two places would round it up to 1.
 * @param {number} value
 */
export function share(value) {
  if (!Number.isFinite(value)) return '–';
  if (value < 1 && value >= 0.995) return value.toFixed(3);
  return value.toFixed(2);
}

/**
 * @param {number} value
 * @param {number} decimals
 */
function grouped(value, decimals) {
  const [whole = '', rest] = Math.abs(value).toFixed(decimals).split('.');
  const sign = value < 0 ? '-' : '';
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest ? `.${rest}` : '');
}

/** @param {string} text */
function minus(text) {
  return text.replace('-', '−');
}
