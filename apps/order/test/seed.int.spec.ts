import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { dataSourceOptions, migrate, type Schema } from '@carshare/persistence';
import { loadConfig } from '@carshare/service-kit';
import { engines, type TestDatabase } from '@carshare/testing';
import { DataSource, type QueryRunner } from 'typeorm';
import { OrderConfig } from '../src/app.config.js';
import { schema } from '../src/app.module.js';
import { seed } from '../src/fleet/seed.command.js';
import { CreateOrders1764000000001 } from '../src/migrations/1-create-orders.js';

const CITY = "'1001', 'City Electric', 4900, 'EUR'";

/** The migration as it was in version 0.1.0, which inserted the demo fleet. */
class FormerCreateOrders extends CreateOrders1764000000001 {
  override async up(runner: QueryRunner): Promise<void> {
    await super.up(runner);
    await runner.query(`INSERT INTO cars (product_id, model, price, currency, stock, fleet) VALUES (${CITY}, 20, 20)`);
  }
}
const FORMER: Schema = {
  ...schema,
  migrations: schema.migrations.map((one) => (one === CreateOrders1764000000001 ? FormerCreateOrders : one)),
};

describe.each(engines('mysql'))('On $name, the command seed', (engine) => {
  let folder: string;
  let database: TestDatabase;
  let config: OrderConfig;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'carshare-seed-'));
    database = await engine.create();
    config = loadConfig(OrderConfig, { DATABASE_URL: database.url, DATA_DIR: folder });
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  async function run<T>(sql: string): Promise<T[]> {
    const options = dataSourceOptions(config.databaseUrl, { entities: [], migrations: [] }, 'write');
    const source = await new DataSource(options).initialize();
    return await source.query<T[]>(sql).finally(() => source.destroy());
  }
  const cars = (): Promise<{ product_id: string; stock: number }[]> =>
    run('SELECT product_id, stock FROM cars ORDER BY product_id');

  it('is the only source of cars: a migrated database has none', async () => {
    await migrate(config, schema);
    expect(await cars()).toEqual([]);
  });

  it('inserts the fleet once, also when two run at the same time', async () => {
    await migrate(config, schema);
    const both = await Promise.all([seed(config, schema), seed(config, schema)]);
    expect(both.toSorted()).toEqual([
      'inserted the demo fleet: 5 models',
      'the fleet has cars already: nothing was changed',
    ]);
    expect(await cars()).toHaveLength(5);
    expect((await cars())[0]).toEqual({ product_id: '1001', stock: 20 });
    const unpriced = await run(
      'SELECT product_id FROM cars WHERE stock <> fleet OR COALESCE(price_per_day_minor, 0) = 0 OR price_per_day_minor > 24 * price_per_hour_minor',
    );
    expect(unpriced).toEqual([]);
    // One model charges distance, so that a settlement by distance can be seen.
    expect(await run('SELECT product_id, price_per_km_minor FROM cars WHERE price_per_km_minor > 0')).toEqual([
      { product_id: '1004', price_per_km_minor: 25 },
    ]);
    const vehicles = await run<{ product_id: string; n: number | string }>(
      "SELECT product_id, COUNT(*) AS n FROM vehicles WHERE state = 'InService' GROUP BY product_id ORDER BY product_id",
    );
    expect(vehicles.map(({ product_id, n }) => [product_id, Number(n)])).toEqual([
      ['1001', 4],
      ['1002', 3],
      ['1003', 2],
      ['1004', 2],
      ['1005', 1],
    ]);
  });

  it('changes nothing in a fleet that has a car, and says so', async () => {
    await migrate(config, schema);
    await run(
      "INSERT INTO cars (product_id, model, price, currency, stock, fleet) VALUES ('7', 'Own', 1, 'EUR', 3, 3)",
    );
    expect(await seed(config, schema)).toBe('the fleet has cars already: nothing was changed');
    expect(await cars()).toEqual([{ product_id: '7', stock: 3 }]);
    expect(await run('SELECT id FROM vehicles')).toEqual([]);
  });

  it('leaves the cars of a database that the former migration filled', async () => {
    await migrate(config, FORMER);
    await run("UPDATE cars SET stock = 7 WHERE product_id = '1001'");
    expect(await migrate(config, schema)).toEqual([]);
    expect(await seed(config, schema)).toBe('the fleet has cars already: nothing was changed');
    expect(await cars()).toEqual([{ product_id: '1001', stock: 7 }]);
  });
});
