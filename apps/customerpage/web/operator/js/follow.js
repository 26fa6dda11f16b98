import { openLive } from '/js/live.js';

/** A burst of changes, such as a booking with its payment, causes one refresh. */
const pause = 300;

/** @type {ReturnType<typeof openLive> | undefined} */
let live;
let isRefused = false;
let timer = 0;
/** @type {() => unknown} */
let listener = () => undefined;

/**
 * Calls the listener of the open view soon after the shop's live stream reports a change, and after every reconnect,
 * because changes may have been missed. The stream stays open for the next view.
 * @param {() => unknown} changed replaces the listener of the view before
 */
export function followShop(changed) {
  listener = changed;
  live ??= openLive(({ kind }) => {
    isRefused = kind === 'refused';
    if (kind !== 'rental' && kind !== 'ready') return;
    clearTimeout(timer);
    timer = setTimeout(() => listener(), pause);
  });
  if (isRefused) live.restart();
  isRefused = false;
}
