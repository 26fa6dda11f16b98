import type { DataSource, QueryRunner } from 'typeorm';
import { dialectOf } from './database-url.js';
import { EntityTables } from './entity-table.js';

/** Reads by key outside of transactions, with statements that stay prepared; TypeORM's repositories build theirs anew each time. */
export class Reader {
  private readonly tables: EntityTables;
  private readonly runner: DataSource | QueryRunner;

  constructor(dataSource: DataSource, url: string) {
    this.tables = new EntityTables(dataSource, dialectOf(url));
    this.runner = this.tables.dialect === 'sqlite' ? dataSource.createQueryRunner() : dataSource;
  }

  /** Finds one entity by the equality of all given columns. */
  async find<T extends object>(entity: new () => T, where: Partial<T>): Promise<T | undefined> {
    const table = this.tables.of(entity);
    const [row] = await this.query<Record<string, unknown>>(table.selectSql(Object.keys(where)), Object.values(where));
    return row && table.hydrate(row);
  }

  /** Runs a query whose placeholders are `?` in every dialect. */
  async query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    return (await this.runner.query(this.tables.text(sql), parameters)) as T[];
  }
}
