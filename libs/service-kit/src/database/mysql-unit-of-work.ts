import type { Pool, PoolConnection } from 'mysql2/promise';
import type * as Driver from 'mysql2';
import type { DataSource } from 'typeorm';
import { MYSQL_SESSION, WRITING_CONNECTIONS } from './database-url.js';
import { EntityTables } from './entity-table.js';
import { runMysql } from './run-mysql.js';
import { Tx } from './tx.js';
import { UnitOfWork } from './unit-of-work.js';

/**
 * Transactions side by side on MySQL and MariaDB, past TypeORM's query runner: each statement is a journey to the server, and what
 * does not change is prepared there. The connections are nobody else's, as whatever they run is in a transaction: none is begun.
 */
export class MysqlUnitOfWork extends UnitOfWork {
  private readonly tables: EntityTables;
  private readonly pool: Pool;
  private readonly settled = new WeakSet<object>();

  /** @param dataSource whose driver and entities it uses */
  constructor(dataSource: DataSource, url: string) {
    super();
    this.tables = new EntityTables(dataSource, 'mysql');
    const { mysql } = dataSource.driver as unknown as { mysql: typeof Driver };
    const pool = mysql.createPool({
      ...MYSQL_SESSION,
      uri: url.replace(/^mariadb:/, 'mysql:'),
      supportBigNumbers: true,
      bigNumberStrings: true,
      connectionLimit: WRITING_CONNECTIONS,
    });
    this.pool = pool.promise();
  }

  override close(): Promise<void> {
    return this.pool.end();
  }

  protected async attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const connection = await this.pool.getConnection();
    const tx = new Tx((sql, parameters) => runMysql(connection, sql, parameters), this.tables);
    let result: T;
    try {
      await this.settle(connection);
      result = await work(tx);
      await tx.flush();
      await connection.query('COMMIT');
    } catch (error) {
      // A connection that cannot even roll back must not be used again.
      await connection.query('ROLLBACK').then(
        () => connection.release(),
        () => connection.destroy(),
      );
      throw error;
    }
    connection.release();
    tx.committed();
    return result;
  }

  /** Tells a new connection once what would else be told it with every transaction. */
  private async settle(connection: PoolConnection): Promise<void> {
    if (this.settled.has(connection.connection)) return;
    await connection.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await connection.query('SET autocommit = 0');
    this.settled.add(connection.connection);
  }
}
