import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import { dialectOf } from './database-url.js';
import { EntityTables } from './entity-table.js';
import { sqliteOf, type NodeSqlite } from './node-sqlite.js';
import { StaleWrite, Tx, type StatementResult } from './tx.js';

const ATTEMPTS = 8;

/** The only way to write: everything inside `work` commits together or not at all. */
export abstract class UnitOfWork {
  /**
   * Runs `work` in a transaction. A transaction that lost against another one (stale row, deadlock) starts over, so `work` must
   * have no effect outside of `tx`.
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.attempt(work);
      } catch (error) {
        if (attempt === ATTEMPTS || !lostAgainstAnother(error)) throw error;
        await sleep(Math.random() * 5 * attempt);
      }
    }
  }

  protected abstract attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

/** SQLite has one writer: transactions of the process take turns on one connection, first come first served. */
export class SerialUnitOfWork extends UnitOfWork {
  private readonly database: NodeSqlite;
  private readonly tables: EntityTables;
  private last: Promise<unknown> = Promise.resolve();

  constructor(dataSource: DataSource) {
    super();
    // Past TypeORM's query runner: it would cost as much as the statements themselves.
    this.database = sqliteOf(dataSource);
    this.tables = new EntityTables(dataSource, 'sqlite');
  }

  protected attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const turn = this.last.then(() => this.run(work));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async run<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = new Tx((sql, parameters) => this.database.execute(sql, parameters), this.tables);
    this.database.execute('BEGIN IMMEDIATE', []);
    let result: T;
    try {
      result = await work(tx);
      await tx.flush();
      this.database.execute('COMMIT', []);
    } catch (error) {
      this.database.execute('ROLLBACK', []);
      throw error;
    }
    tx.committed();
    return result;
  }
}

/** Servers run transactions side by side, each on a connection of the pool. */
export class PooledUnitOfWork extends UnitOfWork {
  private readonly tables: EntityTables;

  constructor(
    private readonly dataSource: DataSource,
    url: string,
  ) {
    super();
    this.tables = new EntityTables(dataSource, dialectOf(url));
  }

  protected async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const tx = new Tx((sql, parameters) => runOn(runner, sql, parameters), this.tables);
    let result: T;
    try {
      await runner.startTransaction('READ COMMITTED');
      result = await work(tx);
      await tx.flush();
      await runner.commitTransaction();
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    tx.committed();
    return result;
  }
}

async function runOn(runner: QueryRunner, sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
  const result = await runner.query(sql, parameters as unknown[], true);
  const raw: unknown = result.raw;
  const insertId = typeof raw === 'object' && raw !== null && 'insertId' in raw ? Number(raw.insertId) : undefined;
  return { records: result.records as Record<string, unknown>[], affected: result.affected ?? 0, insertId };
}

/** MySQL: deadlock and lock wait timeout; PostgreSQL: serialization failure and deadlock. */
const RETRIABLE = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD', '40001', '40P01']);

function lostAgainstAnother(error: unknown): boolean {
  if (error instanceof StaleWrite) return true;
  return typeof error === 'object' && error !== null && 'code' in error && RETRIABLE.has(String(error.code));
}

const UNIQUE = new Set(['ER_DUP_ENTRY', '23505']);

/** Whether the database refused a row because its unique key is taken. */
export function isUniqueViolation(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  // SQLite: SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY
  return UNIQUE.has(String(code)) || errcode === 2067 || errcode === 1555;
}
