import type { Dialect } from '@carshare/persistence';

/** SQL for the epoch milliseconds of the database's clock. In UTC, so time zones and daylight saving have no effect. */
export const DATABASE_CLOCK: Readonly<Record<Dialect, string>> = {
  sqlite: "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)",
  mysql: "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(3)) DIV 1000",
  postgres: 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)',
};
