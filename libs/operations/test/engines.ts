import { randomBytes } from 'node:crypto';
import { createDatabase, dataSourceOptions } from '@carshare/persistence';
import { DataSource } from 'typeorm';

/** An engine that a suite runs on. */
export interface Engine {
  name: string;
  /** Makes an empty database. @returns its URL; undefined for an SQLite file */
  create(): Promise<string | undefined>;
  drop(url: string | undefined): Promise<void>;
}

const SQLITE: Engine = { name: 'SQLite', create: async () => undefined, drop: async () => undefined };

/** SQLite, and each server whose address is in `TEST_MYSQL_URL` or `TEST_POSTGRES_URL`. */
export const ENGINES: readonly Engine[] = [
  SQLITE,
  ...(['TEST_MYSQL_URL', 'TEST_POSTGRES_URL'] as const).flatMap((variable) => {
    const server = process.env[variable];
    return server === undefined ? [] : [engineOn(server, variable === 'TEST_MYSQL_URL' ? 'MySQL' : 'PostgreSQL')];
  }),
];

function engineOn(server: string, name: 'MySQL' | 'PostgreSQL'): Engine {
  return {
    name,
    create: async () => {
      const url = new URL(server);
      url.pathname = `/messaging_${randomBytes(6).toString('hex')}`;
      await createDatabase(url.href);
      return url.href;
    },
    drop: async (url) => {
      const own = new URL(url ?? server);
      const database = own.pathname.slice(1);
      own.pathname = name === 'MySQL' ? '/' : '/postgres';
      const source = await new DataSource(
        dataSourceOptions(own.href, { entities: [], migrations: [] }, 'write'),
      ).initialize();
      await source.query(`DROP DATABASE ${database}${name === 'MySQL' ? '' : ' WITH (FORCE)'}`);
      await source.destroy();
    },
  };
}
