// Workers that do what can be done apart: started when first needed, each given one task at a time. A worker in a long task that
// nobody waits for any more is ended and another takes its place; one that dies is said in a sentence, and the others go on.

import { Broken, Overtaken, Remote } from './remote.js';

/** So long may a task go on that nobody waits for, ms: a worker that is there again soon need not be replaced. */
const GRACE = 200;
/** Subjects that a worker keeps: their networks take memory. */
const KEPT = 3;
const WORDS = { thread: 'A worker that measures', engine: 'The engine of a worker that measures' };

/**
 * What tasks are put to.
 * @typedef {{ id: number, scene: string, own: string | undefined, records: import('./types.js').Records | null }} Topic
 */

/**
 * A task: a method of the workers' host with what it is called with. `part` hears what it says before its answer.
 * @typedef {{ op: string, what: object, cost: number, topic?: Topic, part?: (part: any) => void }} Task
 */

/**
 * Hears of a task that is done, with the time it took; may name tasks that follow from it.
 * @typedef {(task: Task, value: any, seconds: number) => Task[] | void} Told
 */

/**
 * Tasks that somebody waits for together.
 * @typedef {object} Job
 * @property {Task[]} waiting  largest last
 * @property {Set<Task>} lost  those whose worker died once
 * @property {number} left
 * @property {Told} told
 * @property {(error?: unknown) => void} end
 */

/** @typedef {{ remote: Remote, job: Job | null, task: Task | null, since: number, topics: number[] }} Hand */

/** @param {Task} one @param {Task} other */
const byCost = (one, other) => one.cost - other.cost;

export class Crew {
  #module;
  #size;
  #say;
  /** @type {Hand[]} */
  #hands = [];
  /** @type {Job[]} */
  #jobs = [];

  /**
   * @param {WebAssembly.Module} module
   * @param {() => number} size  workers at a time, at most, as it is now
   * @param {(sentence: string) => void} say  hears that a worker died
   */
  constructor(module, size, say) {
    this.#module = module;
    this.#size = size;
    this.#say = say;
    document.addEventListener('visibilitychange', () => this.#pump());
  }

  /**
   * Does tasks, the largest first. Rejects with the first sentence that one fails with; an abort signal ends it at once.
   * @param {Task[]} tasks
   * @param {Told} told  hears of each that is done
   * @param {AbortSignal} [signal]
   * @returns {{ promise: Promise<void>, running: () => { task: Task, seconds: number }[] }}
   */
  do(tasks, told, signal) {
    /** @type {Job} */
    const job = {
      waiting: [...tasks].sort(byCost),
      lost: new Set(),
      left: tasks.length,
      told,
      end: () => {},
    };
    /** @type {Promise<void>} */
    const promise = new Promise((resolve, reject) => {
      const abort = () => job.end(signal?.reason);
      job.end = (error) => {
        job.end = () => {};
        signal?.removeEventListener('abort', abort);
        this.#jobs = this.#jobs.filter((one) => one !== job);
        if (error === undefined) return resolve();
        setTimeout(() => this.#release(job), GRACE);
        reject(error);
      };
      if (signal?.aborted) return abort();
      if (job.left === 0) return job.end();
      signal?.addEventListener('abort', abort);
      this.#jobs.push(job);
      this.#pump();
    });
    const now = () => performance.now();
    const running = () =>
      this.#hands.flatMap(({ job: whose, task, since }) =>
        whose === job && task ? [{ task, seconds: (now() - since) / 1000 }] : [],
      );
    return { promise, running };
  }

  /** Ends all workers. */
  dispose() {
    for (const { remote } of this.#hands) remote.end();
    this.#hands = [];
    for (const job of [...this.#jobs]) job.end(new Error('The workers were ended.'));
  }

  /** Gives whoever is idle something to do. In a page that is out of sight nothing is begun. */
  #pump() {
    if (document.hidden) return;
    for (;;) {
      // Jobs take turns: the one with the fewest workers is next, the earlier of equals.
      const next = this.#jobs
        .filter((job) => job.waiting.length > 0)
        .map((job) => ({ job, busy: this.#hands.filter((hand) => hand.job === job).length }))
        .reduce((best, one) => (best && best.busy <= one.busy ? best : one), /** @type {any} */ (null))?.job;
      if (!next) return;
      const id = next.waiting.at(-1)?.topic?.id ?? -1;
      const idle = this.#hands.filter((hand) => hand.task === null);
      if (this.#hands.length - idle.length >= this.#size()) return;
      const hand = idle.find((one) => one.topics.includes(id)) ?? idle[0] ?? this.#hire();
      void this.#work(hand, next, next.waiting.pop());
    }
  }

  /** @returns {Hand} */
  #hire() {
    const remote = new Remote(this.#module, () => {}, { host: 'lab', words: WORDS });
    /** @type {Hand} */
    const hand = { remote, job: null, task: null, since: 0, topics: [] };
    this.#hands.push(hand);
    return hand;
  }

  /**
   * @param {Hand} hand
   * @param {Job} job
   * @param {Task} task
   */
  async #work(hand, job, task) {
    Object.assign(hand, { job, task, since: performance.now() });
    try {
      await hand.remote.started;
      if (task.topic) await this.#bring(hand, task.topic);
      hand.since = performance.now();
      const value = await hand.remote.ask(task.op, task.what, task.part);
      const seconds = (performance.now() - hand.since) / 1000;
      if (this.#jobs.includes(job)) {
        const more = job.told(task, value, seconds) ?? [];
        if (more.length > 0) job.waiting = [...job.waiting, ...more].sort(byCost);
        job.left += more.length - 1;
        if (job.left === 0) job.end();
      }
    } catch (error) {
      if (error instanceof Broken) this.#lose(hand, job, task, error);
      else if (!(error instanceof Overtaken)) job.end(error);
    }
    hand.job = hand.task = null;
    this.#pump();
  }

  /**
   * Hands a worker what its task is put to, and takes from it what it has not needed for longest.
   * @param {Hand} hand
   * @param {Topic} topic
   */
  async #bring(hand, topic) {
    const known = hand.topics.includes(topic.id);
    hand.topics = [topic.id, ...hand.topics.filter((id) => id !== topic.id)];
    for (const id of hand.topics.splice(KEPT)) await hand.remote.ask('drop', { id });
    if (!known) await hand.remote.ask('take', topic);
  }

  /**
   * A worker died: its task is done once more by another, and if that one dies too, its job is over.
   * @param {Hand} hand
   * @param {Job} job
   * @param {Task} task
   * @param {Error} error
   */
  #lose(hand, job, task, error) {
    this.#hands = this.#hands.filter((one) => one !== hand);
    if (!this.#jobs.includes(job)) return;
    if (job.lost.has(task)) return job.end(error);
    job.lost.add(task);
    job.waiting.push(task);
    this.#say(`${error.message} Another one does its task again.`);
  }

  /**
   * Ends the workers that are still in a job's tasks.
   * @param {Job} job
   */
  #release(job) {
    const still = this.#hands.filter((hand) => hand.job === job);
    this.#hands = this.#hands.filter((hand) => hand.job !== job);
    for (const { remote } of still) remote.end();
    this.#pump();
  }
}
