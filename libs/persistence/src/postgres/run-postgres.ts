import type { Pool, PoolClient } from 'pg';
import type { StatementResult } from '../core/tx.js';

/** More texts than a service has; further ones are not kept. */
const KEPT = 500;

const names = new Map<string, string>();

/** Runs a statement of PostgreSQL, which the connection keeps prepared. @param sql with numbered placeholders */
export async function runPostgres(
  on: Pool | PoolClient,
  sql: string,
  parameters: readonly unknown[],
): Promise<StatementResult> {
  const statement = { name: nameOf(sql), text: sql, values: parameters as unknown[] };
  const { rows, rowCount } = await on.query<Record<string, unknown>>(statement);
  return { records: rows, affected: rowCount ?? 0 };
}

/** The name under which every connection keeps the statement. */
function nameOf(sql: string): string | undefined {
  const known = names.get(sql);
  if (known !== undefined || names.size === KEPT) return known;
  const name = `s${names.size}`;
  names.set(sql, name);
  return name;
}
