import type { EventLog } from '@carshare/messaging';
import { CHECKS } from './checks/index.ts';
import type { Scene } from './check.ts';
import { LogIndex } from './log-index.ts';
import { orderCases, type Databases } from './order-case.ts';

export interface Finding {
  check: string;
  holds: string;
  /** Orders or rows that were looked at. */
  looked: number;
  breaches: string[];
}

/** Checks every invariant on the data as it stands. */
export async function verify(
  databases: Databases,
  log: EventLog,
  { settled, grace }: { settled: boolean; grace: number },
): Promise<Finding[]> {
  const now = Date.now();
  const scene: Scene = { databases, log: await LogIndex.read(log), settled, now, grace };
  const findings: Finding[] = CHECKS.map(({ name, holds }) => ({ check: name, holds, looked: 0, breaches: [] }));
  for await (const found of orderCases(databases, scene.log, now, grace)) {
    CHECKS.forEach((check, index) => {
      const finding = findings[index];
      if (!check.order || !finding) return;
      finding.looked += 1;
      for (const breach of check.order(found, scene)) finding.breaches.push(`order ${found.id}: ${breach}`);
    });
  }
  for (const [index, check] of CHECKS.entries()) {
    const finding = findings[index];
    if (!check.all || !finding) continue;
    const { looked, breaches } = await check.all(scene);
    finding.looked = looked;
    finding.breaches.push(...breaches);
  }
  return findings;
}
