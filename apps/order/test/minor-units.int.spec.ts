import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { Car, carVersion } from '../src/cars/car.entity.js';
import { Order } from '../src/orders/order.entity.js';

/** Currency, price as version 0.1 stored it, and in minor units. */
const PRICES = [
  ['KRW', 4_900_000, 49_000],
  ['JPY', 100, 1],
  ['EUR', 4_990, 4_990],
  ['KWD', 425, 4_250],
] as const;

describe.each(allEngines())('On $name, prices and amounts in hundredths', (engine) => {
  let trial: MigrationTrial;

  const write = async (prefix: string): Promise<void> => {
    for (const [currency, price] of PRICES) {
      await trial.execute(
        `INSERT INTO cars (product_id, model, price, currency, stock, fleet) VALUES ('${prefix}${currency}', 'City', ${price}, '${currency}', 3, 3)`,
      );
      await trial.execute(
        `INSERT INTO orders (product_id, qty, status, amount, currency, customer_id, created_at, updated_at, attempts, version) VALUES ('${prefix}${currency}', 2, 'Placed', ${2 * price}, '${currency}', 'ann', 1, 1, 0, 1)`,
      );
    }
  };
  const expectRead = async (prefix: string): Promise<void> => {
    for (const [currency, , minorUnits] of PRICES) {
      const productId = `${prefix}${currency}`;
      expect((await trial.reader.find(Car, { productId }))?.price).toMatchObject({ minorUnits, currency });
      const order = await trial.reader.find(Order, { productId });
      expect(order?.amount).toMatchObject({ minorUnits: 2 * minorUnits, currency });
    }
  };

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'StoreMinorUnits');
    await write('old-');
  });
  afterAll(() => trial.end());

  it('are stored in minor units as well by the migration', async () => {
    expect((await trial.up())[0]).toContain('StoreMinorUnits');
    await expectRead('old-');
    const unfilled = 'SELECT COUNT(*) AS n FROM orders WHERE amount_minor IS NULL';
    expect(await trial.reader.number(unfilled)).toBe(0);
  });

  it('of rows that a replica of version 0.1 writes meanwhile are read as it means them', async () => {
    await write('new-');
    await expectRead('new-');
  });

  it('of a car are the price that a replica of version 0.1 has set last, with the version that it names', async () => {
    await trial.execute("UPDATE cars SET price = 5000000 WHERE product_id = 'old-KRW'");
    const car = await trial.reader.find(Car, { productId: 'old-KRW' });
    expect(car?.price).toMatchObject({ minorUnits: 50_000, currency: 'KRW' });
    expect(carVersion(car!)).toBe('GbM0hbNRHnG7WdWC');
    await trial.execute("UPDATE cars SET price = 4900000 WHERE product_id = 'old-KRW'");
  });

  it('are unchanged after the migration is reverted, and after it is applied again', async () => {
    await trial.down();
    expect(await trial.reader.number("SELECT price AS n FROM cars WHERE product_id = 'old-KWD'")).toBe(425);
    expect((await trial.up())[0]).toContain('StoreMinorUnits');
    await expectRead('old-');
    await expectRead('new-');
  });
});
