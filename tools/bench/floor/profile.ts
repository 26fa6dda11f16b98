import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Log, Positions } from './kit/ports.ts';

const env = process.env;
export const dataDir = env['DATA_DIR'] ?? '.data';

/**
 * Opens the store of a service: SQLite under DATA_DIR, or the server in DATABASE_URL. Drivers are loaded only when
 * used.
 */
export async function openSqlite(service: string): Promise<DatabaseSync> {
  const { open } = await import('./sqlite/open.ts');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(dataDir, { recursive: true });
  return open(join(dataDir, `${service}.sqlite`));
}

export const databaseUrl = env['DATABASE_URL'];

export async function openLog(positions: Positions | undefined): Promise<Log> {
  const brokers = env['KAFKA_BROKERS'];
  if (brokers) return (await import('./log/kafka.log.ts')).KafkaLog.connect(brokers);
  if (!positions) throw new Error('the embedded log needs a database for its positions');
  return new (await import('./log/sqlite.log.ts')).SqliteLog(dataDir, positions);
}
