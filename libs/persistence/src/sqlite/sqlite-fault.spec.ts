import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { connect, DatabaseNotReady } from '../connect.js';
import { dataSourceOptions } from '../database-url.js';
import { sqliteRemedy } from './sqlite-fault.js';

describe('A database file that cannot be used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carshare-fault-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([
    [
      'damaged',
      (file: string) => writeFileSync(file, 'no database '.repeat(100)),
      'file is not a database. The file is damaged',
    ],
    ['a folder', (file: string) => mkdirSync(file), 'unable to open database file. Check that its folder exists'],
  ])('is named at once with what to do: %s', async (name, make, message) => {
    const url = `sqlite:${join(folder, name)}`;
    make(join(folder, name));
    const source = new DataSource(dataSourceOptions(url, { entities: [], migrations: [] }, 'write'));
    const opening = connect(source, url, 30_000);
    await expect(opening).rejects.toBeInstanceOf(DatabaseNotReady);
    await expect(opening).rejects.toThrow(`${url} cannot be used: `);
    await expect(opening).rejects.toThrow(message);
  });

  it('is found behind the errors that wrap it, and in no other error', () => {
    const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
    expect(sqliteRemedy(new Error('outer', { cause: full }))).toBe('Free some space on its disk.');
    expect(sqliteRemedy(Object.assign(new Error('query'), { driverError: full }))).toBe('Free some space on its disk.');
    expect(sqliteRemedy(Object.assign(new Error('constraint'), { errcode: 19 }))).toBeUndefined();
    expect(sqliteRemedy(new Error('other'))).toBeUndefined();
  });
});
