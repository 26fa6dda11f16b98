import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions, migrate, Reader, type Schema } from '@carshare/persistence';
import { DataSource } from 'typeorm';
import type { Engine } from './databases.js';

/** An empty database on which a suite applies a migration of a service, with those that follow it, and reverts them. */
export class MigrationTrial {
  /** Reads with the service's own entities. */
  readonly reader: Reader;

  private constructor(
    private readonly url: string,
    private readonly schema: Schema,
    private readonly source: DataSource,
    private readonly drop: () => Promise<void>,
    private readonly tried: number,
  ) {
    this.reader = new Reader(source, url);
  }

  /**
   * Applies every migration before the one that is tried.
   * @param name the beginning of the name of the one that is tried; the last one of the schema without it
   */
  static async begin(engine: Engine, schema: Schema, name?: string): Promise<MigrationTrial> {
    const { migrations } = schema;
    const at = migrations.findIndex((migration) => name !== undefined && migration.name.startsWith(name));
    const first = at < 0 ? migrations.length - 1 : at;
    const database = await engine.create();
    const folder = await mkdtemp(join(tmpdir(), 'carshare-migration-'));
    const url = database.url ?? `sqlite:${join(folder, 'trial.sqlite')}`;
    await migrate({ service: 'trial', databaseUrl: url }, { ...schema, migrations: migrations.slice(0, first) });
    const source = await new DataSource(dataSourceOptions(url, schema, 'write')).initialize();
    return new MigrationTrial(
      url,
      schema,
      source,
      async () => {
        await database.drop();
        await rm(folder, { recursive: true, force: true });
      },
      migrations.length - first,
    );
  }

  /** Applies what is pending. @returns the names of the migrations */
  up(): Promise<string[]> {
    return migrate({ service: 'trial', databaseUrl: this.url }, this.schema);
  }

  /** Reverts the migration that is tried, and before it those that follow it. */
  async down(): Promise<void> {
    for (let left = this.tried; left > 0; left -= 1) await this.source.undoLastMigration();
  }

  execute(sql: string): Promise<unknown> {
    return this.source.query(sql);
  }

  /** The columns of each index of a table, such as `customer_id,order_id`, sorted. */
  async indices(table: string): Promise<string[]> {
    const runner = this.source.createQueryRunner();
    try {
      return ((await runner.getTable(table))?.indices ?? []).map(({ columnNames }) => columnNames.join()).sort();
    } finally {
      await runner.release();
    }
  }

  async end(): Promise<void> {
    await this.source.destroy();
    await this.drop();
  }
}
