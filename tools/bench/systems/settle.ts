import type { System } from './system.ts';

const QUIET_MS = 100;

/** Waits until the running services use next to no CPU for a second: what was ordered has been paid, shipped and published. */
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

/** What is wrong with the data once the consumers have read what there is; leaves the system stopped. */
export async function breachesOnceSettled(system: System): Promise<string[]> {
  await system.start();
  await settle(system);
  await system.stop();
  return system.breaches();
}
