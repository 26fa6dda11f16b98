import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';

/** A database of one suite. */
export interface TestDatabase {
  /** The value of `DATABASE_URL`; `undefined` selects the service's own SQLite file. */
  url: string | undefined;
  drop(): Promise<void>;
}

/** A database engine that a suite runs on. */
export interface Engine {
  name: string;
  /** Makes an empty database. */
  create(): Promise<TestDatabase>;
  /** Runs a statement as the server's administrator; does nothing on SQLite. */
  administer(sql: string): Promise<void>;
}

const SQLITE: Engine = {
  name: 'SQLite',
  create: () => Promise.resolve({ url: undefined, drop: () => Promise.resolve() }),
  administer: () => Promise.resolve(),
};

type Server = 'mysql' | 'postgres';

/** The environment variables with the addresses of each kind of server. */
const SERVERS: Record<Server, readonly (readonly [name: string, variable: string])[]> = {
  mysql: [
    ['MariaDB', 'TEST_MARIADB_URL'],
    ['MySQL', 'TEST_MYSQL_URL'],
  ],
  postgres: [['PostgreSQL', 'TEST_POSTGRES_URL']],
};

/** The servers of a kind with an address in the environment. `TEST_MYSQL_URL` may also name a MariaDB. */
export function serversOf(server: Server): Engine[] {
  const servers = SERVERS[server].flatMap(([name, variable]) => {
    const url = process.env[variable];
    return url ? [serverEngine(server, name, url)] : [];
  });
  // MariaDB and MySQL in turn, by the name of the suite: each suite runs on one of them, and each of them runs half of the suites.
  return process.env['SERVERS'] === 'in-turn' ? servers.filter((_, at) => at === turnOf(servers.length)) : servers;
}

/** A number below `count` that belongs to the name of the running suite. */
function turnOf(count: number): number {
  // Jest's global: its module cannot be imported outside of a suite, and the chaos run uses this library too.
  const { expect } = globalThis as { expect?: { getState(): { testPath?: string } } };
  const suite = basename(expect?.getState().testPath ?? '');
  return [...suite].reduce((sum, character) => sum + character.charCodeAt(0), 0) % Math.max(count, 1);
}

/** The engines for `describe.each`: the service's servers with an address in the environment, otherwise SQLite. */
export function engines(server: Server): Engine[] {
  const servers = serversOf(server);
  return servers.length > 0 ? servers : [SQLITE];
}

/**
 * Every server with an address in the environment, and SQLite: `npm run test:services` (`SUITES=servers`) runs nothing on SQLite
 * again, because `npm test` has.
 */
export function allEngines(): Engine[] {
  const servers = [...serversOf('mysql'), ...serversOf('postgres')];
  return process.env['SUITES'] === 'servers' && servers.length > 0 ? servers : [SQLITE, ...servers];
}

function serverEngine(server: Server, name: string, url: string): Engine {
  const run = server === 'mysql' ? runOnMysql : runOnPostgres;
  return {
    name,
    create: async () => {
      const database = `test_${randomBytes(6).toString('hex')}`;
      await run(url, `CREATE DATABASE ${database}`);
      const own = new URL(url);
      own.pathname = `/${database}`;
      return {
        url: own.href,
        drop: () => run(url, `DROP DATABASE ${database}${server === 'postgres' ? ' WITH (FORCE)' : ''}`),
      };
    },
    administer: (sql) => run(url, sql),
  };
}

/** Loads the driver when a server needs it: on SQLite it would be 5 % of the text that a suite loads. */
async function runOnMysql(url: string, sql: string): Promise<void> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection(url);
  await connection.query(sql).finally(() => connection.end());
}

async function runOnPostgres(url: string, sql: string): Promise<void> {
  const server = new URL(url);
  if (server.pathname.length <= 1) server.pathname = '/postgres';
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: server.href });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
