import type { QueryRunner } from 'typeorm';

/** Rows of one statement: it holds their locks for a few milliseconds. */
const ROWS = 2_000;

/** A column to add, and how its rows are filled. */
export interface FilledColumn {
  table: string;
  /** The table's integer primary key. */
  key: string;
  /** The new column, which may be null. */
  column: string;
  /** Its type in every dialect, for example `bigint`. */
  type: string;
  /** The SQL expression of its value. */
  value: string;
}

/**
 * Adds a column to a table that services are using, and fills it in ranges of the key. A migration that calls it sets
 * `transaction = false`, so that each range is committed at once and no lock is held for the whole table. Repeated after an
 * interruption, it continues with the rows that are still null.
 */
export async function addFilledColumn(runner: QueryRunner, filled: FilledColumn): Promise<void> {
  const { table, key, column, type, value } = filled;
  // TypeORM's addColumn copies the whole table on SQLite.
  if (!(await runner.hasColumn(table, column))) {
    await runner.query(`ALTER TABLE ${table} ADD COLUMN ${column} ${type} NULL`);
  }
  let from = 0;
  for (let to = await endOfRange(runner, filled, from); to !== undefined; to = await endOfRange(runner, filled, from)) {
    await runner.query(
      `UPDATE ${table} SET ${column} = ${value} WHERE ${key} > ${from} AND ${key} <= ${to} AND ${column} IS NULL`,
    );
    from = to;
  }
}

/**
 * The SQL expression of an amount in minor units, from one in hundredths and the column `currency`. The decimals are those that
 * ISO 4217 gave the currencies when version 0.2 was written: applied migrations use it, so it must not change.
 */
export function hundredthsInMinorUnits(hundredths: string): string {
  return `ROUND(${hundredths} * CASE
  WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') THEN 0.01
  WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 10
  WHEN currency IN ('CLF', 'UYW') THEN 100
  ELSE 1 END)`;
}

/** Keys may lie far apart, so a range is counted in rows. */
async function endOfRange(
  runner: QueryRunner,
  { table, key }: FilledColumn,
  from: number,
): Promise<number | undefined> {
  const [row] = (await runner.query(
    `SELECT MAX(k) AS n FROM (SELECT ${key} AS k FROM ${table} WHERE ${key} > ${from} ORDER BY ${key} LIMIT ${ROWS}) AS range_of_keys`,
  )) as { n: number | string | null }[];
  const last = row?.n ?? undefined;
  return last === undefined ? undefined : Number(last);
}
