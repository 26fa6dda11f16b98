import { setTimeout as delay } from 'node:timers/promises';

/** How long the shop may take by default until what must come has come, in milliseconds. */
const PATIENCE = 15_000;
const INTERVAL = 20;

/** Repeats `check` until it passes and returns what it returned; after `within` milliseconds the last failure stands. */
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
