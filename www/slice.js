// A slice of both loss surfaces: its points, cut among the workers. The engine has the list of points; here it is only divided.

/** @typedef {import('./types.js').Side} Side */
/** @typedef {import('./crew.js').Task} Task */

/**
 * A plane through both networks, and the square of points that is drawn of it.
 * @typedef {{ plane: string, span: number, grid: number }} Square
 */

/**
 * The slice through one network. `directions` are those that another worker had to search for.
 * @typedef {Square & { id: number, side: Side, directions?: Blob }} Cut
 */

/**
 * What is there of a slice: losses row by row, b rising, `from` the number of the first.
 * @typedef {{ side: Side, from: number, losses: Float32Array, done: number, all: number }} Part
 */

/**
 * What a slice says.
 * @typedef {object} Facts
 * @property {number | null} roughness
 * @property {number} minima
 * @property {number | null} variation
 * @property {number | null} centre
 * @property {number | null} min
 * @property {number | null} max
 * @property {[number, number] | null} explained
 * @property {{ step: number, a: number, b: number, off: number, distance: number, loss: number | null, slice: number | null }[]} path
 */

/** So long a worker measures points before it tells them, ms: whoever draws them has the same processor. The first come sooner. */
const TOLD = 100;
const FIRST = 30;

/** @type {readonly Side[]} */
const SIDES = ['a', 'b'];

/**
 * Measures it. Rejects with a sentence, or with the signal's reason.
 * @param {import('./crew.js').Crew} crew
 * @param {import('./crew.js').Topic} topic
 * @param {Square} square
 * @param {(part: Part) => void} tell
 * @param {AbortSignal} [signal]
 * @returns {Promise<Record<Side, Facts>>}
 */
export async function measureSlice(crew, topic, square, tell, signal) {
  const nothing = new Float32Array();
  const drawn = square.grid * square.grid;
  const middle = (drawn - square.grid) / 2;
  const sides = {
    a: { losses: nothing, done: 0, sought: 0, facts: /** @type {Facts | null} */ (null) },
    b: { losses: nothing, done: 0, sought: 0, facts: /** @type {Facts | null} */ (null) },
  };

  /**
   * Points of one network. The row through its weights goes first, which is the slice as a line; then both surfaces grow from an edge.
   * @param {Cut} cut
   * @param {number} from
   * @param {number} to
   * @returns {Task[]}
   */
  const points = (cut, from, to) => {
    const soon = from >= middle && to <= middle + square.grid;
    const what = { ...cut, from, to, ms: soon || from === 0 ? FIRST : TOLD };
    return from < to ? [{ op: 'points', what, cost: soon ? 1 : -from, topic }] : [];
  };

  /** @type {Record<string, (what: any, value: any) => Task[]>} */
  const then = {
    seek({ side, ...cut }, found) {
      const one = sides[/** @type {Side} */ (side)];
      one.losses = new Float32Array(found.points);
      one.sought = found.sought;
      const of = { ...cut, side, directions: found.directions };
      const after = middle + square.grid;
      return [...points(of, middle, after), ...points(of, 0, middle), ...points(of, after, found.points)];
    },
    points({ from, to, ms: _, ...cut }, losses) {
      const { side } = /** @type {Cut} */ (cut);
      const one = sides[side];
      one.losses.set(losses, from);
      one.done += losses.length;
      const all = one.losses.length;
      const shown = losses.subarray(0, Math.max(0, drawn - from));
      tell({ side, from: Math.min(from, drawn), losses: shown, done: one.sought + one.done, all: one.sought + all });
      if (one.done === all) return [{ op: 'facts', what: { ...cut, losses: new Blob([one.losses]) }, cost: 1, topic }];
      // Half of the rest for whoever is idle next.
      const at = from + losses.length;
      const half = Math.ceil((at + to) / 2);
      return [...points(cut, at, half), ...points(cut, half, to)];
    },
    facts({ side }, json) {
      sides[/** @type {Side} */ (side)].facts = JSON.parse(json);
      return [];
    },
  };
  const seek = SIDES.map((side) => ({
    op: 'seek',
    what: { ...square, id: topic.id, side },
    cost: 1,
    topic,
    part: (/** @type {{ done: number, all: number }} */ so) =>
      signal?.aborted || tell({ side, from: 0, losses: nothing, ...so }),
  }));
  await crew.do(seek, ({ op, what }, value) => then[op]?.(what, value) ?? [], signal).promise;
  const { a, b } = sides;
  if (!a.facts || !b.facts) throw new Error('The slice is not whole.');
  return { a: a.facts, b: b.facts };
}
