import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An empty database of a suite's own. */
export interface EmptyDatabase {
  url: string;
  drop(): Promise<void>;
}

export interface Engine {
  name: string;
  create(): Promise<EmptyDatabase>;
}

type Server = [name: string, variable: string, run: (url: string, sql: string) => Promise<void>, force: string];

const SERVERS: Server[] = [
  ['MariaDB', 'TEST_MARIADB_URL', onMysql, ''],
  ['MySQL', 'TEST_MYSQL_URL', onMysql, ''],
  ['PostgreSQL', 'TEST_POSTGRES_URL', onPostgres, ' WITH (FORCE)'],
];

/** The servers whose address is in the environment. */
export const servers: Engine[] = SERVERS.flatMap(([name, variable, run, force]) => {
  const url = process.env[variable];
  return !url ? [] : [{ name, create: () => createOn(url, run, force) }];
});

/** What a suite cannot run on here, for its title. */
export const notRun = SERVERS.filter(([, variable]) => !process.env[variable])
  .map(([name, variable]) => `NOT RUN on ${name}: ${variable} is not set`)
  .join(', ');

export const sqlite: Engine = {
  name: 'SQLite',
  create: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'carshare-kit-'));
    return { url: `sqlite:${join(folder, 'test.sqlite')}`, drop: () => rm(folder, { recursive: true }) };
  },
};

async function createOn(url: string, run: Server[2], force: string): Promise<EmptyDatabase> {
  const name = `kit_${randomBytes(6).toString('hex')}`;
  await run(url, `CREATE DATABASE ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => run(url, `DROP DATABASE ${name}${force}`) };
}

async function onMysql(url: string, sql: string): Promise<void> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection(url);
  await connection.query(sql).finally(() => connection.end());
}

async function onPostgres(url: string, sql: string): Promise<void> {
  const server = new URL(url);
  if (server.pathname.length <= 1) server.pathname = '/postgres';
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: server.href });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
