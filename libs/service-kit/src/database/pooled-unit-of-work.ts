import type { DataSource, QueryRunner } from 'typeorm';
import { dialectOf } from './database-url.js';
import { EntityTables } from './entity-table.js';
import { Tx, type StatementResult } from './tx.js';
import { UnitOfWork } from './unit-of-work.js';

/** Servers run transactions side by side, each on a connection of the pool. */
export class PooledUnitOfWork extends UnitOfWork {
  private readonly tables: EntityTables;
  private readonly prepared = new WeakSet<object>();

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
      await this.begin(runner);
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

  /** MySQL is told the isolation once per connection: told with every transaction, it is a sixth of the statements of an order. */
  private async begin(runner: QueryRunner): Promise<void> {
    if (this.tables.dialect !== 'mysql') {
      await runner.startTransaction('READ COMMITTED');
      return;
    }
    const connection = (await runner.connect()) as object;
    if (!this.prepared.has(connection)) {
      await runner.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
      this.prepared.add(connection);
    }
    await runner.startTransaction();
  }
}

async function runOn(runner: QueryRunner, sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
  const result = await runner.query(sql, parameters as unknown[], true);
  const raw: unknown = result.raw;
  const insertId = typeof raw === 'object' && raw !== null && 'insertId' in raw ? Number(raw.insertId) : undefined;
  return { records: result.records as Record<string, unknown>[], affected: result.affected ?? 0, insertId };
}
