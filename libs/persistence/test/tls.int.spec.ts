import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrate, openMigrated, openUnitOfWork, Reader, type UnitOfWork } from '../src/index.js';
import { notRun, servers, type EmptyDatabase } from './engines.js';
import { configOn, openReader, schema } from './notes.js';

// MySQL makes its own certificate at its first start; the MariaDB and PostgreSQL of the tests have none.
const withTls = servers.filter(({ name }) => name === 'MySQL');
const suite = withTls.length > 0 ? describe.each(withTls) : describe.skip.each([{ name: `no MySQL (${notRun})` }]);

suite('A URL with TLS parameters on $name', (engine) => {
  let database: EmptyDatabase;
  let writer: DataSource;
  let readable: DataSource;
  let unitOfWork: UnitOfWork;
  beforeAll(async () => {
    database = await (engine as (typeof servers)[number]).create();
    const url = `${database.url}?ssl-mode=REQUIRED`;
    const config = configOn(url);
    await migrate(config, schema);
    writer = await openMigrated(config, schema);
    readable = await openReader(url);
    unitOfWork = openUnitOfWork(writer, url);
  });
  afterAll(async () => {
    await readable.destroy();
    await unitOfWork.close();
    await writer.destroy();
    await database.drop();
  });

  it('encrypts the connections of every pool', async () => {
    const sql = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";
    const ciphers = [
      await unitOfWork.transaction((tx) => tx.query<{ Value: string }>(sql)),
      await writer.query<{ Value: string }[]>(sql),
      await new Reader(readable, database.url).query<{ Value: string }>(sql),
    ];
    for (const [row] of ciphers) expect(row?.Value).toMatch(/^TLS_|^[A-Z]+-/);
  });
});
