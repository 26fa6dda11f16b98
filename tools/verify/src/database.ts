import { dataSourceOptions, describeDatabase, dialectOf } from '@carshare/persistence';
import { DataSource } from 'typeorm';
import { CATALOG, ColumnKinds, type CatalogColumn } from './column-kinds.ts';
import { Unreadable } from './unreadable.ts';

/** Reads one service's database on any engine. */
export class Database {
  private readonly source: DataSource;
  private readonly url: string;
  private readonly kinds: ColumnKinds;

  private constructor(source: DataSource, url: string, kinds: ColumnKinds) {
    this.source = source;
    this.url = url;
    this.kinds = kinds;
  }

  static async open(url: string): Promise<Database> {
    const source = new DataSource(dataSourceOptions(url, { entities: [], migrations: [] }, 'read'));
    try {
      await source.initialize();
      return new Database(source, url, new ColumnKinds(await source.query<CatalogColumn[]>(CATALOG[dialectOf(url)])));
    } catch (error) {
      throw new Unreadable(
        `${describeDatabase(url)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Runs a query. Numbers are written into the SQL; a text replaces its only `?`. */
  async rows<T>(sql: string, text?: string): Promise<T[]> {
    let rows: Record<string, unknown>[];
    try {
      const numbered = this.source.options.type === 'postgres' ? sql.replace('?', '$1') : sql;
      rows = await this.source.query<Record<string, unknown>[]>(numbered, text === undefined ? [] : [text]);
    } catch (error) {
      throw new Unreadable(`${describeDatabase(this.url)}: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.kinds.convert(sql, rows);
    return rows as T[];
  }

  async number(sql: string): Promise<number> {
    const [row] = await this.rows<Record<string, number | null>>(sql);
    return Object.values(row ?? {})[0] ?? 0;
  }

  async close(): Promise<void> {
    await this.source.destroy();
  }
}
