import type { DataSource, QueryRunner } from 'typeorm';
import { dialectOf } from './database-url.js';
import { EntityTables } from './entity-table.js';
import { Tx, type StatementResult } from './tx.js';
import { UnitOfWork } from './unit-of-work.js';

/** Transactions side by side, each on a connection of TypeORM's pool. */
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
  const { records, affected } = await runner.query(sql, parameters as unknown[], true);
  return { records: records as Record<string, unknown>[], affected: affected ?? 0 };
}
