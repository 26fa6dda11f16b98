import type { Dialect } from '@carshare/persistence';
import { Unreadable } from './unreadable.ts';

/** A column of the database's catalog. */
export interface CatalogColumn {
  table_name: string;
  column_name: string;
  /** The type as the engine names it. */
  type_name: string;
}

/** Reads every column of the database. MySQL returns the names of catalog columns in upper case, hence the aliases. */
export const CATALOG: Readonly<Record<Dialect, string>> = {
  sqlite: `SELECT m.name AS table_name, p.name AS column_name, p.type AS type_name
    FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`,
  mysql: `SELECT table_name AS table_name, column_name AS column_name, data_type AS type_name
    FROM information_schema.columns WHERE table_schema = DATABASE()`,
  postgres: `SELECT table_name, column_name, data_type AS type_name
    FROM information_schema.columns WHERE table_schema = current_schema()`,
};

type Kind = 'text' | 'number';

const TEXT = /^(character|varchar|nvarchar|char|text|tinytext|mediumtext|longtext|enum)\b/i;
const NUMBER = /^(tinyint|smallint|mediumint|int|integer|bigint|decimal|numeric|real|float|double)\b/i;

/**
 * The kinds of the columns, from the catalog. Drivers return 64-bit integers and sums as text, so the catalog decides which texts
 * are numbers.
 */
export class ColumnKinds {
  private readonly tables = new Map<string, Map<string, string>>();

  constructor(columns: readonly CatalogColumn[]) {
    for (const { table_name: table, column_name: column, type_name: type } of columns) {
      const known = this.tables.get(table) ?? new Map<string, string>();
      this.tables.set(table, known.set(column, type));
    }
  }

  /**
   * Converts the numbers that a driver returned as text, in place.
   * @throws {Unreadable} for a text of a column whose kind is unknown, or that is no number in a column of numbers
   */
  convert(sql: string, rows: readonly Record<string, unknown>[]): void {
    const kinds = new Map<string, Kind>();
    for (const row of rows) {
      for (const name in row) {
        const value = row[name];
        if (typeof value !== 'string') continue;
        const kind = kinds.get(name) ?? this.kindOf(sql, name);
        kinds.set(name, kind);
        if (kind === 'number') row[name] = numberIn(name, value);
      }
    }
  }

  /** A name that is no column of the query's tables is a computed value: verify computes numbers only. */
  private kindOf(sql: string, name: string): Kind {
    const tables = [...sql.matchAll(/\b(?:FROM|JOIN)\s+(\w+)/gi)].map(([, table = '']) => table);
    const kinds = new Set(
      tables.flatMap((table) => {
        const type = this.tables.get(table)?.get(name);
        return type === undefined ? [] : [kindOfType(table, name, type)];
      }),
    );
    if (kinds.size > 1) throw new Unreadable(`${name} is text in one table of the query and a number in another`);
    return [...kinds][0] ?? 'number';
  }
}

function kindOfType(table: string, column: string, type: string): Kind {
  if (TEXT.test(type)) return 'text';
  if (NUMBER.test(type)) return 'number';
  throw new Unreadable(`${table}.${column} has the type ${type}, which verify cannot read: add it to column-kinds.ts`);
}

function numberIn(column: string, text: string): number {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Unreadable(`${column} is "${text}" where a number is expected`);
}
