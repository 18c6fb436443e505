// The page's dialogs: own data, share, keys, the note's claims. The page's buttons and keys open them by `app.ask`.

import { makeKeys } from './keys.js';
import { makeNote } from './note.js';
import { acceptDrops, makeOwnData } from './own.js';
import { makeShare } from './share.js';

/**
 * @param {import('../types.d.ts').App} app
 * @param {import('../keyboard.js').Keyboard | null} keyboard
 */
export function mountDialogs(app, keyboard) {
  const own = makeOwnData(app);
  acceptDrops(own.drop);
  app.actions.own = own.open;
  app.actions.share = makeShare(app);
  app.actions.note = makeNote(app);
  if (keyboard) app.actions.keys = makeKeys(keyboard);
}
