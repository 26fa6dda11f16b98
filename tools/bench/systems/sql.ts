import { join } from 'node:path';
import type { ServiceName, Surroundings } from './system.ts';

export type Row = Record<string, unknown>;

/** A direct connection to one service's database on any engine. */
export interface Sql {
  readonly engine: 'sqlite' | 'mysql' | 'postgres';
  all(text: string): Promise<Row[]>;
  close(): Promise<void>;
}

export async function connect(service: ServiceName, dataDir: string, surroundings?: Surroundings): Promise<Sql> {
  const url = surroundings?.[service]['DATABASE_URL'];
  if (url?.startsWith('mysql')) return mysqlSql(url);
  if (url?.startsWith('postgres')) return pgSql(url);
  return sqliteSql(join(dataDir, `${service}.sqlite`));
}

async function sqliteSql(path: string): Promise<Sql> {
  const { DatabaseSync } = await import('node:sqlite');
  const db = new DatabaseSync(path, { timeout: 5_000 });
  db.exec('PRAGMA synchronous=OFF');
  return {
    engine: 'sqlite',
    all: (text) => Promise.resolve(db.prepare(text).all() as unknown as Row[]),
    close: () => Promise.resolve(db.close()),
  };
}

async function mysqlSql(url: string): Promise<Sql> {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection({ uri: url });
  return {
    engine: 'mysql',
    all: async (text) => {
      const [rows] = await connection.query(text);
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    close: () => connection.end(),
  };
}

async function pgSql(url: string): Promise<Sql> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    engine: 'postgres',
    all: async (text) => (await client.query<Row>(text)).rows,
    close: () => client.end(),
  };
}
