import type { DataSource } from 'typeorm';
import type { BetterSqlite3Driver } from 'typeorm/driver/better-sqlite3/BetterSqlite3Driver.js';
import type { StatementResult } from '../core/tx.js';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** The part of a better-sqlite3 statement that TypeORM uses. */
interface DriverStatement {
  readonly reader: boolean;
  all(...parameters: SQLInputValue[]): unknown[];
  run(...parameters: SQLInputValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
}

/** More than a service has texts of its own; a flood of generated ones starts over. */
const STATEMENTS = 500;

/** Lets TypeORM's better-sqlite3 driver run on Node's built-in SQLite, so that nothing native is installed. */
export class NodeSqlite {
  private readonly database: DatabaseSync;
  private readonly statements = new Map<string, DriverStatement>();

  constructor(path: string, options: { readonly?: boolean; timeout?: number }) {
    this.database = new DatabaseSync(path, { readOnly: options.readonly ?? false, timeout: options.timeout ?? 5000 });
  }

  /** Statements stay prepared: TypeORM's own cache ends with each of its query runners. */
  prepare(sql: string): DriverStatement {
    let statement = this.statements.get(sql);
    if (!statement) {
      statement = this.compile(sql);
      if (this.statements.size >= STATEMENTS) this.statements.clear();
      this.statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs a statement: rows for one that reads, the number of changes for one that writes. */
  execute(sql: string, parameters: readonly unknown[]): StatementResult {
    const statement = this.prepare(sql);
    const values = parameters as SQLInputValue[];
    if (statement.reader) return { records: statement.all(...values) as Record<string, unknown>[], affected: 0 };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { records: [], affected: Number(changes), insertId: lastInsertRowid };
  }

  /** Whether a transaction is open; SQLite ends it itself when the disk is full. */
  get isTransaction(): boolean {
    return this.database.isTransaction;
  }

  pragma(text: string): unknown[] {
    return this.database.prepare(`PRAGMA ${text}`).all();
  }

  close(): void {
    this.statements.clear();
    this.database.close();
  }

  private compile(sql: string): DriverStatement {
    const statement = this.database.prepare(sql);
    return {
      reader: statement.columns().length > 0,
      all: (...parameters) => statement.all(...parameters),
      run: (...parameters) => statement.run(...parameters),
    };
  }
}

/** The connection beneath a data source on SQLite. */
export function sqliteOf(dataSource: DataSource): NodeSqlite {
  return (dataSource.driver as BetterSqlite3Driver).databaseConnection as NodeSqlite;
}
