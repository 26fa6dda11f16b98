import { setTimeout as delay } from 'node:timers/promises';

/** The default time limit of {@link eventually}, in milliseconds. */
const PATIENCE = 60_000;
const INTERVAL = 20;

/** Repeats `check` until it passes and returns its result; after `within` milliseconds it throws the last failure. */
export async function eventually<T>(check: () => Promise<T>, within = PATIENCE): Promise<T> {
  const deadline = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await delay(INTERVAL);
  }
}
