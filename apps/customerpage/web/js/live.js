import { identity } from './api.js';
import { recall } from './memory.js';
import { openStream } from './stream.js';
import { canShare, joinGroup } from './tab-group.js';

/** A hidden tab gives its place in the stream back after this long. Where each tab has its own stream, almost at once. */
const unwatched = 60_000;
const unwatchedAlone = 2_000;

/**
 * Follows the live stream for as long as the page is open: one stream for all tabs of the browser with the same sign-in.
 * @param {(message: import('./stream.js').LiveMessage) => void} heard
 * @returns {{ restart: () => void }} joins again, for a new sign-in
 */
export function openLive(heard) {
  let place = { leave: () => {} };
  let resting = false;
  let hidden = 0;

  function join() {
    place.leave();
    /** @param {import('./stream.js').LiveMessage} message */
    const own = (message) => {
      if (place !== here) return;
      if (message.kind === 'refused') here.leave();
      heard(message);
    };
    /** @param {(message: import('./stream.js').LiveMessage) => void} listener */
    const open = (listener) => openStream(identity, listener);
    const here = canShare() ? joinGroup(`carshare.live.${recall('token') ?? ''}`, open, own) : open(own);
    place = here;
  }

  function rest() {
    resting = true;
    place.leave();
    heard({ kind: 'lost' });
  }

  function restart() {
    resting = false;
    join();
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden);
    if (document.visibilityState === 'hidden') hidden = setTimeout(rest, canShare() ? unwatched : unwatchedAlone);
    else if (resting) restart();
  });
  join();
  return { restart };
}
