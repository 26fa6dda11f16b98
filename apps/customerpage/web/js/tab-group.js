/** @typedef {import('./stream.js').LiveMessage} LiveMessage */

/** The leader repeats a message at least every 15 s; a leader that the browser froze sends nothing. */
const silence = 45_000;
/** A leader answers a new tab within this time. */
const answer = 5_000;
const watchEvery = 1_000;

/** Whether the browser can share a stream: Web Locks require HTTPS or localhost. */
export const canShare = () => 'BroadcastChannel' in globalThis && Boolean(globalThis.navigator?.locks);

/**
 * Shares one live stream between the tabs of a browser, because a browser opens only six HTTP/1.1 connections per
 * origin. A Web Lock elects the tab that opens the stream and forwards every message over a BroadcastChannel. When that
 * tab closes, the next one takes over. When it is frozen, another tab steals the lock.
 * @param {string} name tabs with the same name share a stream
 * @param {(onMessage: (message: LiveMessage) => void) => { leave: () => void }} open opens the stream
 * @param {(message: LiveMessage) => void} onMessage
 * @returns {{ leave: () => void }}
 */
export function joinGroup(name, open, onMessage) {
  const id = `${Date.now()}.${Math.random()}`;
  const channel = new BroadcastChannel(name);
  const left = new AbortController();
  let leads = false;
  let isRefused = false;
  let lastMessageAt = Date.now();
  let patience = answer;
  /** The current state of the stream, for new tabs. @type {LiveMessage | undefined} */
  let state;

  /** @param {LiveMessage} message */
  function receive(message) {
    if (left.signal.aborted) return;
    isRefused = message.kind === 'refused';
    onMessage(message);
  }

  channel.onmessage = ({ data }) => {
    if (data.kind === 'hello') {
      if (leads) channel.postMessage({ kind: 'welcome', to: data.from, state });
      return;
    }
    lastMessageAt = Date.now();
    patience = silence;
    if (data.kind !== 'welcome') receive(data);
    else if (data.to === id && data.state) receive(data.state);
  };

  /** Holds the lock until this tab leaves or another tab steals it. @param {Promise<void>} lost */
  async function lead(lost) {
    leads = true;
    const stream = open((message) => {
      if (left.signal.aborted) return;
      if (message.kind === 'ready' || message.kind === 'alive') state = { ...message, kind: 'ready' };
      else if (message.kind !== 'rental') state = message;
      channel.postMessage(message);
      receive(message);
    });
    await lost;
    stream.leave();
    state = undefined;
    leads = false;
  }

  /** Waits for the lock. @param {boolean} steal takes it from the tab that has it */
  async function stand(steal) {
    let end = () => {};
    /** @type {Promise<void>} */
    const lost = new Promise((resolve) => (end = resolve));
    left.signal.addEventListener('abort', end);
    const request = steal ? { steal } : { signal: left.signal };
    const term = navigator.locks.request(name, request, () => (left.signal.aborted ? undefined : lead(lost)));
    // Rejected: another tab stole the lock. This tab stops its stream and waits again.
    await term.catch(() => undefined);
    end();
    lastMessageAt = Date.now();
    if (!left.signal.aborted && !steal) void stand(false);
  }

  const watch = setInterval(() => {
    if (leads || isRefused || Date.now() - lastMessageAt < patience) return;
    lastMessageAt = Date.now();
    patience = silence;
    void stand(true);
  }, watchEvery);
  channel.postMessage({ kind: 'hello', from: id });
  void stand(false);
  return {
    leave() {
      left.abort();
      clearInterval(watch);
      channel.close();
    },
  };
}
