import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { connect, DatabaseNotReady, PATIENCE_MS } from './connect.js';
import type { DatabaseLimits } from './servers/database-limits.js';
import { dialectOf } from './core/dialect.js';
import { dataSourceOptions, describeDatabase, type DatabaseSettings, type Schema } from './database-url.js';
import { CompareTextsExactly1764000000010, exactCollation } from './exact-texts.js';
import { CreateWriteCheck1764000000011 } from './write-check.js';

/** What every service's database has beside its own tables. */
const COMMON_MIGRATIONS = [CompareTextsExactly1764000000010, CreateWriteCheck1764000000011];

/**
 * Applies the pending migrations.
 * @returns their names
 * @throws {DatabaseNotReady} when the database does not answer within 30 s
 */
export async function migrate(config: DatabaseSettings, schema: Schema): Promise<string[]> {
  const dataSource = await open(config, schema, PATIENCE_MS);
  try {
    if (dialectOf(config.databaseUrl) === 'mysql') await compareExactly(dataSource);
    return (await dataSource.runMigrations()).map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Opens the database for writing. SQLite is migrated on the way. Servers are only checked, because with several replicas a
 * migration is a step of its own; one that is still running, as on a first deployment, is waited for.
 * @param patienceMs how long to wait for an answer and for the migrations, in milliseconds; default 30 s
 * @param limits of a server's connections; without them statements may take as long as they need
 * @throws {DatabaseNotReady} when the database does not answer in that time, or when migrations are still pending on a server
 */
export async function openMigrated(
  config: DatabaseSettings,
  schema: Schema,
  patienceMs = PATIENCE_MS,
  limits?: DatabaseLimits,
): Promise<DataSource> {
  const deadline = Date.now() + patienceMs;
  const dataSource = await open(config, schema, patienceMs, limits);
  if (dialectOf(config.databaseUrl) === 'sqlite') await dataSource.runMigrations();
  else if (!(await isMigrated(dataSource, config, deadline))) {
    await dataSource.destroy();
    throw new DatabaseNotReady(lacking(config));
  }
  return dataSource;
}

function lacking({ databaseUrl, service }: DatabaseSettings): string {
  return `${describeDatabase(databaseUrl)} lacks migrations of this version. Apply them once with the migrate command: npx nx migrate ${service}`;
}

async function isMigrated(dataSource: DataSource, config: DatabaseSettings, deadline: number): Promise<boolean> {
  for (let said = false; ; said = true) {
    // A question that collides with the running migration fails, and means: not yet.
    const isPending = await dataSource.showMigrations().catch(() => true);
    if (!isPending) return true;
    if (Date.now() >= deadline) return false;
    if (!said) process.stderr.write(`waiting for the migrations: ${lacking(config)}\n`);
    await sleep(500);
  }
}

/** The collation of new tables: by default MySQL takes `Ann` and `ann` for equal, and shows one customer what is the other's. */
async function compareExactly(dataSource: DataSource): Promise<void> {
  await dataSource.query(`ALTER DATABASE CHARACTER SET utf8mb4 COLLATE ${await exactCollation(dataSource)}`);
}

async function open(
  config: DatabaseSettings,
  schema: Schema,
  patienceMs: number,
  limits?: DatabaseLimits,
): Promise<DataSource> {
  const migrations = [...schema.migrations, ...COMMON_MIGRATIONS];
  const options = dataSourceOptions(config.databaseUrl, { ...schema, migrations }, 'write', limits);
  if (options.type === 'better-sqlite3') await mkdir(dirname(options.database), { recursive: true });
  return connect(new DataSource(options), config.databaseUrl, patienceMs);
}
