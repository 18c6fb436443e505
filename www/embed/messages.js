// What a frame and the page around it say to each other. Everything is an object with a `type` that begins with `skipscape:`.
// Heights are said in two more shapes, which hosts know already.

/** What the page around may ask for. */
export const COMMANDS = /** @type {const} */ ([
  'play',
  'pause',
  'step',
  'reset',
  'getState',
  'setState',
  'snapshot',
  'theme',
  'go',
  'dispose',
]);

/** What a frame tells by itself. */
export const EVENTS = /** @type {const} */ ([
  'ready',
  'state',
  'step',
  'done',
  'diverged',
  'answer',
  'walked',
  'resize',
  'error',
]);

/** How long a height has to stand before it is told, ms. */
const REST = 60;

/**
 * What stands in the frame's address after the ?. An address that is made in the browser has no room for it: there it is the frame's name.
 */
export const asked = () => new URLSearchParams(location.protocol === 'blob:' ? window.name : location.search);

/**
 * @param {(command: typeof COMMANDS[number], what: any) => unknown} obey  its answer goes back, if one is asked for
 */
export function speakWith(obey) {
  const words = asked();
  const id = words.get('id') ?? '';
  const origin = words.get('origin');
  const goal = origin || '*';
  const framed = parent !== window;

  /** @param {object} message */
  const post = (message) => {
    if (!framed) return;
    try {
      parent.postMessage(message, goal);
    } catch {
      // An origin that is none: then nobody can be told.
    }
  };
  /**
   * @param {typeof EVENTS[number] | 'listening' | 'wait' | 'leave'} name  the last three are between a frame and its element
   * @param {object} [detail]
   */
  const tell = (name, detail = {}) => post({ type: `skipscape:${name}`, id, ...detail });

  addEventListener('message', async (event) => {
    if (!framed || event.source !== parent || (origin && event.origin !== origin)) return;
    const { data } = event;
    const type = data instanceof Object && typeof data.type === 'string' ? data.type : '';
    const command = COMMANDS.find((name) => type === `skipscape:${name}`);
    if (!command) return;
    const reply = (/** @type {object} */ what) => {
      if (data.request !== undefined) post({ type: 'skipscape:reply', id, request: data.request, ...what });
    };
    try {
      reply({ value: await obey(command, data) });
    } catch (error) {
      reply({ error: error instanceof Error ? error.message : String(error) });
    }
  });

  let told = 0;
  let next = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return {
    tell,
    /** Says how high the figure would be. It is rounded, and said when it rests and differs. @param {number} height */
    height(height) {
      next = Math.ceil(height);
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (next === told || next === 0) return;
        told = next;
        tell('resize', { height: next });
        post({ subject: 'lti.frameResize', height: next });
        post({ height: next });
      }, REST);
    },
  };
}
