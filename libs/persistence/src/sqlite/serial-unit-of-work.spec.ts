import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { dataSourceOptions } from '../database-url.js';
import { sqliteOf } from './node-sqlite.js';
import { SerialUnitOfWork } from './serial-unit-of-work.js';
import { StaleWrite, type Tx } from '../core/tx.js';
import { isUniqueViolation } from '../core/unit-of-work.js';

@Entity('counters')
class Counter {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: 'varchar' }) name: string;
  @Column({ type: 'integer' }) value: number;
  @Column({ type: 'integer' }) version: number;
}

const counter = (name: string): Counter => Object.assign(new Counter(), { name, value: 0, version: 1 });

let folder: string;
let dataSource: DataSource;
let unitOfWork: SerialUnitOfWork;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unit-of-work-'));
  const options = dataSourceOptions(
    `sqlite:${join(folder, 'db.sqlite')}`,
    { entities: [Counter], migrations: [] },
    'write',
  );
  dataSource = await new DataSource(options).initialize();
  await dataSource.query(
    'CREATE TABLE counters (id INTEGER PRIMARY KEY, name TEXT UNIQUE, value INTEGER, version INTEGER)',
  );
  unitOfWork = new SerialUnitOfWork(dataSource);
});

afterEach(async () => {
  await dataSource.destroy();
  rmSync(folder, { recursive: true });
});

const stored = (): Promise<Counter | undefined> => unitOfWork.transaction((tx) => tx.find(Counter, { name: 'a' }));

describe('The unit of work on SQLite', () => {
  it('keeps every update of transactions that run at once', async () => {
    await unitOfWork.transaction((tx) => tx.insert(counter('a')));
    const increment = async (tx: Tx): Promise<void> => {
      const found = await tx.find(Counter, { name: 'a' });
      await turn();
      found!.value += 1;
      await tx.update(found!);
    };
    await Promise.all(Array.from({ length: 50 }, () => unitOfWork.transaction(increment)));
    expect(await stored()).toMatchObject({ value: 50, version: 51 });
  });

  it('leaves nothing of a transaction that fails, and goes on with the next', async () => {
    const failed = unitOfWork.transaction(async (tx) => {
      await tx.insert(counter('a'));
      await turn();
      throw new Error('changed its mind');
    });
    const next = unitOfWork.transaction((tx) => tx.insert(counter('b')));
    await expect(failed).rejects.toThrow('changed its mind');
    await next;
    expect(await dataSource.query('SELECT name FROM counters')).toEqual([{ name: 'b' }]);
  });

  it('starts over when the row was changed since it was read', async () => {
    await unitOfWork.transaction((tx) => tx.insert(counter('a')));
    let held = await stored();
    let attempts = 0;
    await unitOfWork.transaction(async (tx) => {
      attempts += 1;
      if (attempts === 1) await tx.execute('UPDATE counters SET version = version + 1');
      else held = await tx.find(Counter, { name: 'a' });
      held!.value = 7;
      await tx.update(held!);
    });
    expect(attempts).toBe(2);
    expect(await stored()).toMatchObject({ value: 7, version: 2 });
  });

  it('gives up on a row that is stale each time', async () => {
    await unitOfWork.transaction((tx) => tx.insert(counter('a')));
    let attempts = 0;
    const hopeless = unitOfWork.transaction(async (tx) => {
      attempts += 1;
      await tx.update(Object.assign(counter('a'), { id: 1, version: 99 }));
    });
    await expect(hopeless).rejects.toThrow(StaleWrite);
    expect(attempts).toBe(8);
  });

  it('runs what waits for the commit once, and never after a rollback', async () => {
    const told: string[] = [];
    await unitOfWork.transaction(async (tx) => {
      tx.onCommitting(async () => void told.push('committing'));
      tx.onCommitted(() => told.push('committed'));
      told.push('working');
    });
    const failed = unitOfWork.transaction(async (tx) => {
      tx.onCommitted(() => told.push('never'));
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(told).toEqual(['working', 'committing', 'committed']);
  });

  it('tells a taken unique key from other faults', async () => {
    await unitOfWork.transaction((tx) => tx.insert(counter('a')));
    const fault = async (work: (tx: Tx) => Promise<unknown>): Promise<unknown> =>
      unitOfWork.transaction(work).catch((error: unknown) => error);
    expect(isUniqueViolation(await fault((tx) => tx.insert(counter('a'))))).toBe(true);
    expect(isUniqueViolation(await fault((tx) => tx.execute('INSERT INTO nowhere VALUES (1)')))).toBe(false);
  });

  describe('with several at once', () => {
    const names = async (): Promise<string[]> =>
      (await dataSource.query<{ name: string }[]>('SELECT name FROM counters ORDER BY id')).map(({ name }) => name);
    const add = (name: string): Promise<void> => unitOfWork.transaction((tx) => tx.insert(counter(name)));
    const refused = (): Promise<void> =>
      unitOfWork.transaction(async (tx) => {
        await tx.insert(counter('refused'));
        throw new Error('changed its mind');
      });
    /** Lets the next statement with this text fail, as on a disk that is full. */
    const failOnce = (text: string, before?: () => void): void => {
      const database = sqliteOf(dataSource);
      const real = database.execute.bind(database);
      const spy = jest.spyOn(database, 'execute').mockImplementation((sql, parameters) => {
        if (sql !== text) return real(sql, parameters);
        spy.mockRestore();
        before?.();
        throw new Error('database or disk is full');
      });
    };

    it('commits them together, and one that fails takes nothing from the others', async () => {
      const statements = jest.spyOn(sqliteOf(dataSource), 'execute');
      const outcomes = await Promise.allSettled([add('a'), refused(), add('b'), add('a')]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
      expect(statements.mock.calls.filter(([sql]) => sql === 'COMMIT')).toHaveLength(1);
      expect(await names()).toEqual(['a', 'b']);
    });

    it('answers none before the commit', async () => {
      const told: string[] = [];
      failOnce('COMMIT', () => told.push('commit'));
      const settled = [add('a'), refused()].map((one) => one.catch((error: unknown) => told.push(String(error))));
      await Promise.all(settled);
      const full = 'Error: database or disk is full';
      expect(told).toEqual(['commit', full, full]);
      expect(await names()).toEqual([]);
    });

    it('stores nothing of them when SQLite ends the transaction by itself, and goes on with the next', async () => {
      failOnce('RELEASE one', () => sqliteOf(dataSource).execute('ROLLBACK', []));
      const full = { reason: { message: 'database or disk is full' } };
      expect(await Promise.allSettled([add('a'), add('b')])).toMatchObject([full, full]);
      await add('c');
      expect(await names()).toEqual(['c']);
    });

    it('runs each in the trace of whoever asked', async () => {
      const trace = new AsyncLocalStorage<string>();
      const ask = (name: string): Promise<unknown> =>
        trace.run(name, () => unitOfWork.transaction(async () => trace.getStore()));
      expect(await Promise.all([ask('a'), ask('b')])).toEqual(['a', 'b']);
    });
  });
});
