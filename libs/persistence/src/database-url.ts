import type { DataSourceOptions } from 'typeorm';
import { dialectOf } from './core/dialect.js';
import { mysqlOptions } from './mysql/mysql-options.js';
import { NodeSqlite } from './sqlite/node-sqlite.js';
import { postgresOptions } from './postgres/postgres-options.js';
import { MAINTENANCE_LIMITS, type DatabaseLimits } from './servers/database-limits.js';

/** Entities and migrations of a service, listed by hand. */
export interface Schema {
  entities: (new () => object)[];
  migrations: (new () => object)[];
}

/** What opening a database needs of a service's configuration. */
export interface DatabaseSettings {
  /** Names the service in messages, for example `order`. */
  readonly service: string;
  readonly databaseUrl: string;
}

/**
 * TypeORM options for a database URL. SQLite's URL takes `?synchronous=full` to survive power loss and not only the end of the
 * process (https://sqlite.org/pragma.html#pragma_synchronous).
 * @param limits of a server's connections; without them statements may take as long as they need
 */
export function dataSourceOptions(
  url: string,
  schema: Schema,
  access: 'write' | 'read',
  limits: DatabaseLimits = MAINTENANCE_LIMITS,
): DataSourceOptions {
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
          // SQLite keeps a list for IN in a table of its own. With a temporary file beneath, each takes and returns 80 kB of memory.
          database.pragma('temp_store = MEMORY');
        },
      };
    }
    case 'mysql':
      return {
        ...common,
        type: 'mysql',
        url: url.replace(/^mariadb:/, 'mysql:'),
        // TypeORM takes nothing from the URL's query: TLS parameters would not reach its pool.
        extra: mysqlOptions(url, limits, limits.readers),
      };
    case 'postgres':
      return { ...common, type: 'postgres', url, extra: postgresOptions(url, limits, limits.readers) };
  }
}

/** Names the database without its credentials, for messages to operators. */
export function describeDatabase(url: string): string {
  if (dialectOf(url) === 'sqlite') return url;
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
