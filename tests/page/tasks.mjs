// What the page's own thread did while something went on, task by task, from a trace of the browser.

/** @typedef {{ name: string, ph: string, ts: number, dur?: number, tdur?: number, pid: number, tid: number, args: any }} TraceEvent */

/**
 * A task of the page's thread: milliseconds that its processor spent on it, milliseconds by the clock, the mark that stood when it
 * began, and what it was mostly spent on. The hand-over of a frame to the compositor does not count: without a graphics card it holds
 * the compositor's own drawing.
 *
 * @typedef {{ cpu: number, wall: number, at: string, on: string }} Task
 */

/** Of the browser's events: tasks and what is in them, and the marks. */
const CATEGORIES = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'blink.user_timing'];

/**
 * Traces the page while `work` goes on. Time is that of the thread: when other programs hold the processor it stands still, so that
 * what is found does not depend on how busy the machine is.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').Page} page
 * @param {(mark: (name: string) => Promise<void>) => Promise<void>} work  says by marks what begins
 * @returns {Promise<Task[]>} most costly first
 */
export async function tasksOf(browser, page, work) {
  await browser.startTracing(page, { categories: CATEGORIES });
  const mark = (/** @type {string} */ name) =>
    page.evaluate((label) => void performance.mark(`task-mark:${label}`), name);
  await work(mark);
  /** @type {{ traceEvents: TraceEvent[] }} */
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const thread = (/** @type {TraceEvent} */ { pid, tid }) => `${pid} ${tid}`;
  const marks = traceEvents.filter(({ name }) => name.startsWith('task-mark:')).sort((one, other) => one.ts - other.ts);
  // The marks are set by the page's thread, whose tasks are wanted.
  const [first] = marks;
  if (!first) throw new Error('The trace has no mark: give one at the start of what is traced.');
  const events = traceEvents.filter((event) => thread(event) === thread(first) && event.ph === 'X');
  const tasks = events.filter(({ name, ts, tdur }) => name === 'RunTask' && ts >= first.ts && tdur !== undefined);
  if (!tasks.length) throw new Error('The trace has no tasks with the time of their thread.');
  const named = (/** @type {TraceEvent} */ { name }) => !/^(RunTask|FunctionCall|v8\.)/.test(name);
  const parts = events.filter((event) => named(event) && (event.tdur ?? 0) > 2000);
  const handed = events.filter(({ name }) => name === 'Commit');
  const within = (/** @type {TraceEvent} */ part, /** @type {TraceEvent} */ { ts, dur = 0 }) =>
    part.ts >= ts && part.ts + (part.dur ?? 0) <= ts + dur;
  const handing = (/** @type {TraceEvent} */ task) =>
    handed.filter((part) => within(part, task)).reduce((sum, { tdur = 0 }) => sum + tdur, 0);
  return tasks
    .map((task) => ({ ...task, own: (task.tdur ?? 0) - handing(task) }))
    .map(({ own, ts, dur = 0 }) => ({
      cpu: own / 1000,
      wall: dur / 1000,
      at: (marks.findLast((one) => one.ts <= ts) ?? first).name.replace('task-mark:', ''),
      on: parts
        .filter((part) => part.ts >= ts && part.ts + (part.dur ?? 0) <= ts + dur)
        .map((part) => `${part.name} ${((part.tdur ?? 0) / 1000).toFixed(0)}`)
        .join(', '),
    }))
    .sort((one, other) => other.cpu - one.cpu);
}
