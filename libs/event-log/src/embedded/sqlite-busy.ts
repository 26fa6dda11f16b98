import { setTimeout as sleep } from 'node:timers/promises';

const SQLITE_BUSY = 5;

/** How long to retry while another process holds the lock, in milliseconds. */
const BUSY_TIMEOUT_MS = 15_000;

/**
 * Runs work that needs SQLite's lock; retries after a short jittered delay while another process holds it. SQLite's own busy_timeout
 * would block the event loop.
 */
export async function whenFree<T>(work: () => T, timeoutMs = BUSY_TIMEOUT_MS): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
    }
    await sleep(Math.random() * Math.min(2 * attempt, 10));
  }
}

/** Like {@link whenFree}, but blocking: for opening the file, before the event loop has other work. */
export function whenFreeSync<T>(work: () => T, timeoutMs = BUSY_TIMEOUT_MS): T {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1 + Math.random() * 10);
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  // The extended codes (recovery, snapshot) keep the primary code in the low byte.
  return typeof code === 'number' && (code & 0xff) === SQLITE_BUSY;
}
