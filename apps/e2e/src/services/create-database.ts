import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

/**
 * Makes the database on the server at `url` (`mysql://…` or `postgres://…`) unless it is there.
 * @returns the URL of the database.
 */
export async function createDatabase(url: string, name: string): Promise<string> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new RangeError(`"${name}" is no database name`);
  if (url.startsWith('mysql:')) await createOnMysql(url, name);
  else await createOnPostgres(url, name);
  const result = new URL(url);
  result.pathname = `/${name}`;
  return result.href;
}

async function createOnMysql(url: string, name: string): Promise<void> {
  const connection = await createConnection(url);
  try {
    await connection.query(`CREATE DATABASE IF NOT EXISTS \`${name}\``);
  } finally {
    await connection.end();
  }
}

async function createOnPostgres(url: string, name: string): Promise<void> {
  const server = new URL(url);
  if (server.pathname.length <= 1) server.pathname = '/postgres';
  const client = new Client({ connectionString: server.href });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
}
