import type * as Driver from 'pg';
import type { DataSource } from 'typeorm';
import { POSTGRES_SESSION, WRITING_CONNECTIONS } from './database-url.js';
import { EntityTables } from './entity-table.js';
import { runPostgres } from './run-postgres.js';
import { Tx } from './tx.js';
import { UnitOfWork } from './unit-of-work.js';

/**
 * Transactions side by side on PostgreSQL, past TypeORM's query runner: each statement is a journey to the server, and what does not
 * change is prepared there. The beginning of a transaction travels with its first statement.
 */
export class PostgresUnitOfWork extends UnitOfWork {
  private readonly tables: EntityTables;
  private readonly pool: Driver.Pool;

  /** @param dataSource whose driver and entities it uses */
  constructor(dataSource: DataSource, url: string) {
    super();
    this.tables = new EntityTables(dataSource, 'postgres');
    const { postgres } = dataSource.driver as unknown as { postgres: typeof Driver };
    this.pool = new postgres.Pool({
      ...POSTGRES_SESSION,
      connectionString: url,
      max: WRITING_CONNECTIONS,
      pipeline: true,
    });
    // Whoever has a connection that breaks is told by its statement; one that nobody has is replaced.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  override close(): Promise<void> {
    return this.pool.end();
  }

  protected async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const connection = await this.pool.connect();
    const begun = connection.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    // Whoever waits for it is told; until then nobody may be waiting.
    begun.catch(() => undefined);
    const tx = new Tx(async (sql, parameters) => {
      const [result] = await Promise.all([runPostgres(connection, sql, parameters), begun]);
      return result;
    }, this.tables);
    let result: T;
    try {
      result = await work(tx);
      await tx.flush();
      await begun;
      const { command } = await connection.query('COMMIT');
      // What PostgreSQL makes of it after a statement that failed, when nobody minded.
      if (command !== 'COMMIT') throw new Error('the transaction had failed before it was committed');
    } catch (error) {
      // A connection that cannot even roll back must not be used again.
      await Promise.all([begun, connection.query('ROLLBACK')]).then(
        () => connection.release(),
        () => connection.release(true),
      );
      throw error;
    }
    connection.release();
    tx.committed();
    return result;
  }
}
