import { dataSourceOptions, describeDatabase } from '@carshare/persistence';
import { DataSource } from 'typeorm';
import { Unreadable } from './unreadable.ts';

/** Numeric columns that some drivers return as text. */
const TEXTS = new Set([
  'product_id',
  'customer_id',
  'currency',
  'status',
  'kind',
  'event_id',
  'source',
  'type',
  'reason',
  'message_key_text',
  'value',
  'headers',
  'installation',
  'provider_id',
  'reference',
]);

/** Reads one service's database on any engine. */
export class Database {
  private readonly source: DataSource;
  private readonly url: string;

  private constructor(source: DataSource, url: string) {
    this.source = source;
    this.url = url;
  }

  static async open(url: string): Promise<Database> {
    const source = new DataSource(dataSourceOptions(url, { entities: [], migrations: [] }, 'read'));
    try {
      await source.initialize();
    } catch (error) {
      throw new Unreadable(
        `${describeDatabase(url)} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    return new Database(source, url);
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
    for (const row of rows) {
      for (const name in row) if (typeof row[name] === 'string' && !TEXTS.has(name)) row[name] = Number(row[name]);
    }
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
