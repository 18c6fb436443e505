// What measures, for an instrument that is shown: it loads once, and again only when the reader asks for it.

/** @typedef {import('../types.d.ts').App} App */

/**
 * @param {App} app
 * @param {() => void} request  called when it is there, or why it is not is known
 */
export function makeTools(app, request) {
  let asked = false;
  const tools = {
    /** Why it could not be loaded, a sentence. */
    missing: '',
    /** Whether it is there. The first time that it is not, it is asked for. */
    there() {
      if (app.lab?.engine) return true;
      if (!asked) tools.load();
      return false;
    },
    load() {
      asked = true;
      tools.missing = '';
      app.lab?.load().then(request, (error) => {
        tools.missing = error instanceof Error ? error.message : String(error);
        request();
      });
      request();
    },
  };
  return tools;
}
