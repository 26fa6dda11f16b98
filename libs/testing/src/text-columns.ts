import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { dataSourceOptions, isUniqueViolation, migrate } from '@carshare/persistence';
import { loadConfig, type ServiceConfig } from '@carshare/service-kit';
import type { Engine } from './databases.js';
import type { ServiceParts } from './running-service.js';

/** How the text columns of a service's migrated database compare texts. */
export interface TextComparison {
  /** Every text column in the database's catalog, as `table.column`. */
  columns: string[];
  /** Pairs of different texts that a column treats as equal. */
  faults: string[];
}

interface CatalogColumn {
  table: string;
  column: string;
  type: string;
  /** 1 when the column accepts NULL, is generated or has a default. */
  optional: number | string;
}

/**
 * Texts that are different identities but that some comparison treats as equal: case, trailing space, composed and
 * decomposed letters (Unicode normalisation), zero-width characters, full width, ligatures. At most three characters,
 * for short columns.
 */
// prettier-ignore
const LOOK_ALIKES = [
  'a', 'A', 'a ', ' a', 'a  ', 'a\t', '\u00e4', 'a\u0308', '\u00c4', 'a\u200b', 'a\u200d', '\ufeffa', 'a\u00ad', '\uff41', '\u0430', 'ss', '\u00df',
  '\ufb01', 'fi', 'i', '\u0131', 'I', '\u0130', '1', '\u0661', '01',
] as const;

const CATALOG: Record<string, string> = {
  'better-sqlite3': `SELECT m.name AS "table", c.name AS "column", lower(c.type) AS type,
      ("notnull" = 0 OR dflt_value IS NOT NULL OR (c.pk = 1 AND lower(c.type) = 'integer')) AS optional
    FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid`,
  mysql: `SELECT c.table_name AS \`table\`, c.column_name AS \`column\`, lower(c.data_type) AS type,
      (c.is_nullable = 'YES' OR c.column_default IS NOT NULL OR c.extra LIKE '%auto_increment%') AS optional
    FROM information_schema.columns c WHERE c.table_schema = DATABASE() ORDER BY c.table_name, c.ordinal_position`,
  postgres: `SELECT table_name AS "table", column_name AS "column", lower(data_type) AS type,
      (CASE WHEN is_nullable = 'YES' OR column_default IS NOT NULL THEN 1 ELSE 0 END) AS optional
    FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position`,
};

const TEXT = /char|text/;
const BYTES = /blob|binary|bytea/;

/**
 * Compares texts in every text column of a service's schema on one engine. New columns are included automatically.
 * @param isUpgraded whether an earlier version made the tables, with padding comparison on MySQL
 */
export async function compareTexts<C extends ServiceConfig>(
  { config: Config, schema }: ServiceParts<C>,
  engine: Engine,
  isUpgraded = false,
): Promise<TextComparison> {
  const folder = await mkdtemp(join(tmpdir(), 'carshare-texts-'));
  const database = await engine.create();
  const config = loadConfig(Config, { DATABASE_URL: database.url, DATA_DIR: folder });
  const source = new DataSource(dataSourceOptions(config.databaseUrl, { ...schema, entities: [] }, 'write'));
  try {
    await source.initialize();
    if (isUpgraded) {
      if (source.options.type === 'mysql') await source.query('ALTER DATABASE COLLATE utf8mb4_bin');
      await source.runMigrations();
    }
    await migrate(config, schema);
    const columns = await source.query<CatalogColumn[]>(CATALOG[source.options.type] ?? '');
    return await new Texts(source, columns).compare();
  } finally {
    await source.destroy();
    await database.drop();
    await rm(folder, { recursive: true });
  }
}

class Texts {
  private filler = 1_000;

  constructor(
    private readonly source: DataSource,
    private readonly columns: readonly CatalogColumn[],
  ) {}

  async compare(): Promise<TextComparison> {
    const texts = this.columns.filter(({ type }) => TEXT.test(type));
    const faults: string[] = [];
    for (const { table, column } of texts) faults.push(...(await this.faultsOf(table, column)));
    return { columns: texts.map(({ table, column }) => `${table}.${column}`), faults };
  }

  /** Stores one row for each look-alike and finds each by equality. */
  private async faultsOf(table: string, column: string): Promise<string[]> {
    const faults: string[] = [];
    await this.source.query(`DELETE FROM ${table}`);
    for (const text of LOOK_ALIKES) {
      await this.insert(table, column, text).catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        faults.push(`${table}.${column} treats ${JSON.stringify(text)} as equal to a stored text`);
      });
    }
    for (const text of LOOK_ALIKES) {
      const rows = await this.source.query<{ found: string }[]>(
        `SELECT ${column} AS found FROM ${table} WHERE ${column} = ${this.place(1)}`,
        [text],
      );
      const found = rows.map((row) => row.found);
      if (found.length !== 1 || found[0] !== text) {
        faults.push(`${table}.${column} finds ${JSON.stringify(found)} for ${JSON.stringify(text)}`);
      }
    }
    return faults;
  }

  private async insert(table: string, column: string, text: string): Promise<void> {
    const needed = this.columns.filter(
      (other) => other.table === table && (other.column === column || !Number(other.optional)),
    );
    const values = needed.map((other) => (other.column === column ? text : this.fill(other.type)));
    const places = values.map((_, index) => this.place(index + 1)).join(', ');
    await this.source.query(
      `INSERT INTO ${table} (${needed.map((other) => other.column).join(', ')}) VALUES (${places})`,
      values,
    );
  }

  /** A value that is unique among the rows, and above that of the column before: an end is after its start. Three characters fit every text column. */
  private fill(type: string): unknown {
    this.filler += 1;
    if (BYTES.test(type)) return Buffer.from(String(this.filler));
    return TEXT.test(type) ? this.filler.toString(36) : this.filler;
  }

  private place(position: number): string {
    return this.source.options.type === 'postgres' ? `$${position}` : '?';
  }
}
