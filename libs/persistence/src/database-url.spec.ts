import { describe, expect, it } from '@jest/globals';
import { dialectOf } from './core/dialect.js';
import { dataSourceOptions, describeDatabase } from './database-url.js';

const schema = { entities: [], migrations: [] };

describe('A database URL', () => {
  it.each([
    ['sqlite:.data/x.sqlite', 'sqlite'],
    ['mysql://h/d', 'mysql'],
    ['mariadb://h/d', 'mysql'],
    ['postgres://h/d', 'postgres'],
    ['postgresql://h/d', 'postgres'],
  ])('%s is %s', (url, dialect) => {
    expect(dialectOf(url)).toBe(dialect);
  });

  it('of another engine is refused without being shown', () => {
    expect(() => dialectOf('oracle://scott:tiger@h/d')).toThrow(
      new RangeError('the database URL must start with sqlite:, mysql:// or postgres://'),
    );
  });

  it.each([
    ['mysql://ann:hunter2@db:3306/orders?password=hunter2', 'mysql://db:3306/orders'],
    ['postgres://ann:hunter2@db/pages', 'postgres://db/pages'],
    ['mariadb://hunter2@db/x#hunter2', 'mariadb://db/x'],
    ['sqlite:.data/order.sqlite', 'sqlite:.data/order.sqlite'],
  ])('is described without its credentials: %s', (url, description) => {
    expect(describeDatabase(url)).toBe(description);
  });

  it('of SQLite names the file and not its options', () => {
    const options = dataSourceOptions('sqlite:/data/x.sqlite?synchronous=full', schema, 'read');
    expect(options).toMatchObject({ type: 'better-sqlite3', database: '/data/x.sqlite', readonly: true });
  });

  it('never lets the schema follow the entities by itself', () => {
    for (const url of ['sqlite:x', 'mysql://h/d', 'postgres://h/d']) {
      const { synchronize, migrationsRun, dropSchema } = dataSourceOptions(url, schema, 'write');
      expect({ synchronize, migrationsRun, dropSchema }).toEqual({});
    }
  });
});
