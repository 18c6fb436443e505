// Formulas, built as MathML elements: no markup strings, no fonts, no request. `math(row(i('h'), o('+'), i('F')))`.

/** @typedef {string | Element} Piece  a string is an identifier of one letter, or words where it is longer */

const MATHML = 'http://www.w3.org/1998/Math/MathML';

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(string | Element)[]} children
 * @returns {MathMLElement}
 */
function make(tag, attributes, children) {
  const made = /** @type {MathMLElement} */ (document.createElementNS(MATHML, tag));
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** @param {Piece} piece */
const built = (piece) => (typeof piece !== 'string' ? piece : [...piece].length === 1 ? i(piece) : t(piece));

/** A formula on a line of its own. @param {...Piece} pieces */
export const math = (...pieces) => make('math', { display: 'block' }, pieces.map(built));

/** A formula inside a line. @param {...Piece} pieces */
export const inline = (...pieces) => make('math', { display: 'inline' }, pieces.map(built));

/** An identifier: one letter is slanted, a name is upright. @param {string} name */
export const i = (name) => make('mi', {}, [name]);

/** A number. @param {number | string} value */
export const n = (value) => make('mn', {}, [String(value).replace('-', '−')]);

/** An operator, a fence or a comma. @param {string} sign */
export const o = (sign) => make('mo', {}, [sign]);

/** Words, with the room that separates them from their neighbours. @param {string} words */
export const t = (words) => make('mtext', {}, [`\u2009${words}\u2009`]);

/** Pieces that belong together. @param {...Piece} pieces */
export const row = (...pieces) => make('mrow', {}, pieces.map(built));

/** In round brackets. @param {...Piece} pieces */
export const paren = (...pieces) => row(o('('), ...pieces, o(')'));

/** @param {Piece} base @param {Piece} below */
export const sub = (base, below) => make('msub', {}, [built(base), built(below)]);

/** @param {Piece} base @param {Piece} above */
export const sup = (base, above) => make('msup', {}, [built(base), built(above)]);

/** @param {Piece} base @param {Piece} below @param {Piece} above */
export const subsup = (base, below, above) => make('msubsup', {}, [base, below, above].map(built));

/** Something over and under a large operator. @param {Piece} base @param {Piece} below @param {Piece} above */
export const underover = (base, below, above) => make('munderover', {}, [base, below, above].map(built));

/** @param {Piece} above @param {Piece} below */
export const frac = (above, below) => make('mfrac', {}, [built(above), built(below)]);

/** @param {...Piece} pieces */
export const sqrt = (...pieces) => make('msqrt', {}, pieces.map(built));

/** A vector or a matrix: upright and bold. @param {string} name */
export const bold = (name) => make('mi', { mathvariant: 'normal', class: 'bold' }, [name]);

export const vec = bold;

/** The length of a vector. @param {...Piece} pieces */
export const norm = (...pieces) => row(o('‖'), ...pieces, o('‖'));
