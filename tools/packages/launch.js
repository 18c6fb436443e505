// What a SCORM 1.2 package opens: a lesson or a figure in a frame. The learning platform hears when it was completed: a lesson when it
// was walked to its last step, a figure when its run came to its end. There is no score. The scene stands after ?scene= in the address.
// SCORM 1.2, The Run-Time Environment, 3.3 (the platform's object) and 3.4 (cmi.core.lesson_status).
(() => {
  /** @typedef {Record<'LMSInitialize' | 'LMSFinish' | 'LMSCommit' | 'LMSGetValue' | 'LMSGetErrorString', (what: string) => unknown>} Told */
  /** @typedef {Told & { LMSSetValue: (name: string, value: string) => unknown, LMSGetLastError: () => unknown }} Platform */

  const STATUS = 'cmi.core.lesson_status';
  /** So many windows are looked through. */
  const FAR = 100;

  /** The platform's object in a window or in one around it. @param {any} from @returns {Platform | null} */
  function upwards(from) {
    try {
      for (let here = from, k = 0; here && k < FAR; here = here.parent, k++) {
        if (here.API) return here.API;
        if (here.parent === here) break;
      }
    } catch {
      // A window of another site shows nothing.
    }
    return null;
  }
  const platform = upwards(window) ?? upwards(window.opener) ?? upwards(window.top?.opener);

  const said = /** @type {HTMLElement} */ (document.getElementById('said'));
  const figure = /** @type {HTMLIFrameElement} */ (document.getElementById('figure'));
  const scene = new URLSearchParams(location.search).get('scene') ?? '';
  const lesson = new URLSearchParams(scene).get('lesson') ?? 'none';

  /** Between its beginning and its end the platform listens. */
  let open = false;
  let completed = false;
  const yes = (/** @type {unknown} */ answer) => String(answer) === 'true';
  const say = (/** @type {string} */ sentence) => {
    said.textContent = sentence;
  };
  /** @param {string} sentence */
  function fail(sentence) {
    const why = String(platform?.LMSGetErrorString(String(platform.LMSGetLastError())) ?? '');
    say(why ? `${sentence} The learning platform says: ${why}` : sentence);
  }
  /** @param {string} value */
  const set = (value) => yes(platform?.LMSSetValue(STATUS, value)) && yes(platform?.LMSCommit(''));

  function begin() {
    if (!platform) return say('No learning platform answers here: nothing is recorded.');
    if (!yes(platform.LMSInitialize(''))) return fail('The learning platform does not listen: nothing is recorded.');
    open = true;
    completed = ['completed', 'passed'].includes(String(platform.LMSGetValue(STATUS)));
    if (completed) say('Completed.');
    else if (!set('incomplete')) fail('That this was begun could not be recorded.');
  }

  function complete() {
    if (!open || completed) return;
    completed = set('completed');
    if (completed) say('Completed.');
    else fail('That this was completed could not be recorded.');
  }

  addEventListener('message', ({ source, data }) => {
    if (source !== figure.contentWindow || !(data instanceof Object)) return;
    const { type, stop } = data;
    if (lesson === 'none' ? type === 'skipscape:done' : type === 'skipscape:walked' && stop === lesson) complete();
  });
  addEventListener('pagehide', () => {
    if (!open) return;
    open = false;
    platform?.LMSFinish('');
  });

  begin();
  figure.src = `skipscape-embed.html#${scene}`;
})();
