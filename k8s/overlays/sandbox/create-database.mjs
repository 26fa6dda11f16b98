import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire('/app/');
const url = new URL(readFileSync(process.env.DATABASE_URL_FILE, 'utf8').trim());
const name = url.pathname.slice(1);
if (!/^\w+$/.test(name))
  throw new Error('the database name in DATABASE_URL has characters other than letters, digits and _');

if (url.protocol === 'mysql:') {
  url.pathname = '/';
  const connection = await require('mysql2/promise').createConnection(url.href);
  await connection.query(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4`);
  await connection.end();
} else {
  url.pathname = '/postgres';
  const client = new (require('pg').Client)({ connectionString: url.href });
  await client.connect();
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
  if (found.rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  await client.end();
}
console.log(`database ${name} is there`);
