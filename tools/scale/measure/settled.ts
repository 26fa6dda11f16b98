import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES } from '../../bench/systems/system.ts';
import type { MeasuredShop } from './shop.ts';
import type { Snapshot } from './snapshot.ts';

const PAUSE_MS = 1_000;
const LIMIT_MS = 60_000;

/**
 * Waits until no service has committed anything for 1 s: all events are published and consumed.
 * @throws {Error} when they are not within a minute
 */
export async function settled({ snapshot }: Pick<MeasuredShop, 'snapshot'>): Promise<Snapshot> {
  const end = performance.now() + LIMIT_MS;
  for (let before = await snapshot(); performance.now() < end;) {
    await sleep(PAUSE_MS);
    const now = await snapshot();
    if (commits(now) === commits(before)) return now;
    before = now;
  }
  throw new Error('the services still commit a minute after the load has ended');
}

function commits(snapshot: Snapshot): number {
  return SERVICES.reduce((sum, service) => sum + (snapshot[`${service}.database.commits`] ?? 0), 0);
}
