import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/** The part of a better-sqlite3 statement that TypeORM uses. */
interface DriverStatement {
  readonly reader: boolean;
  all(...parameters: SQLInputValue[]): unknown[];
  run(...parameters: SQLInputValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
}

/** Lets TypeORM's better-sqlite3 driver run on Node's built-in SQLite, so that nothing native is installed. */
export class NodeSqlite {
  private readonly database: DatabaseSync;

  constructor(path: string, options: { readonly?: boolean; timeout?: number }) {
    this.database = new DatabaseSync(path, { readOnly: options.readonly ?? false, timeout: options.timeout ?? 5000 });
  }

  prepare(sql: string): DriverStatement {
    const statement = this.database.prepare(sql);
    return {
      reader: statement.columns().length > 0,
      all: (...parameters) => statement.all(...parameters),
      run: (...parameters) => statement.run(...parameters),
    };
  }

  pragma(text: string): unknown[] {
    return this.database.prepare(`PRAGMA ${text}`).all();
  }

  close(): void {
    this.database.close();
  }
}
