import { join } from 'node:path';
import { openEventLog } from '@carshare/event-log';
import { Database } from '../src/database.ts';
import { SERVICES, type ServiceName } from '../src/options.ts';
import type { Databases } from '../src/order-case.ts';
import { verify, type Finding } from '../src/verify.ts';

const DAY = 86_400_000;

/** The options of a shop at rest. */
export const OPTIONS: Parameters<typeof verify>[2] = {
  settled: true,
  grace: 0,
  lateAfter: 900_000,
  brokers: [],
  kept: { outbox: 7 * DAY, inbox: 14 * DAY, places: 30 * DAY },
};

/** Verifies a shop. @param folder with its log @param urls of its databases; those of the folder without them */
export async function findingsIn(
  folder: string,
  urls?: Readonly<Record<ServiceName, string>>,
  options = OPTIONS,
): Promise<Finding[]> {
  const opened = await Promise.all(
    SERVICES.map(
      async (service) =>
        [service, await Database.open(urls?.[service] ?? `sqlite:${join(folder, service)}.sqlite`)] as const,
    ),
  );
  const log = openEventLog({ dataDir: folder, clientId: 'test', log: () => undefined });
  try {
    return await verify(Object.fromEntries(opened) as Databases, log, options);
  } finally {
    await log.close();
    await Promise.all(opened.map(([, database]) => database.close()));
  }
}
