import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSourceOptions } from '@carshare/persistence';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Database } from '../src/database.ts';

const folder = mkdtempSync(join(tmpdir(), 'carshare-kinds-'));
const TABLE = `kinds_${process.pid}_${Date.now()}`;
const { TEST_MARIADB_URL, TEST_MYSQL_URL, TEST_POSTGRES_URL } = process.env;

/** SQLite, and each server whose address is in the environment; a test server's own database takes the table. */
const ENGINES = [
  ['SQLite', `sqlite:${join(folder, 'kinds.sqlite')}`, 'TEXT', 'datetime'],
  ...[
    ['MariaDB', TEST_MARIADB_URL, 'mysql', 'VARCHAR(64)', 'time'],
    ['MySQL', TEST_MYSQL_URL, 'mysql', 'VARCHAR(64)', 'time'],
    ['PostgreSQL', TEST_POSTGRES_URL, 'postgres', 'VARCHAR(64)', 'time'],
  ].flatMap(([name, url, database, text, other]) => (url ? [[name, `${url}/${database}`, text, other]] : [])),
] as [name: string, url: string, text: string, other: string][];

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(ENGINES)('The column kinds on %s', (_name, url, text, other) => {
  let writer: DataSource;
  let database: Database;
  beforeAll(async () => {
    writer = await new DataSource(dataSourceOptions(url, { entities: [], migrations: [] }, 'write')).initialize();
    for (const name of [TABLE, `${TABLE}_b`]) {
      const key = name === TABLE ? text : 'BIGINT';
      await writer.query(`CREATE TABLE ${name} (id BIGINT, message_key ${key}, note ${text}, moment ${other})`);
      await writer.query(`INSERT INTO ${name} VALUES (9007199254740991, '17', '0042', '10:00:00')`);
    }
    database = await Database.open(url);
  });
  afterAll(async () => {
    await database.close();
    for (const name of [TABLE, `${TABLE}_b`]) await writer.query(`DROP TABLE ${name}`);
    await writer.destroy();
  });

  it('keep a text that looks like a number, and read a number that the driver returns as text', async () => {
    expect(await database.rows(`SELECT id, message_key, note FROM ${TABLE}`)).toEqual([
      { id: 9007199254740991, message_key: '17', note: '0042' },
    ]);
    expect(await database.rows(`SELECT message_key, SUM(id) AS total FROM ${TABLE}_b GROUP BY message_key`)).toEqual([
      { message_key: 17, total: 9007199254740991 },
    ]);
  });

  it('fail for a column whose type is unknown', async () => {
    await expect(database.rows(`SELECT moment FROM ${TABLE}`)).rejects.toThrow(
      new RegExp(`^${TABLE}\\.moment has the type time|^${TABLE}\\.moment has the type datetime`),
    );
  });

  it('fail for a computed text, and for a name that is of two kinds', async () => {
    await expect(database.rows(`SELECT CONCAT(note, 'x') AS n FROM ${TABLE}`)).rejects.toThrow(
      'n is "0042x" where a number is expected',
    );
    await expect(
      database.rows(`SELECT a.message_key FROM ${TABLE} a JOIN ${TABLE}_b b ON a.id = b.id`),
    ).rejects.toThrow('message_key is text in one table of the query and a number in another');
  });
});
