import type { EventLog } from '@carshare/event-log';
import { CHECKS } from './checks/index.ts';
import type { Scene } from './check.ts';
import { LogIndex } from './log-index.ts';
import type { Options } from './options.ts';
import { orderCases, type Databases } from './order-case.ts';

export interface Finding {
  check: string;
  holds: string;
  /** The number of orders or rows checked. */
  looked: number;
  breaches: string[];
}

/** Checks every invariant on the stored data. */
export async function verify(
  databases: Databases,
  log: EventLog,
  options: Pick<Options, 'settled' | 'grace' | 'lateAfter' | 'kept' | 'brokers'>,
): Promise<Finding[]> {
  const { settled, grace, lateAfter, kept, brokers } = options;
  const now = Date.now();
  const index = await LogIndex.read(log, brokers.length > 0);
  try {
    return await judge({ databases, log: index, settled, now, grace, lateAfter, kept });
  } finally {
    index.close();
  }
}

async function judge(scene: Scene): Promise<Finding[]> {
  const findings: Finding[] = CHECKS.map(({ name, holds }) => ({ check: name, holds, looked: 0, breaches: [] }));
  for await (const found of orderCases(scene.databases, scene.log, scene.now, scene.grace)) {
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
