import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions, migrate, Reader, type Schema } from '@carshare/persistence';
import { DataSource } from 'typeorm';
import type { Engine } from './databases.js';

/** An empty database on which a suite applies the last migration of a service and reverts it. */
export class MigrationTrial {
  /** Reads with the service's own entities. */
  readonly reader: Reader;

  private constructor(
    private readonly url: string,
    private readonly schema: Schema,
    private readonly source: DataSource,
    private readonly drop: () => Promise<void>,
  ) {
    this.reader = new Reader(source, url);
  }

  /** Applies every migration but the last one of the schema. */
  static async begin(engine: Engine, schema: Schema): Promise<MigrationTrial> {
    const database = await engine.create();
    const folder = await mkdtemp(join(tmpdir(), 'carshare-migration-'));
    const url = database.url ?? `sqlite:${join(folder, 'trial.sqlite')}`;
    await migrate({ service: 'trial', databaseUrl: url }, { ...schema, migrations: schema.migrations.slice(0, -1) });
    const source = await new DataSource(dataSourceOptions(url, schema, 'write')).initialize();
    return new MigrationTrial(url, schema, source, async () => {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    });
  }

  /** Applies what is pending. @returns the names of the migrations */
  up(): Promise<string[]> {
    return migrate({ service: 'trial', databaseUrl: this.url }, this.schema);
  }

  /** Reverts the migration that was applied last. */
  down(): Promise<void> {
    return this.source.undoLastMigration();
  }

  execute(sql: string): Promise<unknown> {
    return this.source.query(sql);
  }

  async end(): Promise<void> {
    await this.source.destroy();
    await this.drop();
  }
}
