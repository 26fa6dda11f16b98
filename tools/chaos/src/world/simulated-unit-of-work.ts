import { EntityTables, Tx, UnitOfWork, type StatementResult } from '@carshare/persistence';
import type { DataSource, QueryRunner } from 'typeorm';

/** Concurrent transactions, as on servers, each on a query runner that may fail. */
export class SimulatedUnitOfWork extends UnitOfWork {
  private readonly tables: EntityTables;

  constructor(private readonly dataSource: DataSource) {
    super();
    this.tables = new EntityTables(dataSource, 'sqlite');
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
