import type { Sql } from '../sql.ts';
import { columns, tables, type Column } from './columns.ts';

const NUMBER = /int|numeric|decimal/;
const TEXT = /char|text/;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const RANDOM_TEXT = { sqlite: 'lower(hex(randomblob(16)))', mysql: 'uuid()', postgres: 'gen_random_uuid()::text' };
const RANDOM_BYTES = {
  sqlite: 'randomblob(16)',
  mysql: `unhex(replace(uuid(), '-', ''))`,
  postgres: 'gen_random_uuid()',
};

/**
 * Copies the rows of every table that grows with the orders until there are about `orders` of them. Ids and the columns
 * that refer to them are shifted by the range of the ids, so that the copies of one order agree across tables and
 * services. Other unique values are replaced. Tables that do not grow with the orders (fleet, leases, migrations) stay
 * unchanged.
 */
export async function multiply(sql: Sql, stored: number, orders: number): Promise<void> {
  const factor = Math.round(orders / stored);
  if (factor < 2) return;
  for (const table of await tables(sql)) {
    const [count] = await sql.all(`SELECT count(*) AS n FROM ${quote(sql, table)}`);
    if (Number(count?.['n']) >= stored / 2) await copyRows(sql, table, stored, factor);
  }
}

function quote(sql: Sql, name: string): string {
  return sql.engine === 'mysql' ? `\`${name}\`` : `"${name}"`;
}

async function copyRows(sql: Sql, table: string, stored: number, factor: number): Promise<void> {
  const all = await columns(sql, table);
  const values = await Promise.all(all.map((column) => copyOf(sql, table, column, stored)));
  const names = all.map(({ name }) => quote(sql, name)).join(', ');
  const overriding = sql.engine === 'postgres' ? 'OVERRIDING SYSTEM VALUE' : '';
  await sql.all(`
    INSERT INTO ${quote(sql, table)} (${names}) ${overriding}
    WITH RECURSIVE s (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM s WHERE k < ${factor - 1})
    SELECT ${values.join(', ')} FROM ${quote(sql, table)} AS t CROSS JOIN s`);
  if (sql.engine === 'postgres') await moveSequences(sql, table, all);
}

/** The SQL expression for the value in copy k. */
async function copyOf(sql: Sql, table: string, { name, type, unique }: Column, stored: number): Promise<string> {
  const value = `t.${quote(sql, name)}`;
  const from = quote(sql, table);
  if (NUMBER.test(type)) {
    if (!unique && !/id$/i.test(name)) return value;
    return `${value} + s.k * ${await span(sql, from, quote(sql, name))}`;
  }
  const samples = (
    await sql.all(`SELECT ${quote(sql, name)} AS v FROM ${from} WHERE ${quote(sql, name)} IS NOT NULL LIMIT 50`)
  ).map((row) => row['v']);
  if (TEXT.test(type) && samples.every((v) => typeof v === 'string' && /^\d{1,15}$/.test(v)) && samples.length > 0) {
    const [distinct] = await sql.all(`SELECT count(DISTINCT ${quote(sql, name)}) AS n FROM ${from}`);
    if (Number(distinct?.['n']) < stored / 2) return value;
    const integer = sql.engine === 'mysql' ? 'SIGNED' : 'BIGINT';
    const text = sql.engine === 'mysql' ? 'CHAR' : 'TEXT';
    const number = `CAST(${quote(sql, name)} AS ${integer})`;
    return `CAST(CAST(${value} AS ${integer}) + s.k * ${await span(sql, from, number)} AS ${text})`;
  }
  if (!unique) return value;
  if (!TEXT.test(type)) return RANDOM_BYTES[sql.engine];
  if (samples.some((v) => typeof v === 'string' && UUID.test(v))) return RANDOM_TEXT[sql.engine];
  // A part of a wider unique key, such as a kind or a consumer's name; the other columns make the copy unique.
  const [distinct] = await sql.all(`SELECT count(DISTINCT ${quote(sql, name)}) AS n FROM ${from}`);
  if (Number(distinct?.['n']) < stored / 2) return value;
  // Copies of copies must differ too, so the value contains the current number of orders.
  return sql.engine === 'mysql' ? `concat(${value}, '#${stored}-', s.k)` : `${value} || '#${stored}-' || s.k`;
}

async function span(sql: Sql, from: string, expression: string): Promise<string> {
  const [row] = await sql.all(`SELECT max(${expression}) - min(${expression}) + 1 AS n FROM ${from}`);
  return String(Number(row?.['n'] ?? 0));
}

async function moveSequences(sql: Sql, table: string, all: Column[]): Promise<void> {
  for (const { name, type } of all) {
    if (!NUMBER.test(type)) continue;
    const [row] = await sql.all(`SELECT pg_get_serial_sequence('"${table}"', '${name}') AS seq`);
    const sequence = row?.['seq'];
    if (typeof sequence === 'string') {
      await sql.all(`SELECT setval('${sequence}', (SELECT max("${name}") FROM "${table}"))`);
    }
  }
}
