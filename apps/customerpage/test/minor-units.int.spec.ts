import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { Customerpage } from '../src/customerpages/customerpage.entity.js';

/** Currency, amount as version 0.1 stored it, and in major units. */
const AMOUNTS = [
  ["'KRW'", '4900', 49],
  ["'JPY'", '15000000', 150_000],
  ["'EUR'", '4990', 49.9],
  ["'KWD'", '425', 4.25],
  ['NULL', '4990', 49.9],
  ['NULL', 'NULL', undefined],
] as const;

describe.each(allEngines())('On $name, the amounts of pages in hundredths', (engine) => {
  let trial: MigrationTrial;

  const write = async (from: number): Promise<void> => {
    for (const [at, [currency, amount]] of AMOUNTS.entries()) {
      await trial.execute(
        `INSERT INTO customerpages (order_id, amount, currency, paid_at, touched_at, version) VALUES (${from + at}, ${amount}, ${currency}, 1, 1, 1)`,
      );
    }
  };
  const expectRead = async (from: number): Promise<void> => {
    for (const [at, [, , major]] of AMOUNTS.entries()) {
      expect((await trial.reader.find(Customerpage, { orderId: from + at }))?.amount?.major).toBe(major);
    }
  };

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'StoreMinorUnits');
    await write(1);
  });
  afterAll(() => trial.end());

  it('are stored in minor units as well by the migration', async () => {
    expect((await trial.up())[0]).toContain('StoreMinorUnits');
    await expectRead(1);
    expect(await trial.reader.number('SELECT amount_minor AS n FROM customerpages WHERE order_id = 1')).toBe(49);
  });

  it('of rows that a replica of version 0.1 writes meanwhile are read as it means them', async () => {
    await write(11);
    await expectRead(11);
    // A page without an amount gets one from the old replica, and one without a currency its currency.
    await trial.execute("UPDATE customerpages SET amount = 4900, currency = 'KRW' WHERE order_id IN (5, 6)");
    for (const orderId of [5, 6]) {
      expect((await trial.reader.find(Customerpage, { orderId }))?.amount?.major).toBe(49);
    }
    await trial.execute('UPDATE customerpages SET amount = 4990, currency = NULL WHERE order_id = 5');
    await trial.execute('UPDATE customerpages SET amount = NULL, currency = NULL WHERE order_id = 6');
  });

  it('are unchanged after the migration is reverted, and after it is applied again', async () => {
    await trial.down();
    expect(await trial.reader.number('SELECT SUM(amount) AS n FROM customerpages WHERE order_id < 6')).toBe(15_015_305);
    expect((await trial.up())[0]).toContain('StoreMinorUnits');
    await expectRead(1);
    await expectRead(11);
  });
});
