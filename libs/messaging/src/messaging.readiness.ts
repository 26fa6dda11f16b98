import type { UnitOfWork } from '@carshare/persistence';
import type { Readiness } from '@carshare/service-kit';

/**
 * A service is ready when its database takes writes: a read-only replica after a failover and a full disk still answer reads. The
 * statement writes what is there already: MySQL refuses it when read-only, PostgreSQL and SQLite write a row.
 */
export function requireWritable(readiness: Readiness, unitOfWork: UnitOfWork): void {
  readiness.require('database writes', async () => {
    await unitOfWork.transaction((tx) =>
      tx.execute("UPDATE leases SET held_until = held_until WHERE name = 'relay'", []),
    );
  });
}
