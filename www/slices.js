// Long work in slices: between two of them whatever was asked in the meantime is heard.

/** Longest slice of work in milliseconds: inside the engine nothing is heard. */
export const SLICE = 12;

const channel = new MessageChannel();
/** @type {(() => void)[]} */
const waiting = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Lets other messages be heard. Unlike a time-out it is not held back by the browser. */
export const breathe = () =>
  new Promise((resolve) => {
    waiting.push(() => resolve(undefined));
    channel.port2.postMessage(null);
  });
