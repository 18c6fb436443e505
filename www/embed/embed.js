// A frame in someone's notes: the page's own parts, as many of them as the words in its address ask for. It begins when it is seen,
// waits while it is not, says what it does to the page around it, and obeys that page alone.
import { publish } from '../api.js';
import { byId } from '../dom.js';
import { Keyboard } from '../keyboard.js';
import { mount, showRecorded, start } from '../launch.js';
import { pageAt, permalink } from '../links.js';
import { Page } from '../page.js';
import { fromAddress, onAddress, toAddress } from '../url.js';
import { hostOf } from './host.js';
import { asked } from './messages.js';
import { layOnPaper } from './paper.js';
import { byLocks, Slot } from './slot.js';
import { saySetup } from './waits.js';
import { hidden, PARTS, split } from './words.js';

/** The setup in a frame's address: it leaves no trace in the history of the page around it. */
const address = {
  read: () => split(fromAddress()).scene,
  write: (/** @type {string} */ link) => toAddress(link, true),
  on: onAddress,
};

const page = new Page(address);
page.keyboard = new Keyboard(page);
const lanes = mount(page);

// ---- what is in view ------------------------------------------------------------------------------------------------

let inView = false;
/** @type {(() => void)[]} */
let waiting = [];
const visible = () => inView && !document.hidden;
/** Resolves when the frame is seen. */
const seen = () =>
  new Promise((resolve) => {
    if (visible()) resolve(undefined);
    else waiting.push(() => resolve(undefined));
  });
/** An element that holds this frame keeps the places of its page. @type {(() => void) | null} */
let granted = null;
const byElement = (/** @type {AbortSignal} */ signal) =>
  new Promise((resolve) => {
    const leave = () => host.tell('leave');
    signal.addEventListener('abort', leave);
    granted = () => {
      signal.removeEventListener('abort', leave);
      resolve(leave);
    };
    host.tell('wait');
  });
const slot = new Slot(asked().has('turns') ? byElement : byLocks);
const look = () => {
  if (visible()) {
    for (const go of waiting) go();
    waiting = [];
  } else slot.leave();
};
new IntersectionObserver((entries) => {
  inView = entries.at(-1)?.isIntersecting ?? true;
  look();
}).observe(document.documentElement);
document.addEventListener('visibilitychange', look);

/** Training waits until the frame is seen and one of the places is free. */
async function gate() {
  if (visible() && slot.held) return;
  page.clock.go(false);
  do {
    await seen();
    await slot.take();
  } while (page.twin?.playing && !(visible() && slot.held));
  if (!page.twin?.playing) slot.leave();
  page.clock.go(page.twin?.playing ?? false);
}

// ---- what is left out -----------------------------------------------------------------------------------------------

let complained = '';
function arrange() {
  const settings = page.known ? page.info().settings.a : Object.fromEntries(new URLSearchParams(address.read()));
  const { hidden: left, unknown } = hidden(settings);
  document.body.dataset.hides = left.join(' ');
  if (unknown.length > 0 && complained !== unknown.join()) {
    complained = unknown.join();
    page.notice(
      `There is no part ${unknown.map((name) => `“${name}”`).join(', ')} to hide; there are ${Object.keys(PARTS).join(', ')}.`,
    );
  }
  page.layoutChanged();
  // A frame that is made in the browser has no page that it could lead to.
  byId('home').hidden = location.protocol === 'blob:';
  byId('home').setAttribute('href', page.setup ? permalink(page) : pageAt(address.read()));
}
page.on('scene', arrange);
arrange();

// ---- from here on ---------------------------------------------------------------------------------------------------

saySetup(address.read());
const ready = begin();
const api = publish(page, ready);
layOnPaper(page);
const host = hostOf(page, api, ready, { go: () => granted?.(), ended: () => slot.leave() });

async function begin() {
  await showRecorded(page, address.read());
  await seen();
  await start(page, lanes, {
    wired: (twin) => {
      twin.gate = gate;
      twin.addEventListener('state', () => {
        if (!twin.playing) slot.leave();
      });
    },
  });
}
