import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { migrate, openMigrated, openUnitOfWork, type Tx, type UnitOfWork } from '../src/index.js';
import { notRun, servers, sqlite, type EmptyDatabase } from './engines.js';
import { configOn, Note, schema } from './notes.js';

describe.each([sqlite, ...servers])(
  `A change of an entity that was read before, on $name${notRun && ` (${notRun})`}`,
  (engine) => {
    let database: EmptyDatabase;
    let dataSource: DataSource;
    let unitOfWork: UnitOfWork;
    let known: Note;
    let reads: number;

    beforeAll(async () => {
      database = await engine.create();
      await migrate(configOn(database.url), schema);
      dataSource = await openMigrated(configOn(database.url), schema);
      unitOfWork = openUnitOfWork(dataSource, database.url);
    });
    beforeEach(async () => {
      reads = 0;
      known = Note.of('known');
      await unitOfWork.transaction(async (tx) => {
        await tx.execute('DELETE FROM notes');
        await tx.insert(known);
      });
    });
    afterAll(async () => {
      await unitOfWork.close();
      await dataSource.destroy();
      await database.drop();
    });

    const read = async (tx: Tx): Promise<Note> => {
      reads += 1;
      return (await tx.find(Note, { id: known.id }))!;
    };
    const stored = (): Promise<Note> => unitOfWork.transaction(read);
    const star = (note: Note): boolean => {
      if (note.stars === 5) return false;
      note.stars = 5;
      return true;
    };
    const byAnother = (set: string): Promise<number> =>
      unitOfWork.transaction((tx) => tx.execute(`UPDATE notes SET ${set}, version = version + 1`));

    it('needs no read, and leaves the entity of the caller as it was', async () => {
      const changed = await unitOfWork.change(known, read, (_tx, note) => star(note));
      expect(reads).toBe(0);
      expect(changed).toMatchObject({ stars: 5, version: 2 });
      expect(known).toMatchObject({ stars: 0, version: 1 });
      expect(await stored()).toEqual(changed);
    });

    it('does not write a fixed column', async () => {
      await unitOfWork.change(known, read, (_tx, note) => star(Object.assign(note, { origin: 'update' })));
      expect(await stored()).toMatchObject({ stars: 5, origin: 'insert' });
      await unitOfWork.transaction(async (tx) => tx.updateAll([Object.assign(await read(tx), { origin: 'update' })]));
      expect(await stored()).toMatchObject({ version: 3, origin: 'insert' });
    });

    it('is made on the row when the copy is out of date', async () => {
      await byAnother('size = 7');
      const changed = await unitOfWork.change(known, read, (_tx, note) => star(note));
      expect(reads).toBe(1);
      expect(changed).toMatchObject({ stars: 5, size: 7, version: 3 });
      expect(await stored()).toEqual(changed);
    });

    it('is decided on the row when the copy needs no change', async () => {
      known.stars = 5;
      await byAnother('stars = 1');
      const changed = await unitOfWork.change(known, read, (_tx, note) => star(note));
      expect(changed).toMatchObject({ stars: 5, version: 3 });
    });

    it('writes nothing when the row needs no change either', async () => {
      await byAnother('stars = 5');
      known.stars = 5;
      expect(await unitOfWork.change(known, read, (_tx, note) => star(note))).toMatchObject({ stars: 5, version: 2 });
      expect(await stored()).toMatchObject({ version: 2 });
    });

    it('leaves the entity of the caller as it was when the transaction fails', async () => {
      const failing = unitOfWork.change(known, read, (_tx, note) => {
        star(note);
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(known).toMatchObject({ stars: 0, version: 1 });
      expect(await stored()).toMatchObject({ stars: 0, version: 1 });
    });
  },
);
