import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import {
  inList,
  isUniqueViolation,
  MAINTENANCE_LIMITS,
  migrate,
  openMigrated,
  openUnitOfWork,
  Reader,
  type Tx,
  type UnitOfWork,
} from '../src/index.js';
import { notRun, servers, sqlite, type EmptyDatabase } from './engines.js';
import { configOn, Note, openReader, schema } from './notes.js';

const suite = describe.each([sqlite, ...servers]);

suite(`Transactions on $name${notRun && ` (${notRun})`}`, (engine) => {
  let database: EmptyDatabase;
  let writer: DataSource;
  let readable: DataSource;
  let reader: Reader;
  let unitOfWork: UnitOfWork;

  beforeAll(async () => {
    database = await engine.create();
    const config = configOn(database.url);
    await migrate(config, schema);
    writer = await openMigrated(config, schema);
    readable = await openReader(database.url);
    reader = new Reader(readable, database.url);
    unitOfWork = openUnitOfWork(writer, database.url);
  });
  beforeEach(() => unitOfWork.transaction((tx) => tx.execute('DELETE FROM notes')));
  afterAll(async () => {
    await readable.destroy();
    await unitOfWork.close();
    await writer.destroy();
    await database.drop();
  });

  const insert = async (...notes: Note[]): Promise<void> =>
    unitOfWork.transaction(async (tx) => {
      for (const note of notes) await tx.insert(note);
    });
  const titles = async (): Promise<string[]> =>
    (await reader.query<{ title: string }>('SELECT title FROM notes ORDER BY title')).map(({ title }) => title);
  const find = (title: string): Promise<Note | undefined> => reader.find(Note, { title });

  it('give back what was put in, with the id that the database gave', async () => {
    const readAt = new Date('2026-01-02T03:04:05.678Z');
    const note = Note.of('käse 🧀 ?', { stars: -3, size: 9_007_199_254_740_991, readAt });
    await insert(note, Note.of('second'));
    expect(note.id).toBeGreaterThan(0);
    const found = await find('käse 🧀 ?');
    expect(found).toBeInstanceOf(Note);
    expect(found).toEqual(note);
    expect(await reader.find(Note, { id: note.id, stars: -3 })).toEqual(note);
    expect(await reader.find(Note, { id: note.id, stars: 4 })).toBeUndefined();
    expect((await find('second'))?.readAt).toBeNull();
    expect((await find('second'))?.id).not.toBe(note.id);
  });

  const onServers = engine === sqlite ? it.skip : it;
  onServers('see what others have committed meanwhile, on every connection and every time', async () => {
    const look = (tx: Tx): Promise<object[]> => tx.query('SELECT title FROM notes');
    let count = 0;
    const seen = async (): Promise<number[]> =>
      unitOfWork.transaction(async (tx) => {
        const before = (await look(tx)).length;
        await insert(Note.of(`committed meanwhile ${(count += 1)}`));
        return [before, (await look(tx)).length];
      });
    for (let round = 0; round < 3; round += 1) {
      const looks = await Promise.all([seen(), seen(), seen()]);
      expect(looks.every(([before = 0, after = 0]) => after > before)).toBe(true);
    }
  });

  it('insert many rows at once in their order, and none of them when one is refused', async () => {
    const many = Array.from({ length: 150 }, (_, n) => Note.of(`n${n}`));
    await unitOfWork.transaction((tx) => tx.insertAll([]));
    await unitOfWork.transaction((tx) => tx.insertAll(many));
    const stored = await reader.query<{ title: string }>('SELECT title FROM notes ORDER BY id');
    expect(stored.map(({ title }) => title)).toEqual(many.map(({ title }) => title));
    const doubled = unitOfWork.transaction((tx) => tx.insertAll([Note.of('new'), Note.of('n7')]));
    await expect(doubled).rejects.toThrow();
    expect(await titles()).toHaveLength(150);
  });

  it('find and update many rows at once, and none of them when one was changed meanwhile', async () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    const many = Array.from({ length: 150 }, (_, n) => Note.of(`n${n}`, { readAt: n % 2 === 0 ? at : null }));
    await unitOfWork.transaction((tx) => tx.insertAll(many));
    const change = (prefix: string, meddle: (tx: Tx) => Promise<unknown>): Promise<Note[]> =>
      unitOfWork.transaction(async (tx) => {
        const found = await tx.findAll(Note, 'title', ['n1', 'n2', 'no such note', 'n149']);
        await meddle(tx);
        for (const note of found) {
          Object.assign(note, { title: `${prefix} "${note.title}", {é}`, stars: 7, size: 2 ** 53 - 1 });
        }
        await tx.updateAll(found);
        return found;
      });
    const notes = await change('new', (tx) => tx.updateAll([]));
    expect(notes).toHaveLength(3);
    const stored = await unitOfWork.transaction((tx) => tx.findAll(Note, 'stars', [7]));
    expect(new Map(stored.map((note) => [note.id, note]))).toEqual(new Map(notes.map((note) => [note.id, note])));
    expect(stored).toContainEqual(expect.objectContaining({ title: 'new "n2", {é}', readAt: at, version: 2 }));
    expect(await unitOfWork.transaction((tx) => tx.findAll(Note, 'title', []))).toEqual([]);

    await unitOfWork.transaction((tx) => tx.execute("UPDATE notes SET title = 'n1' WHERE title LIKE '%n1\"%'"));
    await unitOfWork.transaction((tx) => tx.execute("UPDATE notes SET title = 'n2' WHERE title LIKE '%n2\"%'"));
    const raced = change('raced', (tx) => tx.execute("UPDATE notes SET version = version + 1 WHERE title = 'n1'"));
    await expect(raced).rejects.toMatchObject({ name: 'StaleWrite' });
    expect((await titles()).filter((title) => title.startsWith('raced'))).toEqual([]);
  });

  it('number placeholders and fill lists as the engine wants them', async () => {
    await insert(Note.of('a', { stars: 1 }), Note.of('b', { stars: 2 }), Note.of('c', { stars: 3 }));
    const list = inList(['a', 'b', 'c']);
    const sql = `SELECT title FROM notes WHERE title IN ${list.sql} AND stars > ? ORDER BY stars`;
    const wanted = [{ title: 'b' }, { title: 'c' }];
    expect(await reader.query(sql, [...list.values, 1])).toEqual(wanted);
    expect(await unitOfWork.transaction((tx) => tx.query(sql, [...list.values, 1]))).toEqual(wanted);
  });

  it('tell how many rows a statement changed', async () => {
    await insert(Note.of('a'), Note.of('b'), Note.of('c', { stars: 5 }));
    const change = (sql: string): Promise<number> => unitOfWork.transaction((tx) => tx.execute(sql));
    expect(await change('UPDATE notes SET stars = 5 WHERE stars = 0')).toBe(2);
    expect(await change('UPDATE notes SET stars = 6 WHERE stars = 0')).toBe(0);
    expect(await change('DELETE FROM notes')).toBe(3);
  });

  it('take an update that changes nothing for an update', async () => {
    const note = Note.of('same');
    await insert(note);
    await unitOfWork.transaction(async (tx) => tx.update((await tx.find(Note, { title: 'same' }))!));
    expect(await find('same')).toMatchObject({ version: 2 });
  });

  it('keep every update of rows that many want at once', async () => {
    await insert(Note.of('counter'));
    const increment = async (tx: Tx): Promise<void> => {
      const note = (await tx.find(Note, { title: 'counter' }))!;
      await sleep(1);
      note.stars += 1;
      await tx.update(note);
    };
    let done = 0;
    const until20 = async (): Promise<void> => {
      while (done < 20) {
        // A transaction fails after eight attempts: then the caller tries again, as a client of the shop does.
        await unitOfWork.transaction(increment).then(
          () => (done += 1),
          (error: unknown) => expect(error).toMatchObject({ name: 'StaleWrite' }),
        );
      }
    };
    await Promise.all(Array.from({ length: 4 }, until20));
    expect(await find('counter')).toMatchObject({ stars: done, version: done + 1 });
  });

  it('show nothing of what is not committed, and keep nothing of what fails', async () => {
    const seen: string[][] = [];
    const failed = unitOfWork.transaction(async (tx) => {
      await tx.insert(Note.of('half'));
      seen.push(await titles());
      throw new Error('changed its mind');
    });
    const [first] = await Promise.allSettled([failed, insert(Note.of('whole'))]);
    expect(first).toMatchObject({ status: 'rejected', reason: { message: 'changed its mind' } });
    expect(seen.flat()).not.toContain('half');
    expect(await titles()).toEqual(['whole']);
  });

  it('say that they are committed when they are, also after a statement that failed and nobody minded', async () => {
    const said = await unitOfWork
      .transaction(async (tx) => {
        await tx.insert(Note.of('first'));
        await tx.execute('INSERT INTO nowhere VALUES (1)').catch(() => undefined);
      })
      .then(
        () => ['first'],
        () => [],
      );
    // PostgreSQL lets nothing of such a transaction stand.
    expect(said).toEqual(engine.name === 'PostgreSQL' ? [] : ['first']);
    expect(await titles()).toEqual(said);
  });

  onServers('fail with their connection, and the next ones have another', async () => {
    const isPostgres = engine.name === 'PostgreSQL';
    const cut = unitOfWork.transaction(async (tx) => {
      await tx.insert(Note.of('lost'));
      const own = isPostgres ? 'pg_backend_pid()' : 'CONNECTION_ID()';
      const [{ id } = { id: 0 }] = await tx.query<{ id: number }>(`SELECT ${own} AS id`);
      await reader.query(isPostgres ? `SELECT pg_terminate_backend(${id})` : `KILL ${id}`);
      await sleep(100);
      await tx.insert(Note.of('lost, too'));
    });
    await expect(cut).rejects.toThrow();
    await Promise.all(Array.from({ length: 20 }, (_, n) => insert(Note.of(`n${n}`))));
    expect(await titles()).toHaveLength(20);
  });

  it('commit what is written just before the commit, and roll it back with the rest', async () => {
    const told: string[] = [];
    const work =
      (name: string) =>
      async (tx: Tx): Promise<void> => {
        tx.onCommitting(async () => {
          await tx.insert(Note.of(name));
          told.push(`committing ${name}`);
        });
        tx.onCommitted(() => told.push(`committed ${name}`));
        await tx.insert(Note.of(`before ${name}`));
      };
    await unitOfWork.transaction(work('one'));
    // The last statement fails, because the title violates the unique index.
    await expect(unitOfWork.transaction(work('one'))).rejects.toThrow();
    expect(told).toEqual(['committing one', 'committed one']);
    expect(await titles()).toEqual(['before one', 'one']);
  });

  it('tell a taken key from every other fault', async () => {
    await insert(Note.of('taken'));
    const fault = (sql: string): Promise<unknown> =>
      unitOfWork.transaction((tx) => tx.execute(sql)).catch((error: unknown) => error);
    const columns = 'INSERT INTO notes (title, stars, size, version)';
    expect(isUniqueViolation(await insert(Note.of('taken')).catch((error: unknown) => error))).toBe(true);
    expect(isUniqueViolation(await fault(`${columns} VALUES ('taken', 0, 0, 1)`))).toBe(true);
    expect(isUniqueViolation(await fault(`${columns} VALUES (NULL, 0, 0, 1)`))).toBe(false);
    expect(isUniqueViolation(await fault('INSERT INTO nowhere VALUES (1)'))).toBe(false);
    expect(isUniqueViolation(new Error('taken'))).toBe(false);
  });

  it('of events have connections of their own: requests that wait for a lock keep none of them', async () => {
    if (engine === sqlite) return;
    await insert(Note.of('locked'));
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    const bump = (tx: Tx): Promise<number> => tx.execute("UPDATE notes SET stars = stars + 1 WHERE title = 'locked'");
    const requests = Array.from({ length: MAINTENANCE_LIMITS.writers }, () =>
      unitOfWork.transaction(async (tx) => {
        await bump(tx);
        await ended;
      }),
    );
    try {
      await unitOfWork.transaction((tx) => tx.insert(Note.of('event')), 'events');
    } finally {
      end(undefined);
      await Promise.allSettled(requests);
    }
    expect(await titles()).toContain('event');
  });

  it('compare texts exactly', async () => {
    await insert(Note.of('Ann'), Note.of('ann'));
    expect(await titles()).toHaveLength(2);
    expect(await find('ANN')).toBeUndefined();
  });

  it('that lock the same rows in opposite orders both succeed in the end', async () => {
    await insert(Note.of('left'), Note.of('right'));
    let attempts = 0;
    const bump = (tx: Tx, title: string): Promise<number> =>
      tx.execute('UPDATE notes SET stars = stars + 1 WHERE title = ?', [title]);
    const cross = (first: string, second: string): Promise<void> =>
      unitOfWork.transaction(async (tx) => {
        attempts += 1;
        await bump(tx, first);
        await sleep(100);
        await bump(tx, second);
      });
    await Promise.all([cross('left', 'right'), cross('right', 'left')]);
    expect([(await find('left'))?.stars, (await find('right'))?.stars]).toEqual([2, 2]);
    // SQLite's transactions take turns; the servers notice the deadlock and one of the two starts over, perhaps into another one.
    if (engine === sqlite) expect(attempts).toBe(2);
    else expect(attempts).toBeGreaterThanOrEqual(3);
  });
});
