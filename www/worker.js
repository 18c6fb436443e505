// A worker: a desk whose messages come and go by the worker's own.

import { desk } from './desk.js';

/**
 * Buffers of a message that can be moved instead of copied.
 * @param {unknown} value
 */
const movable = (value) =>
  Object.values(value instanceof Object ? (ArrayBuffer.isView(value) ? { value } : value) : {})
    .filter(ArrayBuffer.isView)
    .map((view) => view.buffer);

const hear = desk((message) => self.postMessage(message, { transfer: movable(message.value ?? message.part) }));

/** @param {MessageEvent<import('./desk.js').Request>} event */
self.onmessage = ({ data }) => hear(data);
