import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

/** A database of a suite's own. */
export interface TestDatabase {
  /** For `DATABASE_URL`; `undefined` is the service's own SQLite file. */
  url: string | undefined;
  drop(): Promise<void>;
}

/** An engine that a suite runs on. */
export interface Engine {
  name: string;
  /** Makes an empty database. */
  create(): Promise<TestDatabase>;
}

const SQLITE: Engine = {
  name: 'SQLite',
  create: () => Promise.resolve({ url: undefined, drop: () => Promise.resolve() }),
};

/**
 * The engine for `describe.each`: the service's server when its address is in the environment (`TEST_MYSQL_URL`,
 * `TEST_POSTGRES_URL`), else SQLite.
 */
export function engines(server: 'mysql' | 'postgres'): [Engine] {
  const url = process.env[server === 'mysql' ? 'TEST_MYSQL_URL' : 'TEST_POSTGRES_URL'];
  return [url === undefined ? SQLITE : serverEngine(server, url)];
}

function serverEngine(server: 'mysql' | 'postgres', url: string): Engine {
  const run = server === 'mysql' ? runOnMysql : runOnPostgres;
  return {
    name: server === 'mysql' ? 'MariaDB' : 'PostgreSQL',
    create: async () => {
      const name = `test_${randomBytes(6).toString('hex')}`;
      await run(url, `CREATE DATABASE ${name}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return {
        url: own.href,
        drop: () => run(url, `DROP DATABASE ${name}${server === 'postgres' ? ' WITH (FORCE)' : ''}`),
      };
    },
  };
}

async function runOnMysql(url: string, sql: string): Promise<void> {
  const connection = await createConnection(url);
  await connection.query(sql).finally(() => connection.end());
}

async function runOnPostgres(url: string, sql: string): Promise<void> {
  const server = new URL(url);
  if (server.pathname.length <= 1) server.pathname = '/postgres';
  const client = new Client({ connectionString: server.href });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
