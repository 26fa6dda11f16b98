import { identity } from './api.js';
import { backoff, eventParser } from './sse.js';

/** The shop sends at least a comment every 15 seconds; three missed ones mean the line is dead. */
const silence = 45_000;
/** A tab nobody looks at gives its connection back after this long: browsers have few per shop. */
const unwatched = 60_000;

/**
 * Keeps the live stream open for as long as the page is. `fetch` carries it, because an EventSource cannot say who asks
 * and does not tell a dead line from a quiet one.
 * @param {{ rental: (rental: object) => void, ready: (asOf: string) => void, alive: () => void,
 *   lost: (waitMs: number) => void, refused: () => void }} listener `refused`: the shop wants a sign-in; the stream stops
 * @returns {{ restart: () => void }} restart at once, for a new sign-in
 */
export function openLive(listener) {
  let lastId = '';
  let tries = 0;
  let wake = () => {};
  let current = new AbortController();
  let resting = false;

  async function listen(signal) {
    const headers = { accept: 'text/event-stream', ...identity(), ...(lastId && { 'last-event-id': lastId }) };
    const response = await fetch('/customerpages/stream', { headers, signal, cache: 'no-store' });
    if (response.status === 401 || response.status === 403) return 'refused';
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
    const feed = eventParser(({ event, data, id }) => {
      if (id) lastId = id;
      if (event === 'ready') {
        tries = 0;
        listener.ready(JSON.parse(data).asOf);
      } else if (event === 'alive') listener.alive();
      else if (event === 'customerpage') {
        listener.rental(JSON.parse(data));
        listener.alive();
      }
    });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const chunk = await withDeadline(reader.read(), silence);
      if (chunk.done) return 'ended';
      feed(chunk.value);
    }
  }

  async function run() {
    for (;;) {
      current = new AbortController();
      const outcome = await listen(current.signal).catch(() => 'broken');
      current.abort();
      const pause = outcome === 'refused' || resting ? Infinity : backoff(tries++);
      if (outcome === 'refused') listener.refused();
      else listener.lost(pause);
      await new Promise((resolve) => {
        wake = resolve;
        if (pause < Infinity) setTimeout(resolve, pause);
      });
    }
  }

  const restart = () => {
    tries = 0;
    resting = false;
    current.abort();
    wake();
  };
  addEventListener('online', restart);
  addEventListener('offline', () => current.abort());
  let hidden = 0;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hidden);
    if (document.visibilityState === 'visible') {
      if (resting) restart();
      return;
    }
    hidden = setTimeout(() => {
      resting = true;
      current.abort();
    }, unwatched);
  });
  void run();
  return { restart };
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T>}
 */
function withDeadline(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('the stream went silent')), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
