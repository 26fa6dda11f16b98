import type { DataSource } from 'typeorm';

const RANGE = 20_000;
/** Differences that are named; all are counted. */
const NAMED = 20;

/** Columns of the table's own upkeep, which do not follow from the events. */
const OWN = new Set(['touched_at', 'version']);

export interface Comparison {
  compared: number;
  /** Orders whose live page differs from the rebuilt one. */
  different: number;
  /** Orders whose live page contains a fact that no event of the log contains. */
  unexplained: number;
  examples: string[];
}

type Row = Record<string, unknown>;

/**
 * Compares the live table with the rebuilt one.
 * @param changed reads the orders that the service has changed since the rebuild began; they are left out
 */
export async function comparePages(dataSource: DataSource, changed: () => Promise<number[]>): Promise<Comparison> {
  const comparison: Comparison = { compared: 0, different: 0, unexplained: 0, examples: [] };
  const [last] = await dataSource.query<{ n: number | string | null }[]>(
    'SELECT MAX(order_id) AS n FROM (SELECT MAX(order_id) AS order_id FROM customerpages UNION SELECT MAX(order_id) FROM customerpages_rebuilt) AS ids',
  );
  for (let from = 0; from < Number(last?.n ?? 0); from += RANGE) {
    const [live, rebuilt] = await Promise.all([
      rowsOf(dataSource, 'customerpages', from),
      rowsOf(dataSource, 'customerpages_rebuilt', from),
    ]);
    // Read after the rows: a change that they show is recorded in the same transaction.
    const isChanged = new Set(await changed());
    for (const orderId of new Set([...live.keys(), ...rebuilt.keys()])) {
      if (isChanged.has(orderId)) continue;
      const known = live.get(orderId);
      comparison.compared += 1;
      const made = rebuilt.get(orderId);
      const columns = differingColumns(known, made);
      if (columns.length === 0) continue;
      comparison.different += 1;
      if (known && (!made || columns.some((column) => made[column] === null))) comparison.unexplained += 1;
      if (comparison.examples.length < NAMED) comparison.examples.push(`order ${orderId}: ${columns.join(', ')}`);
    }
  }
  return comparison;
}

async function rowsOf(dataSource: DataSource, table: string, from: number): Promise<Map<number, Row>> {
  const rows = await dataSource.query<Row[]>(
    `SELECT * FROM ${table} WHERE order_id > ${from} AND order_id <= ${from + RANGE}`,
  );
  return new Map(rows.map((row) => [Number(row['order_id']), row]));
}

function differingColumns(live: Row | undefined, rebuilt: Row | undefined): string[] {
  if (!live) return ['the live page is missing'];
  if (!rebuilt) return ['no event tells of it'];
  return Object.keys(rebuilt).filter((column) => !OWN.has(column) && String(live[column]) !== String(rebuilt[column]));
}
