// A study of one matter, cut into tasks for the workers: what they gave so far, and how long the others will take.

/** @typedef {import('./types.js').Engine} Engine */
/** @typedef {import('./types.js').Found} Found */
/** @typedef {import('./crew.js').Task} Task */
/** @typedef {import('./crew.js').Topic} Topic */

/** @param {{ cost: number }[]} tasks */
const total = (tasks) => tasks.reduce((sum, { cost }) => sum + cost, 0);

export class Job {
  #name;
  #subject;
  #parts;
  #pace;
  /** @type {Task[]} */
  #tasks;

  /**
   * @param {Engine} engine
   * @param {string} name
   * @param {Topic} topic
   * @param {(tasks: number) => (Float64Array | null)[]} kept  what its tasks gave before, none of so many at first
   * @param {import('./pace.js').Pace} pace
   */
  constructor(engine, name, topic, kept, pace) {
    this.#name = name;
    this.#pace = pace;
    this.#subject = new engine.Subject(topic.scene, topic.own);
    /** @type {{ side: string, cost: number }[]} */
    const tasks = JSON.parse(this.#subject.tasks(name));
    const { id } = topic;
    this.#tasks = tasks.map(({ cost }, number) => ({ op: 'run', what: { id, name, number }, cost, topic }));
    this.#parts = kept(tasks.length);
  }

  get #key() {
    return `study ${this.#name}`;
  }

  /** The tasks that are not done. */
  rest() {
    return this.#tasks.filter((_, number) => this.#parts[number] === null);
  }

  /** @param {Task} task @param {Float64Array} value @param {number} seconds */
  take({ what, cost }, value, seconds) {
    this.#parts[/** @type {{ number: number }} */ (what).number] = value;
    this.#pace.saw(this.#key, seconds / cost);
  }

  /** The share that is done. */
  get done() {
    return 1 - total(this.rest()) / Math.max(total(this.#tasks), Number.MIN_VALUE);
  }

  /**
   * Seconds that the rest will take.
   * @param {{ task: Task, seconds: number }[]} running
   * @param {number} hands
   */
  left(running, hands) {
    const unit = this.#pace.of(this.#key);
    const open = this.rest();
    const under = running.map(({ task, seconds }) => Math.max(0, task.cost * unit - seconds));
    const waiting = unit * (total(open) - total(running.map(({ task }) => task)));
    const rest = Math.max(0, waiting) + under.reduce((sum, one) => sum + one, 0);
    return Math.max(rest / Math.min(hands, Math.max(1, open.length)), ...under);
  }

  /** What is found so far. @returns {Found} */
  gather() {
    const flat = new Float64Array(this.#parts.reduce((length, part) => length + 1 + (part?.length ?? 0), 0));
    let at = 0;
    for (const part of this.#parts) {
      flat[at] = part?.length ?? 0;
      if (part) flat.set(part, at + 1);
      at += 1 + (part?.length ?? 0);
    }
    return this.#subject.gather(this.#name, flat);
  }

  free() {
    this.#subject.free();
  }
}
