import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { describeDatabase } from './database-url.js';
import { isSqliteBusy, sqliteRemedy } from './sqlite/sqlite-fault.js';

/** The database is not in a state to start on; the message says what to do. */
export class DatabaseNotReady extends Error {
  override readonly name = 'DatabaseNotReady';
}

/** How long a start waits for its database, in milliseconds. */
export const PATIENCE_MS = 30_000;

/**
 * Connects, and waits for a server that does not answer yet.
 * @param url names the database in messages
 * @param patienceMs how long to wait, in milliseconds
 * @throws {DatabaseNotReady} when the database does not answer in that time, or at once when it is a file that cannot be used
 */
export async function connect(dataSource: DataSource, url: string, patienceMs: number): Promise<DataSource> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      return await dataSource.initialize();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // A server may still be starting; a file does not become readable by waiting.
      const remedy = sqliteRemedy(error);
      if (remedy !== undefined && !isSqliteBusy(error)) {
        throw new DatabaseNotReady(`${describeDatabase(url)} cannot be used: ${reason}. ${remedy}`);
      }
      if (Date.now() >= deadline) {
        throw new DatabaseNotReady(
          `${describeDatabase(url)} does not answer: ${reason}. Check DATABASE_URL and that the server runs.`,
        );
      }
      process.stderr.write(`waiting for ${describeDatabase(url)}: ${reason}\n`);
      await sleep(1000);
    }
  }
}
