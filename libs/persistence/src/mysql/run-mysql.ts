import type { Pool, PoolConnection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import type { StatementResult } from '../core/tx.js';

/** Longer statements come in too many lengths to be kept. */
const PREPARED_PARAMETERS = 40;

/** Runs a statement of MySQL or MariaDB, which the connection keeps prepared. */
export async function runMysql(
  on: Pool | PoolConnection,
  sql: string,
  parameters: readonly unknown[],
): Promise<StatementResult> {
  const values = parameters as (string | number | null)[];
  const [result] =
    values.length > PREPARED_PARAMETERS
      ? await on.query<RowDataPacket[] | ResultSetHeader>(sql, values)
      : await on.execute<RowDataPacket[] | ResultSetHeader>(sql, values);
  if (Array.isArray(result)) return { records: result, affected: 0 };
  return { records: [], affected: result.affectedRows, insertId: result.insertId };
}
