import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Repeats a check until it passes.
 * @throws the last error of the check, when it has not passed within `patienceMs`
 */
export async function eventually<T>(check: () => T | Promise<T>, patienceMs = 60_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(20);
    }
  }
}
