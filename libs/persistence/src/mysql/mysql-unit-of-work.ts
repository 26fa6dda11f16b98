import type { Pool, PoolConnection } from 'mysql2/promise';
import type * as Driver from 'mysql2';
import type { DataSource } from 'typeorm';
import type { MysqlDriver } from 'typeorm/driver/mysql/MysqlDriver.js';
import { isReadOnly } from '../conditions/index.js';
import {
  divided,
  LOCK_WAIT_S,
  MAINTENANCE_LIMITS,
  type DatabaseLimits,
  type Work,
} from '../servers/database-limits.js';
import { EntityTables } from '../core/entity-table.js';
import { mysqlOptions } from './mysql-options.js';
import { PoolGuard } from '../servers/pool-guard.js';
import { runMysql } from './run-mysql.js';
import { Tx } from '../core/tx.js';
import { UnitOfWork } from '../core/unit-of-work.js';

/**
 * Concurrent transactions on MySQL and MariaDB, without TypeORM's query runner: each statement is a round trip, and is prepared once
 * per connection. The pools are private and run with autocommit=0, so no BEGIN is sent.
 */
export class MysqlUnitOfWork extends UnitOfWork {
  private readonly tables: EntityTables;
  private readonly pools: Readonly<Record<Work, Pool>>;
  private readonly guard = new PoolGuard();
  private readonly settled = new WeakSet<object>();

  /** @param dataSource whose driver and entities it uses; its pool is guarded with this one */
  constructor(
    dataSource: DataSource,
    url: string,
    private readonly limits: DatabaseLimits = MAINTENANCE_LIMITS,
  ) {
    super();
    this.tables = new EntityTables(dataSource, 'mysql');
    const { mysql } = dataSource.driver as unknown as { mysql: typeof Driver };
    const guarded = (pool: Driver.Pool): Driver.Pool => {
      this.guard.guardMysql(pool, (connection) => this.boundIdleTime(connection));
      return pool;
    };
    const open = (connections: number): Pool =>
      guarded(mysql.createPool(mysqlOptions(url, limits, connections))).promise();
    guarded((dataSource.driver as MysqlDriver).pool as Driver.Pool);
    const { requests, events } = divided(limits.writers);
    const pool = open(requests);
    this.pools = { requests: pool, events: events > 0 ? open(events) : pool };
  }

  override async close(): Promise<void> {
    await Promise.all([...new Set(Object.values(this.pools))].map((pool) => pool.end()));
  }

  protected async attempt<T>(work: (tx: Tx) => Promise<T>, serves: Work): Promise<T> {
    const connection = await this.pools[serves].getConnection();
    const tx = new Tx((sql, parameters) => runMysql(connection, sql, parameters), this.tables);
    let result: T;
    try {
      await this.settle(connection);
      result = await work(tx);
      await tx.flush();
      await connection.query('COMMIT');
    } catch (error) {
      if (isReadOnly(error)) {
        // The server was demoted: its successor is found by connecting again.
        this.guard.dropConnections();
        connection.destroy();
        throw error;
      }
      // A connection that cannot even roll back must not be used again.
      await connection.query('ROLLBACK').then(
        () => connection.release(),
        () => connection.destroy(),
      );
      throw error;
    }
    connection.release();
    this.committed(tx);
    return result;
  }

  /** Sets a new connection's session once, instead of with every transaction. */
  private async settle(connection: PoolConnection): Promise<void> {
    if (this.settled.has(connection.connection)) return;
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await connection.query(
      `SET autocommit = 0${this.limits.timeoutMs > 0 ? `, innodb_lock_wait_timeout = ${LOCK_WAIT_S}` : ''}`,
    );
    this.settled.add(connection.connection);
  }

  /** The server ends a session that its client has abandoned, and so frees its locks. Idle connections are closed before. */
  private boundIdleTime(connection: Driver.PoolConnection): void {
    const seconds = Math.ceil((2 * this.limits.timeoutMs) / 1000);
    // A failure shows in the statement behind it.
    if (seconds > 0) connection.query(`SET wait_timeout = ${seconds}`, () => undefined);
  }
}
