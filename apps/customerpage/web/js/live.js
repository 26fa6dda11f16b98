import { identity } from './api.js';
import { recall } from './memory.js';
import { openStream } from './stream.js';
import { canShare, joinGroup } from './tab-group.js';

/** A hidden tab leaves the shared stream after this time. A tab with its own stream leaves much sooner. */
const unwatched = 60_000;
const unwatchedAlone = 2_000;

/**
 * Follows the live stream while the page is open: one stream for all tabs of the browser with the same sign-in.
 * @param {(message: import('./stream.js').LiveMessage) => void} onMessage
 * @returns {{ restart: () => void }} reconnects, for a new sign-in
 */
export function openLive(onMessage) {
  let place = { leave: () => {} };
  let resting = false;
  let hidden = 0;

  function join() {
    place.leave();
    /** @param {import('./stream.js').LiveMessage} message */
    const own = (message) => {
      if (place !== here) return;
      if (message.kind === 'refused') here.leave();
      onMessage(message);
    };
    /** @param {(message: import('./stream.js').LiveMessage) => void} listener */
    const open = (listener) => openStream(identity, listener);
    const here = canShare() ? joinGroup(`carshare.live.${recall('token') ?? ''}`, open, own) : open(own);
    place = here;
  }

  function rest() {
    resting = true;
    place.leave();
    onMessage({ kind: 'lost' });
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
