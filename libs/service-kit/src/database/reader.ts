import type { Pool as CallbackPool } from 'mysql2';
import type { Pool } from 'mysql2/promise';
import type { DataSource } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { dialectOf } from './database-url.js';
import { EntityTables } from './entity-table.js';
import { sqliteOf, type NodeSqlite } from './node-sqlite.js';
import { runMysql } from './run-mysql.js';

/** Reads by key outside of transactions, with statements that stay prepared; TypeORM's repositories build theirs anew each time. */
export class Reader {
  private readonly tables: EntityTables;
  private readonly sqlite: NodeSqlite | undefined;
  private readonly mysql: Pool | undefined;

  constructor(
    private readonly dataSource: DataSource,
    url: string,
  ) {
    this.tables = new EntityTables(dataSource, dialectOf(url));
    if (this.tables.dialect === 'sqlite') this.sqlite = sqliteOf(dataSource);
    if (this.tables.dialect === 'mysql') {
      this.mysql = ((dataSource.driver as MysqlDriver).pool as CallbackPool).promise();
    }
  }

  /** Finds one entity by the equality of all given columns. */
  async find<T extends object>(entity: new () => T, where: Partial<T>): Promise<T | undefined> {
    const table = this.tables.of(entity);
    const [row] = await this.query<Record<string, unknown>>(table.selectSql(Object.keys(where)), Object.values(where));
    return row && table.hydrate(row);
  }

  /** Finds entities by a condition in SQL, and in its order: what follows `WHERE`, with `?` in every dialect. */
  async findWhere<T extends object>(entity: new () => T, condition: string, parameters: unknown[]): Promise<T[]> {
    const table = this.tables.of(entity);
    const rows = await this.query<Record<string, unknown>>(`${table.selectPrefix} ${condition}`, parameters);
    return rows.map((row) => table.hydrate(row));
  }

  /** The one number, called `n`, that a query answers; 0 where it is null. */
  async number(sql: string): Promise<number> {
    const [row] = await this.query<{ n: number | string | null }>(sql);
    return Number(row?.n ?? 0);
  }

  /** Runs a query whose placeholders are `?` in every dialect. */
  async query<T>(sql: string, parameters: unknown[] = []): Promise<T[]> {
    if (this.sqlite) return this.sqlite.execute(sql, parameters).records as T[];
    if (this.mysql) return (await runMysql(this.mysql, sql, parameters)).records as T[];
    return this.dataSource.query<T[]>(this.tables.text(sql), parameters);
  }
}
