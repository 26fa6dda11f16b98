import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import { dataSourceOptions } from '@carshare/persistence';
import type { EmptyDatabase, Engine } from '@carshare/persistence/test/engines';
import { DataSource } from 'typeorm';
import { SERVICES, type ServiceName } from '../src/options.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const LOADER = pathToFileURL(join(ROOT, 'libs', 'testing', 'src', 'source-loader.mjs')).href;

/** The databases of a shop on one engine, with the rows of an embedded shop. */
export class CopiedShop {
  private constructor(
    readonly urls: Readonly<Record<ServiceName, string>>,
    private readonly databases: readonly EmptyDatabase[],
  ) {}

  /** Makes the databases with the services' own migrations. @param folder of everything else */
  static async make(engine: Engine, folder: string): Promise<CopiedShop> {
    const urls: Partial<Record<ServiceName, string>> = {};
    const databases: EmptyDatabase[] = [];
    for (const service of SERVICES) {
      const database = await engine.create();
      databases.push(database);
      urls[service] = database.url;
      const main = join(ROOT, 'apps', service, 'src', 'main.ts');
      execFileSync(process.execPath, ['--no-warnings', '--import', LOADER, main, 'migrate'], {
        env: { PATH: process.env['PATH'], DATA_DIR: folder, DATABASE_URL: urls[service] },
      });
    }
    return new CopiedShop(urls as Record<ServiceName, string>, databases);
  }

  /** Replaces all rows by those of the embedded shop. */
  async fill(folder: string): Promise<void> {
    for (const service of SERVICES) {
      const from = new DatabaseSync(join(folder, `${service}.sqlite`), { readOnly: true });
      const to = await new DataSource(
        dataSourceOptions(this.urls[service], { entities: [], migrations: [] }, 'write'),
      ).initialize();
      const tables = from
        .prepare(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('migrations', 'sqlite_sequence')",
        )
        .all() as { name: string }[];
      for (const { name } of tables) await copyTable(from, to, name);
      await to.destroy();
      from.close();
    }
  }

  async drop(): Promise<void> {
    await Promise.all(this.databases.map((database) => database.drop()));
  }
}

async function copyTable(from: DatabaseSync, to: DataSource, table: string): Promise<void> {
  const { driver } = to;
  await to.query(`DELETE FROM ${driver.escape(table)}`);
  for (const row of from.prepare(`SELECT * FROM "${table}"`).all()) {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => (driver.options.type === 'postgres' ? `$${index + 1}` : '?'));
    await to.query(
      `INSERT INTO ${driver.escape(table)} (${columns.map((column) => driver.escape(column)).join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(row),
    );
  }
}
