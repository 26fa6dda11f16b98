import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createDatabase, DatabaseNotReady, migrate, openMigrated } from '../src/index.js';
import { notRun, servers, sqlite, type EmptyDatabase } from './engines.js';
import { configOn, schema } from './notes.js';

let said: jest.SpiedFunction<typeof process.stderr.write>;

beforeEach(() => {
  said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => said.mockRestore());

describe('SQLite', () => {
  it('is made, with its folder, and migrated on the way', async () => {
    const database = await sqlite.create();
    const url = database.url.replace('test.sqlite', 'deep/down/test.sqlite');
    const dataSource = await openMigrated(configOn(url), schema);
    expect(await dataSource.query('SELECT COUNT(*) AS n FROM notes')).toEqual([{ n: 0 }]);
    await dataSource.destroy();
    expect(existsSync(url.slice('sqlite:'.length))).toBe(true);
    expect(await migrate(configOn(url), schema)).toEqual([]);
    await database.drop();
  });
});

describe('A server that does not answer', () => {
  it('is waited for and then named, without its credentials', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    for (const scheme of ['mysql', 'postgres']) {
      const opening = openMigrated(configOn(`${scheme}://ann:hunter2@127.0.0.1:${port}/notes`), schema, 0);
      const error: unknown = await opening.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DatabaseNotReady);
      const { message } = error as DatabaseNotReady;
      expect(message).toContain(`${scheme}://127.0.0.1:${port}/notes does not answer`);
      expect(message).toContain('ECONNREFUSED');
      expect(message).toContain('Check DATABASE_URL');
      expect(message + said.mock.calls.join()).not.toContain('hunter2');
    }
  });
});

describe('A database', () => {
  it('of SQLite exists already', async () => {
    expect(await createDatabase('sqlite:/nowhere/at.all')).toBe(false);
  });

  it.each([
    'mysql://ann:hunter2@127.0.0.1:1',
    'postgres://127.0.0.1:1/',
    'mysql://127.0.0.1:1/a`b',
    'postgres://127.0.0.1:1/a-b',
  ])('that %s names is not made, and its server not asked', async (url) => {
    await expect(createDatabase(url)).rejects.toThrow('needs a name of letters, digits and _');
    expect(said.mock.calls).toEqual([]);
  });
});

// Skipped by name when no server is configured: a silent pass would hide that nothing was tested.
const onServers =
  servers.length > 0 ? describe.each(servers) : describe.skip.each([{ name: 'a server', create: sqlite.create }]);

onServers(`$name${notRun && ` (${notRun})`}`, (engine) => {
  let database: EmptyDatabase;

  beforeEach(async () => {
    database = await engine.create();
  });
  afterEach(() => database.drop());

  it('is created when it is absent, and left unchanged when it exists', async () => {
    await database.drop();
    expect(await createDatabase(database.url)).toBe(true);
    await migrate(configOn(database.url), schema);
    expect(await createDatabase(database.url)).toBe(false);
    expect(await migrate(configOn(database.url), schema)).toEqual([]);
  });

  it('is not started on before its migrations are applied, and the cure is named', async () => {
    const config = configOn(database.url);
    const refusal: unknown = await openMigrated(config, schema, 0).catch((reason: unknown) => reason);
    expect(refusal).toBeInstanceOf(DatabaseNotReady);
    const { message } = refusal as DatabaseNotReady;
    expect(message).toContain('lacks migrations of this version');
    expect(message).toContain('nx migrate notes');
    expect(message).not.toContain(new URL(database.url).password + '@');
    expect(await migrate(config, schema)).toEqual([
      'CreateNotes1764000000001',
      'CompareTextsExactly1764000000010',
      'CreateWriteCheck1764000000011',
    ]);
    expect(await migrate(config, schema)).toEqual([]);
    const dataSource = await openMigrated(config, schema);
    expect(Number((await dataSource.query<{ n: string }[]>('SELECT COUNT(*) AS n FROM notes'))[0]?.n)).toBe(0);
    await dataSource.destroy();
  });

  it('is started on as soon as the migrations that run beside it are done', async () => {
    const config = configOn(database.url);
    const opening = openMigrated(config, schema);
    // Only once the start has seen that they are pending.
    while (!said.mock.calls.join().includes('waiting for the migrations')) await sleep(20);
    await migrate(config, schema);
    const dataSource = await opening;
    expect(await dataSource.showMigrations()).toBe(false);
    await dataSource.destroy();
  });
});
