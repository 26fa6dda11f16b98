import { backoff, eventParser } from './sse.js';

/**
 * A message of the live stream. `asOf` is the server's time; `behind` is how many seconds the rentals are behind the events.
 * @typedef {{ kind: 'ready' | 'alive', asOf: string, behind: number }} Beat
 * @typedef {{ kind: 'rental', rental: import('./types.js').Rental }} Change
 * @typedef {Beat | Change | { kind: 'lost' } | { kind: 'refused' }} LiveMessage
 */

/** The server sends an event at least every 15 s; after three missing ones the connection counts as dead. */
const silence = 45_000;
/** A stream of at least this length counts as successful: the pause before the next reconnect is the shortest. */
const lasted = 10_000;

/**
 * Keeps one live stream open until it is stopped. It uses `fetch`, because an EventSource cannot send an Authorization
 * header and cannot detect a dead connection.
 * @param {() => Record<string, string>} headers of each request
 * @param {(message: LiveMessage) => void} onMessage `refused`: a sign-in is required, and the stream does not retry
 * @returns {{ leave: () => void }}
 */
export function openStream(headers, onMessage) {
  const stopped = new AbortController();
  let current = new AbortController();
  let tries = 0;
  let readyAt = Infinity;
  let wake = () => {};

  /** @param {import('./sse.js').ServerEvent} event */
  function take({ event, data }) {
    const fields = JSON.parse(data);
    if (event === 'customerpage') onMessage({ kind: 'rental', rental: fields });
    if (event !== 'ready' && event !== 'alive') return;
    if (event === 'ready') readyAt = Date.now();
    onMessage({ kind: event, asOf: fields.asOf, behind: fields.behind ?? 0 });
  }

  /** @param {AbortSignal} signal */
  async function listen(signal) {
    const response = await fetch('/customerpages/stream', {
      headers: { accept: 'text/event-stream', ...headers() },
      signal,
      cache: 'no-store',
    });
    if (response.status === 401 || response.status === 403) return 'refused';
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
    const feed = eventParser(take);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const chunk = await withDeadline(reader.read(), silence);
      if (chunk.done) return 'ended';
      feed(chunk.value);
    }
  }

  async function run() {
    while (!stopped.signal.aborted) {
      current = new AbortController();
      readyAt = Infinity;
      const outcome = await listen(current.signal).catch(() => 'broken');
      current.abort();
      if (stopped.signal.aborted) return;
      if (outcome === 'refused') return onMessage({ kind: 'refused' });
      if (Date.now() - readyAt > lasted) tries = 0;
      onMessage({ kind: 'lost' });
      await new Promise((resolve) => {
        wake = () => resolve(undefined);
        setTimeout(resolve, backoff(tries++));
      });
    }
  }

  addEventListener(
    'online',
    () => {
      tries = 0;
      current.abort();
      wake();
    },
    { signal: stopped.signal },
  );
  addEventListener('offline', () => current.abort(), { signal: stopped.signal });
  void run();
  return {
    leave() {
      stopped.abort();
      current.abort();
      wake();
    },
  };
}

/**
 * @template T
 * @param {Promise<T>} promise
 * @param {number} ms
 * @returns {Promise<T>}
 */
function withDeadline(promise, ms) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('the stream went silent')), ms);
  });
  return /** @type {Promise<T>} */ (Promise.race([promise, late])).finally(() => clearTimeout(timer));
}
