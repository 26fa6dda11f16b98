import type { DataSource } from 'typeorm';

const LIVE = 'customerpages';
const REBUILT = 'customerpages_rebuilt';
/** Rows of either table that are read together at most. */
const RANGE = 5_000;
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
  for (let from: number | undefined = 0; from !== undefined;) {
    const to = await endOfRange(dataSource, from);
    const [live, rebuilt] = await Promise.all([
      rowsOf(dataSource, LIVE, from, to),
      rowsOf(dataSource, REBUILT, from, to),
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
    from = to;
  }
  return comparison;
}

/** The order id that ends the next range of rows: ids can lie far apart. Undefined for the last range. */
async function endOfRange(dataSource: DataSource, from: number): Promise<number | undefined> {
  const ends = await Promise.all(
    [LIVE, REBUILT].map((table) =>
      dataSource.query<{ n: number | string }[]>(
        `SELECT order_id AS n FROM ${table} WHERE order_id > ${from} ORDER BY order_id LIMIT 1 OFFSET ${RANGE - 1}`,
      ),
    ),
  );
  const found = ends.flat().map(({ n }) => Number(n));
  return found.length === 0 ? undefined : Math.min(...found);
}

async function rowsOf(
  dataSource: DataSource,
  table: string,
  from: number,
  to: number | undefined,
): Promise<Map<number, Row>> {
  const end = to === undefined ? '' : ` AND order_id <= ${to}`;
  const rows = await dataSource.query<Row[]>(`SELECT * FROM ${table} WHERE order_id > ${from}${end}`);
  return new Map(rows.map((row) => [Number(row['order_id']), row]));
}

function differingColumns(live: Row | undefined, rebuilt: Row | undefined): string[] {
  if (!live) return ['the live page is missing'];
  if (!rebuilt) return ['no event tells of it'];
  return Object.keys(rebuilt).filter((column) => !OWN.has(column) && String(live[column]) !== String(rebuilt[column]));
}
