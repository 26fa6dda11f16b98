import type { DataSource } from 'typeorm';

export type Engine = 'sqlite' | 'mysql' | 'postgres';

/** A table that a statement reads completely. */
export interface Scan {
  table: string;
  /** The words of the database's plan. */
  plan: string;
}

/** More rows than one page of a list. */
const FEW = 1_000;

/**
 * Finds the tables that a statement's plan reads completely. Reading the first rows in the order of an index is not a
 * full scan.
 */
export async function scansOf(
  source: DataSource,
  engine: Engine,
  sql: string,
  parameters: readonly unknown[],
): Promise<Scan[]> {
  switch (engine) {
    case 'sqlite':
      return sqliteScans(source, sql);
    case 'mysql':
      return mysqlScans(await source.query<MysqlStep[]>(`EXPLAIN ${sql}`, [...parameters]), sql);
    case 'postgres': {
      const [row] = await source.query<{ 'QUERY PLAN': { Plan: PostgresNode }[] }[]>(`EXPLAIN (FORMAT JSON) ${sql}`, [
        ...parameters,
      ]);
      return row?.['QUERY PLAN'].flatMap(({ Plan }) => postgresScans(Plan, false)) ?? [];
    }
  }
}

/**
 * https://sqlite.org/eqp.html: SCAN visits every row unless LIMIT ends the query; a partial index contains only its own
 * rows.
 */
async function sqliteScans(source: DataSource, sql: string): Promise<Scan[]> {
  const steps = await source.query<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`);
  const partial = await source.query<{ name: string }[]>(
    `SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'`,
  );
  const sorted = steps.some(({ detail }) => detail.includes('TEMP B-TREE FOR ORDER BY'));
  const endsEarly = /\bLIMIT\b/i.test(sql) && !/\bWHERE\b/i.test(sql) && !sorted;
  return steps.flatMap(({ detail }) => {
    if (!detail.startsWith('SCAN ') || endsEarly) return [];
    if (partial.some(({ name }) => detail.endsWith(` INDEX ${name}`))) return [];
    return [{ table: tableIn(sql), plan: detail }];
  });
}

/** SQLite reports the alias of a table. A scan is that of the first table that a statement names outside of its subqueries. */
function tableIn(sql: string): string {
  const outer = sql.replace(/\([^()]*\)/g, '');
  return /\b(?:FROM|UPDATE|INTO)\s+["`]?(\w+)/i.exec(outer)?.[1] ?? sql;
}

interface MysqlStep {
  table: string | null;
  type: string | null;
  key: string | null;
  rows: number | string | null;
}

/** https://mariadb.com/docs/server/reference/sql-statements/administrative-sql-statements/analyze-and-explain-statements/explain */
function mysqlScans(steps: MysqlStep[], sql: string): Scan[] {
  return steps.flatMap(({ table, type, key, rows }) =>
    table !== null && (type === 'ALL' || type === 'index') && Number(rows) > FEW
      ? [{ table: tableIn(sql), plan: `${type} of ${String(rows)} rows, key ${key ?? 'none'}` }]
      : [],
  );
}

interface PostgresNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  'Index Name'?: string;
  Filter?: string;
  Plans?: PostgresNode[];
}

/**
 * https://www.postgresql.org/docs/current/using-explain.html: below a LIMIT, an index in the query's order is read only
 * for one page.
 */
function postgresScans(node: PostgresNode, limited: boolean): Scan[] {
  const below = (node.Plans ?? []).flatMap((child) => postgresScans(child, limited || node['Node Type'] === 'Limit'));
  const table = node['Relation Name'];
  if (table === undefined || node['Index Cond'] !== undefined) return below;
  const whole = !limited || node.Filter !== undefined;
  const scans = /^(Parallel )?(Seq|Index|Index Only) Scan$/.test(node['Node Type']);
  if (!scans || !whole) return below;
  return [...below, { table, plan: `${node['Node Type']} ${node['Index Name'] ?? ''}` }];
}
