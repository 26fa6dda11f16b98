import { SERVICES } from '../../bench/systems/system.ts';
import type { Phase } from './phases.ts';
import { withSql } from './snapshot.ts';

const EVENTS = `SELECT type, COUNT(*) AS events, AVG(LENGTH(value) + LENGTH(headers) + LENGTH(message_key)) AS bytes FROM outbox GROUP BY type`;
// Tables with a few rows are left out: the pages of an empty one are no part of an order.
const MYSQL_BYTES = `SELECT SUM(data_length + index_length) AS bytes FROM information_schema.tables WHERE table_schema = DATABASE() AND table_rows >= 100`;
const POSTGRES_BYTES = `SELECT SUM(pg_total_relation_size(relid)) AS bytes FROM pg_stat_user_tables WHERE n_live_tup >= 100`;

/** The bytes of each event type, and what an order leaves in each database: rows and indexes, with all sent events and inboxes. */
export const stored: Phase = async ({ surroundings }) => {
  const events: Record<string, unknown> = {};
  const bytes: Record<string, number> = {};
  let orders = NaN;
  for (const service of SERVICES) {
    await withSql(service, surroundings, async (sql) => {
      for (const row of sql.engine === 'mysql' ? await sql.all(EVENTS) : []) {
        events[String(row['type'])] = { events: Number(row['events']), bytes: Math.round(Number(row['bytes'])) };
      }
      if (service === 'order') orders = Number((await sql.all('SELECT COUNT(*) AS n FROM orders'))[0]?.['n']);
      const [size] = await sql.all(sql.engine === 'postgres' ? POSTGRES_BYTES : MYSQL_BYTES);
      bytes[service] = Math.round(Number(size?.['bytes']) / orders);
    });
  }
  return { orders, events, bytesPerOrder: bytes };
};
