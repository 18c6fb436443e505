// The engine and its workers come while the page is still put together: index.html asks for this module by itself, a frame when it is seen.

import { Twin } from './twin.js';

/** Both networks' workers, and the engine for the page's own use. */
export const begun = Twin.start();
// Whoever waits for them says what went wrong.
begun.catch(() => {});
