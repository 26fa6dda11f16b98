import type { System } from './system.ts';

const QUIET_MS = 100;

/** Waits until the services are idle for a second: all orders are paid, shipped and published. */
export async function settle(system: System): Promise<void> {
  const used = (): number => Object.values(system.cpu()).reduce((sum, ms) => sum + ms, 0);
  const end = performance.now() + 120_000;
  for (let quiet = 0, before = used(); quiet < 2 && performance.now() < end;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = used();
    quiet = now - before < QUIET_MS ? quiet + 1 : 0;
    before = now;
  }
}

/** @throws {Error} with the faults of the data after the consumers have read all events; leaves the system stopped */
export async function assertKept(system: System): Promise<void> {
  const breaches = await breachesOnceSettled(system);
  if (breaches.length > 0) throw new Error(breaches.join('; '));
}

/** The faults of the data after the consumers have read all events; leaves the system stopped. */
export async function breachesOnceSettled(system: System): Promise<string[]> {
  await system.start();
  await settle(system);
  await system.stop();
  return system.breaches();
}
