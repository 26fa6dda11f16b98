import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Environment, ServiceName } from './launcher.js';

type Value = string | number;

/** The files of an embedded shop, for tests that read them or damage them deliberately. */
export class Storage {
  private constructor(readonly folder: string) {}

  static async create(): Promise<Storage> {
    return new Storage(await mkdtemp(join(tmpdir(), 'carshare-storage-')));
  }

  /** The environment of a shop on this storage. */
  get env(): Environment {
    return { PATH: process.env['PATH'], DATA_DIR: this.folder };
  }

  rows(database: ServiceName | 'log', sql: string, ...values: Value[]): unknown[] {
    return this.open(database, (connection) => connection.prepare(sql).all(...values));
  }

  change(database: ServiceName | 'log', sql: string, ...values: Value[]): void {
    this.open(database, (connection) => connection.prepare(sql).run(...values));
  }

  /** Publishes to the topic as another program may: without headers. */
  publish(key: number, value: object): void {
    const sql = "INSERT INTO events (key, value, headers) VALUES (?, ?, '{}')";
    this.change('log', sql, String(key), JSON.stringify(value));
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }

  private open<T>(database: string, use: (connection: DatabaseSync) => T): T {
    // The services write as well, so the write waits for locks.
    const connection = new DatabaseSync(join(this.folder, `${database}.sqlite`), { timeout: 5_000 });
    try {
      return use(connection);
    } finally {
      connection.close();
    }
  }
}
