import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrate, openMigrated, openUnitOfWork, Reader, type Match, type UnitOfWork } from '../src/index.js';
import { notRun, servers, sqlite, type EmptyDatabase } from './engines.js';
import { configOn, Note, openReader, schema } from './notes.js';

describe.each([sqlite, ...servers])(`The reader on $name${notRun && ` (${notRun})`}`, (engine) => {
  let database: EmptyDatabase;
  let writer: DataSource;
  let readable: DataSource;
  let unitOfWork: UnitOfWork;
  let reader: Reader;

  beforeAll(async () => {
    database = await engine.create();
    await migrate(configOn(database.url), schema);
    writer = await openMigrated(configOn(database.url), schema);
    readable = await openReader(database.url);
    unitOfWork = openUnitOfWork(writer, database.url);
    reader = new Reader(readable, database.url);
    await unitOfWork.transaction(async (tx) => {
      for (const [title, stars] of [
        ['c', 1],
        ['a', 2],
        ['b', 1],
        ['d', 3],
      ] as const) {
        await tx.insert(Note.of(title, { stars, readAt: new Date(stars) }));
      }
    });
  });
  afterAll(async () => {
    await unitOfWork.close();
    await readable.destroy();
    await writer.destroy();
    await database.drop();
  });

  const titles = async (match: Match<Note>): Promise<string[]> =>
    (await reader.all(Note, match)).map(({ title }) => title);

  it.each<[string, Match<Note>, string[]]>([
    ['a value', { stars: 1 }, ['c', 'b']],
    ['one of several values', { stars: [2, 3] }, ['a', 'd']],
    ['several values of several properties', { stars: [1, 2], title: ['a', 'b', 'x'] }, ['a', 'b']],
    ['a list of one value', { title: ['d'] }, ['d']],
    ['no value', { stars: 1, title: [] }, []],
    ['any value', {}, ['c', 'a', 'b', 'd']],
  ])('finds all with %s, in the order of their keys', async (_title, match, expected) => {
    expect(await titles(match)).toEqual(expected);
  });

  it('returns whole entities', async () => {
    const [note] = await reader.all(Note, { title: 'a' });
    expect(note).toBeInstanceOf(Note);
    expect(note).toMatchObject({ title: 'a', stars: 2, readAt: new Date(2), version: 1 });
  });

  it('never sees what is not committed, and sees what is', async () => {
    await unitOfWork.transaction(async (tx) => {
      await tx.execute("UPDATE notes SET stars = 9 WHERE title = 'd'");
      expect(await titles({ stars: 9 })).toEqual([]);
    });
    expect(await titles({ stars: 9 })).toEqual(['d']);
  });

  it('refuses a property that is no column', async () => {
    await expect(reader.all(Note, { colour: 'red' } as Match<Note>)).rejects.toThrow('Note has no column colour');
  });
});
