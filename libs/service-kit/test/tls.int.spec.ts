import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import {
  dataSourceOptions,
  migrate,
  openMigrated,
  openUnitOfWork,
  Reader,
  type UnitOfWork,
} from '@carshare/persistence';
import { notRun, servers, sqlite, type EmptyDatabase } from '@carshare/persistence/test/engines';
import { configOn, schema } from '@carshare/persistence/test/notes';

/** TLS without a check of the server's certificate. */
const PARAMETERS: Record<string, string> = { MySQL: 'ssl-mode=REQUIRED', PostgreSQL: 'sslmode=no-verify' };
const CIPHER = "SHOW SESSION STATUS LIKE 'Ssl_cipher'";
const USES_TLS = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';

const onServers =
  servers.length > 0 ? describe.each(servers) : describe.skip.each([{ name: 'a server', create: sqlite.create }]);

onServers(`The TLS parameters of a URL of $name${notRun && ` (${notRun})`}`, (engine) => {
  let database: EmptyDatabase;
  let source: DataSource;
  let unitOfWork: UnitOfWork;
  const isPostgres = engine.name === 'PostgreSQL';

  beforeEach(async () => {
    database = await engine.create();
    const config = configOn(database.url);
    await migrate(config, schema);
    source = await openMigrated(config, schema);
  });
  afterEach(async () => {
    await source.destroy();
    await database.drop();
  });

  it('reach the pool that reads and the pool that writes', async () => {
    const url = `${database.url}?${PARAMETERS[engine.name] ?? 'ssl-mode=REQUIRED'}`;
    const sql = isPostgres ? USES_TLS : CIPHER;
    const encrypted = (rows: Record<string, unknown>[]): boolean => {
      const [value] = Object.values(rows[0] ?? {}).slice(-1);
      return value !== '' && value !== false && value !== undefined;
    };
    // A server without TLS refuses the connection, which shows as well that the parameters arrived.
    const outcome = (answer: Promise<Record<string, unknown>[]>): Promise<string> =>
      answer.then(
        (rows) => (encrypted(rows) ? 'encrypted' : 'plain'),
        (error: unknown) => (/secure connection|SSL/i.test(String(error)) ? 'refused' : String(error)),
      );
    unitOfWork = openUnitOfWork(source, url);
    const written = await outcome(unitOfWork.transaction((tx) => tx.query(sql)));
    await unitOfWork.close();
    const reading = new DataSource(dataSourceOptions(url, { entities: [], migrations: [] }, 'read'));
    const read = await outcome(reading.initialize().then((opened) => new Reader(opened, url).query(sql)));
    if (reading.isInitialized) await reading.destroy();
    expect([written, read]).toEqual(engine.name === 'MySQL' ? ['encrypted', 'encrypted'] : [written, written]);
    expect(['encrypted', 'refused']).toContain(written);
  });
});
