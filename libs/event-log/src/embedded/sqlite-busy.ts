import { setTimeout as sleep } from 'node:timers/promises';

const SQLITE_BUSY = 5;

/** How long a lock may stay busy before the work fails, in milliseconds. */
const PATIENCE = 15_000;

/**
 * Runs work that needs SQLite's lock, again after a short jittered pause while another process holds it. SQLite's own
 * busy_timeout would sleep inside the call and hold up the event loop.
 */
export async function whenFree<T>(work: () => T, patience = PATIENCE): Promise<T> {
  const deadline = Date.now() + patience;
  for (let attempt = 1; ; attempt++) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
    }
    await sleep(Math.random() * Math.min(2 * attempt, 10));
  }
}

/** The same for opening, which happens once and before there is anything to hold up. */
export function whenFreeSync<T>(work: () => T, patience = PATIENCE): T {
  const deadline = Date.now() + patience;
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
