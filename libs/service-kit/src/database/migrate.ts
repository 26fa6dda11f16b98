import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { ServiceConfig } from '../config/index.js';
import { dataSourceOptions, describeDatabase, dialectOf, type Schema } from './database-url.js';

/** The database is not in a state to start on; the message says what to do. */
export class DatabaseNotReady extends Error {
  override readonly name = 'DatabaseNotReady';
}

const PATIENCE_MS = 30_000;

/**
 * Applies the pending migrations. On a start, servers are only checked: with several replicas a migration is a step of its own.
 * @throws {DatabaseNotReady} when the database does not answer within 30 s, or when a start finds migrations pending on a server
 */
export async function migrate(config: ServiceConfig, schema: Schema, occasion: 'command' | 'start'): Promise<string[]> {
  const url = config.databaseUrl;
  const options = dataSourceOptions(url, schema, 'write');
  if (options.type === 'better-sqlite3') await mkdir(dirname(options.database), { recursive: true });
  const dataSource = await connect(new DataSource(options), url);
  try {
    if (occasion === 'command' || dialectOf(url) === 'sqlite') {
      return (await dataSource.runMigrations()).map((migration) => migration.name);
    }
    if (await dataSource.showMigrations()) {
      throw new DatabaseNotReady(
        `${describeDatabase(url)} lacks migrations of this version. Apply them once with the migrate command: npx nx migrate ${config.service}`,
      );
    }
    return [];
  } finally {
    await dataSource.destroy();
  }
}

async function connect(dataSource: DataSource, url: string): Promise<DataSource> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await dataSource.initialize();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (Date.now() > deadline) {
        throw new DatabaseNotReady(
          `${describeDatabase(url)} does not answer: ${reason}. Check DATABASE_URL and that the server runs.`,
        );
      }
      process.stderr.write(`waiting for ${describeDatabase(url)}: ${reason}\n`);
      await sleep(1000);
    }
  }
}
