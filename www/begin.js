// The engine and its workers come while the page is still put together: index.html asks for this module by itself, a frame when it is seen.

import { ENGINE } from './settings.js';
import { Twin } from './twin.js';
import { fromAddress } from './url.js';

/** Both networks' workers, and the engine for the page's own use. A frame's address says more than a setup. */
export const begun = Twin.start(
  'embed' in document.documentElement.dataset ? undefined : fromAddress().replace(ENGINE, ''),
);
// Whoever waits for them says what went wrong.
begun.catch(() => {});
