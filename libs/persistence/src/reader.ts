import type { Pool as CallbackPool } from 'mysql2';
import type { DataSource } from 'typeorm';
import type { Pool as PostgresPool } from 'pg';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { dialectOf, type Dialect } from './core/dialect.js';
import { EntityTables } from './core/entity-table.js';
import { conditionOf, type Match } from './core/match.js';
import { sqliteOf } from './sqlite/node-sqlite.js';
import { runMysql } from './mysql/run-mysql.js';
import { runPostgres } from './postgres/run-postgres.js';
import type { StatementRunner } from './core/tx.js';

/**
 * Reads by key outside of transactions, with statements that stay prepared; TypeORM's repositories build a statement for each call.
 * @example
 * const order = await reader.find(Order, { id: 7 });
 * const open = await reader.all(Order, { status: ['Placed', 'Shipped'] });
 * const oldest = await reader.findWhere(Order, 'status = ? ORDER BY id LIMIT 10', ['Pending']);
 * const count = await reader.number('SELECT COUNT(*) AS n FROM orders');
 */
export class Reader {
  private readonly tables: EntityTables;
  private readonly run: StatementRunner;

  constructor(dataSource: DataSource, url: string) {
    this.tables = new EntityTables(dataSource, dialectOf(url));
    this.run = runnerOf(dataSource, this.tables.dialect);
  }

  /** The engine, for a query that no text serves well on all of them. */
  get dialect(): Dialect {
    return this.tables.dialect;
  }

  /** Finds one entity by the equality of all given columns. */
  async find<T extends object>(entity: new () => T, where: Partial<T>): Promise<T | undefined> {
    const table = this.tables.of(entity);
    const [row] = await this.query<Record<string, unknown>>(table.selectSql(Object.keys(where)), Object.values(where));
    return row && table.hydrate(row);
  }

  /**
   * Finds all entities that match, in the order of their primary keys. The caller bounds their number: a list that grows with the
   * table is read in pages.
   * @throws {RangeError} for a property that is no column
   */
  async all<T extends object>(entity: new () => T, match: Match<T>): Promise<T[]> {
    const table = this.tables.of(entity);
    const { sql, values } = conditionOf(table, match);
    return this.findWhere(entity, `${sql} ORDER BY ${table.names(table.primary)}`, values);
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
    return (await this.run(this.tables.text(sql), parameters)).records as T[];
  }
}

/** Runs statements on the connections that TypeORM opened. */
function runnerOf(dataSource: DataSource, dialect: Dialect): StatementRunner {
  switch (dialect) {
    case 'sqlite': {
      const file = sqliteOf(dataSource);
      return (sql, parameters) => file.execute(sql, parameters);
    }
    case 'mysql': {
      const pool = ((dataSource.driver as MysqlDriver).pool as CallbackPool).promise();
      return (sql, parameters) => runMysql(pool, sql, parameters);
    }
    case 'postgres': {
      const pool = (dataSource.driver as PostgresDriver).master as PostgresPool;
      return (sql, parameters) => runPostgres(pool, sql, parameters);
    }
  }
}
