import type { Row, Sql } from '../sql.ts';

export interface Column {
  name: string;
  type: string;
  /** Part of the primary key or of a unique index. */
  unique: boolean;
}

const SQLITE_TABLES = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`;
const MYSQL_TABLES = `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database() AND table_type = 'BASE TABLE'`;
const PG_TABLES = `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`;

export async function tables(sql: Sql): Promise<string[]> {
  const text = { sqlite: SQLITE_TABLES, mysql: MYSQL_TABLES, postgres: PG_TABLES }[sql.engine];
  return (await sql.all(text)).map((row) => String(row['name']));
}

/** The columns that a copy of a row must fill: all except the generated ones. */
export function columns(sql: Sql, table: string): Promise<Column[]> {
  return { sqlite: sqliteColumns, mysql: mysqlColumns, postgres: pgColumns }[sql.engine](sql, table);
}

const column = (row: Row): Column => ({
  name: String(row['name']),
  type: String(row['type']).toLowerCase(),
  unique: Number(row['uniq']) > 0,
});

async function sqliteColumns(sql: Sql, table: string): Promise<Column[]> {
  const rows = await sql.all(`
    SELECT c.name, c.type, c.pk > 0 OR EXISTS (SELECT 1 FROM pragma_index_list('${table}') l, pragma_index_info(l.name) i
      WHERE l."unique" = 1 AND i.name = c.name) AS uniq
    FROM pragma_table_xinfo('${table}') c WHERE c.hidden = 0`);
  return rows.map(column);
}

async function mysqlColumns(sql: Sql, table: string): Promise<Column[]> {
  const rows = await sql.all(`
    SELECT c.column_name AS name, c.data_type AS type, EXISTS (SELECT 1 FROM information_schema.statistics s
      WHERE s.table_schema = c.table_schema AND s.table_name = c.table_name AND s.column_name = c.column_name AND s.non_unique = 0) AS uniq
    FROM information_schema.columns c WHERE c.table_schema = database() AND c.table_name = '${table}' AND c.extra NOT LIKE '%GENERATED%'`);
  return rows.map(column);
}

async function pgColumns(sql: Sql, table: string): Promise<Column[]> {
  const rows = await sql.all(`
    SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, EXISTS (SELECT 1 FROM pg_index i
      WHERE i.indrelid = a.attrelid AND i.indisunique AND a.attnum = ANY (i.indkey))::int AS uniq
    FROM pg_attribute a WHERE a.attrelid = '"${table}"'::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''`);
  return rows.map(column);
}
