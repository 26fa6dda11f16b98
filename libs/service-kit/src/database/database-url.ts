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

/** What every connection to PostgreSQL is told. */
export const POSTGRES_SESSION = { connectionTimeoutMillis: 5000, keepAlive: true } as const;

/** Connections to a server that a service writes through. */
export const WRITING_CONNECTIONS = 14;
/** Those that TypeORM's repositories and the Reader read through. */
const READING_CONNECTIONS = 6;

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
        extra: { ...MYSQL_SESSION, connectionLimit: READING_CONNECTIONS },
      };
    case 'postgres':
      return { ...common, type: 'postgres', url, extra: { ...POSTGRES_SESSION, max: READING_CONNECTIONS } };
  }
}

/** Names the database without its credentials, for messages to operators. */
export function describeDatabase(url: string): string {
  if (dialectOf(url) === 'sqlite') return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
