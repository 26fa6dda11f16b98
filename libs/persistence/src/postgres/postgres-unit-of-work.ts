import type * as Driver from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { isReadOnly } from '../conditions/index.js';
import { divided, MAINTENANCE_LIMITS, type DatabaseLimits, type Work } from '../servers/database-limits.js';
import { EntityTables } from '../core/entity-table.js';
import { PoolGuard } from '../servers/pool-guard.js';
import { postgresOptions } from './postgres-options.js';
import { runPostgres } from './run-postgres.js';
import { Tx } from '../core/tx.js';
import { UnitOfWork } from '../core/unit-of-work.js';

/**
 * Concurrent transactions on PostgreSQL, without TypeORM's query runner: each statement is a round trip, and is prepared once per
 * connection. BEGIN is sent together with the first statement.
 */
export class PostgresUnitOfWork extends UnitOfWork {
  private readonly tables: EntityTables;
  private readonly pools: Readonly<Record<Work, Driver.Pool>>;
  private readonly guard = new PoolGuard();

  /** @param dataSource whose driver and entities it uses; its pool is guarded with this one */
  constructor(dataSource: DataSource, url: string, limits: DatabaseLimits = MAINTENANCE_LIMITS) {
    super();
    this.tables = new EntityTables(dataSource, 'postgres');
    const { postgres } = dataSource.driver as unknown as { postgres: typeof Driver };
    const open = (connections: number): Driver.Pool =>
      new postgres.Pool({ ...postgresOptions(url, limits, connections), pipeline: true });
    const { requests, events } = divided(limits.writers);
    const own = open(requests);
    this.pools = { requests: own, events: events > 0 ? open(events) : own };
    for (const pool of new Set([
      ...Object.values(this.pools),
      (dataSource.driver as PostgresDriver).master as Driver.Pool,
    ])) {
      this.guard.guardPostgres(pool);
      // Without a listener the error of an idle connection would end the process. Its statement reports that of a busy one.
      pool.on('error', () => undefined);
      pool.on('connect', (client) => client.on('error', () => undefined));
    }
  }

  override async close(): Promise<void> {
    await Promise.all([...new Set(Object.values(this.pools))].map((pool) => pool.end()));
  }

  protected async attempt<T>(work: (tx: Tx) => Promise<T>, serves: Work): Promise<T> {
    const connection = await this.pools[serves].connect();
    const begun = connection.query('BEGIN ISOLATION LEVEL READ COMMITTED');
    // Prevents an unhandled rejection: the error surfaces when `begun` is awaited.
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
      // PostgreSQL answers COMMIT with ROLLBACK when a statement failed and the error was swallowed.
      if (command !== 'COMMIT') throw new Error('the transaction had failed before it was committed');
    } catch (error) {
      if (isReadOnly(error)) {
        // The server was demoted: its successor is found by connecting again.
        this.guard.dropConnections();
        connection.release(true);
        throw error;
      }
      // A connection that cannot even roll back must not be used again.
      await Promise.all([begun, connection.query('ROLLBACK')]).then(
        () => connection.release(),
        () => connection.release(true),
      );
      throw error;
    }
    connection.release();
    this.committed(tx);
    return result;
  }
}
