import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import type { EntityTable } from './entity-table.js';
import { inList } from './in-list.js';

export interface Statement {
  sql: string;
  values: unknown[];
}

/**
 * One statement that inserts several rows, in their order where the database gives them ids. PostgreSQL gets every column as a
 * list: the text, and the work to parse it, is the same for any number of rows.
 */
export function insertAll<T extends object>(table: EntityTable<T>, rows: readonly T[]): Statement {
  const { inserted } = table;
  const names = table.names(inserted);
  if (table.dialect === 'postgres') {
    const { sql, values } = lists(table, inserted, rows);
    return { sql: `INSERT INTO ${table.table} (${names}) SELECT * FROM ${sql}`, values };
  }
  return {
    sql: `INSERT INTO ${table.table} (${names}) VALUES ${tuples(inserted.length, rows.length)}`,
    values: rows.flatMap((row) => table.valuesOf(row, inserted)),
  };
}

/** One statement that updates several rows of an entity with a version, each if it still is in the version that was read. */
export function updateAll<T extends object>(table: EntityTable<T>, rows: readonly T[]): Statement {
  const { primary, updated, version } = table;
  if (!version) throw new RangeError(`${table.table} has no version`);
  const columns = [...primary, version, ...updated];
  const { sql, values } = lists(table, columns, rows);
  const own = (column: ColumnMetadata): string => `${table.table}.${table.name(column)}`;
  const assignments = updated.map((column) => `${table.name(column)} = v.${table.name(column)}`);
  assignments.push(`${table.name(version)} = ${own(version)} + 1`);
  const guards = [...primary, version].map((column) => `${own(column)} = v.${table.name(column)}`);
  return {
    sql:
      `UPDATE ${table.table} SET ${assignments.join(', ')} FROM ${sql} AS v (${table.names(columns)})` +
      ` WHERE ${guards.join(' AND ')}`,
    values,
  };
}

/** The rows whose column has one of the values. */
export function selectAll<T extends object>(
  table: EntityTable<T>,
  property: string,
  values: readonly unknown[],
): Statement {
  const list = inList(values);
  return { sql: `${table.selectPrefix} ${table.name(table.column(property))} IN ${list.sql}`, values: list.values };
}

function tuples(columns: number, rows: number): string {
  const tuple = `(${'?, '.repeat(columns - 1)}?)`;
  return `${`${tuple}, `.repeat(rows - 1)}${tuple}`;
}

function lists<T extends object>(
  table: EntityTable<T>,
  columns: readonly ColumnMetadata[],
  rows: readonly T[],
): Statement {
  const sql = `unnest(${columns.map((column) => `?::${table.typeOf(column)}[]`).join(', ')})`;
  return { sql, values: columns.map((column) => rows.map((row) => table.value(row, column))) };
}
