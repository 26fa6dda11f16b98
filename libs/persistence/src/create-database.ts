import { DataSource } from 'typeorm';
import { connect, DatabaseNotReady, PATIENCE_MS } from './connect.js';
import { dialectOf } from './core/dialect.js';
import { dataSourceOptions } from './database-url.js';
import { exactCollation } from './exact-texts.js';

/**
 * Makes the database that the URL names on its server, unless it is there. The URL's user must be allowed to.
 * @returns whether it was made; SQLite makes its file itself
 * @throws {DatabaseNotReady} when the URL names no database, or its server does not answer within 30 s
 */
export async function createDatabase(url: string): Promise<boolean> {
  const dialect = dialectOf(url);
  if (dialect === 'sqlite') return false;
  const server = new URL(url);
  const name = server.pathname.slice(1);
  // It goes into a statement as it is.
  if (!/^\w{1,63}$/.test(name)) {
    throw new DatabaseNotReady(
      'The database in DATABASE_URL needs a name of letters, digits and _, at most 63 of them.',
    );
  }
  server.pathname = dialect === 'mysql' ? '/' : '/postgres';
  const dataSource = await connect(
    new DataSource(dataSourceOptions(server.href, { entities: [], migrations: [] }, 'write')),
    server.href,
    PATIENCE_MS,
  );
  try {
    if (await exists(dataSource, name)) return false;
    const texts = dialect === 'mysql' ? ` CHARACTER SET utf8mb4 COLLATE ${await exactCollation(dataSource)}` : '';
    await dataSource.query(`CREATE DATABASE ${name}${texts}`);
    return true;
  } finally {
    await dataSource.destroy();
  }
}

async function exists(dataSource: DataSource, name: string): Promise<boolean> {
  const isMysql = dataSource.options.type === 'mysql';
  const found: unknown = isMysql
    ? await dataSource.query('SELECT 1 FROM information_schema.schemata WHERE schema_name = ?', [name])
    : await dataSource.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  return Array.isArray(found) && found.length > 0;
}
