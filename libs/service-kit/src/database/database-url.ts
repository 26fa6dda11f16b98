import type { DataSourceOptions } from 'typeorm';
import { NodeSqlite } from './node-sqlite.js';

/** The SQL engines a service's data can live on. */
export type Dialect = 'sqlite' | 'mysql' | 'postgres';

/** Entities and migrations of a service, listed by hand. */
export interface Schema {
  entities: (new () => object)[];
  migrations: (new () => object)[];
}

/** @throws {RangeError} for a URL of an engine that is not supported; the message does not show the URL. */
export function dialectOf(url: string): Dialect {
  if (url.startsWith('sqlite:')) return 'sqlite';
  if (/^(mysql|mariadb):/.test(url)) return 'mysql';
  if (/^postgres(ql)?:/.test(url)) return 'postgres';
  throw new RangeError('the database URL must start with sqlite:, mysql:// or postgres://');
}

/** What every connection to MySQL or MariaDB is told. */
export const MYSQL_SESSION = {
  charset: 'utf8mb4',
  timezone: 'Z',
  connectTimeout: 5000,
  enableKeepAlive: true,
  // Statements that a connection keeps prepared: the server has room for 16,382 of all connections together.
  maxPreparedStatements: 100,
  // A stack trace for every statement, in case it fails, is a sixteenth of what order does.
  trace: false,
} as const;

/**
 * TypeORM options for a database URL. SQLite's URL takes `?synchronous=full` to survive power loss and not only the end of the
 * process (https://sqlite.org/pragma.html#pragma_synchronous).
 */
export function dataSourceOptions(url: string, schema: Schema, access: 'write' | 'read'): DataSourceOptions {
  const common = {
    ...schema,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each' as const,
    logging: false,
  };
  switch (dialectOf(url)) {
    case 'sqlite': {
      const [path = '', query] = url.slice('sqlite:'.length).split('?');
      const synchronous = new URLSearchParams(query).get('synchronous') === 'full' ? 'FULL' : 'NORMAL';
      return {
        ...common,
        type: 'better-sqlite3',
        driver: NodeSqlite,
        database: path,
        readonly: access === 'read',
        prepareDatabase: (database: NodeSqlite) => {
          if (access === 'read') return;
          database.pragma('journal_mode = WAL');
          database.pragma(`synchronous = ${synchronous}`);
          // In pages of 4 kB: a checkpoint waits for the disk, so it comes seldom.
          database.pragma('wal_autocheckpoint = 4000');
        },
      };
    }
    case 'mysql':
      return {
        ...common,
        type: 'mysql',
        url: url.replace(/^mariadb:/, 'mysql:'),
        // Those that write are MysqlUnitOfWork's.
        extra: { ...MYSQL_SESSION, connectionLimit: 6 },
      };
    case 'postgres':
      return { ...common, type: 'postgres', url, connectTimeoutMS: 5000, extra: { max: 20, keepAlive: true } };
  }
}

/** Names the database without its credentials, for messages to operators. */
export function describeDatabase(url: string): string {
  if (dialectOf(url) === 'sqlite') return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
