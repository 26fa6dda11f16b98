import type { Pool as MysqlPool, PoolConnection } from 'mysql2';
import type { Pool as PostgresPool, PoolClient } from 'pg';
import { POOL_WAIT_MS } from './database-limits.js';

/** No connection became free in time: every one of them is at work. */
export class PoolExhausted extends Error {
  override readonly name = 'PoolExhausted';

  constructor() {
    super(`timeout exceeded when trying to connect: no connection was free for ${POOL_WAIT_MS} ms`);
  }
}

type MysqlCallback = (error: NodeJS.ErrnoException | null, connection: PoolConnection) => void;
type PostgresCallback = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release: (error?: boolean) => void,
) => void;

/**
 * Watches the pools of a service: a wait for a connection is bounded, and connections can be dropped that lead to a server which
 * was replaced, such as the old primary after a failover, which stays up and accepts reads only.
 */
export class PoolGuard {
  private generation = 0;
  private readonly generations = new WeakMap<object, number>();

  /** Every connection opened until now is closed instead of being used again. */
  dropConnections(): void {
    this.generation += 1;
  }

  /** @param opened runs its statements on a new connection before any other */
  guardMysql(pool: MysqlPool, opened: (connection: PoolConnection) => void = () => undefined): void {
    pool.on('connection', (connection: PoolConnection) => {
      this.generations.set(connection, this.generation);
      opened(connection);
    });
    const take = pool.getConnection.bind(pool) as (callback: MysqlCallback) => void;
    pool.getConnection = (callback: MysqlCallback) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        callback(new PoolExhausted(), undefined as unknown as PoolConnection);
      }, POOL_WAIT_MS);
      const taken: MysqlCallback = (error, connection) => {
        if (!error && this.isDropped(connection)) {
          connection.destroy();
          take(taken);
          return;
        }
        clearTimeout(timer);
        if (!isLate) callback(error, connection);
        else if (!error) connection.release();
      };
      take(taken);
    };
  }

  /** pg bounds the wait itself, by its `connectionTimeoutMillis`. */
  guardPostgres(pool: PostgresPool): void {
    pool.on('connect', (client) => {
      this.generations.set(client, this.generation);
    });
    const take = pool.connect.bind(pool) as (callback: PostgresCallback) => void;
    const connect = (callback: PostgresCallback): void =>
      take((error, client, release) => {
        if (!client || !this.isDropped(client)) {
          callback(error, client, release);
          return;
        }
        release(true);
        connect(callback);
      });
    const promised = (): Promise<PoolClient> =>
      new Promise((resolve, reject) =>
        connect((error, client) => (client ? resolve(client) : reject(error ?? new PoolExhausted()))),
      );
    pool.connect = ((callback?: PostgresCallback) =>
      callback ? connect(callback) : promised()) as typeof pool.connect;
  }

  /** A connection that was open before its pool was watched is of the first generation. */
  private isDropped(connection: object): boolean {
    return (this.generations.get(connection) ?? 0) < this.generation;
  }
}
