import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { Decision } from '../src/payments/decision.entity.js';
import { LedgerEntry } from '../src/payments/ledger-entry.entity.js';
import { Payment } from '../src/payments/payment.entity.js';
import { ProviderCharge } from '../src/payments/provider-charge.entity.js';
import { Refund } from '../src/payments/refund.entity.js';

/** Amounts of 49 as version 0.1 stored them, and in minor units. */
const AMOUNTS = [
  ['KRW', 4_900, 49],
  ['JPY', 15_000_000, 150_000],
  ['EUR', 4_990, 4_990],
  ['KWD', 425, 4_250],
  ['CLF', 425, 42_500],
] as const;
const ENTITIES = [Payment, LedgerEntry, Refund, Decision, ProviderCharge] as const;

/** The statements of version 0.1, which knows nothing of minor units. */
const insertions = (id: number, currency: string, amount: number): string[] => [
  `INSERT INTO payments (order_id, product_id, qty, amount, currency, customer_id, status, request_hash, created_at, updated_at, version) VALUES (${id}, '1001', 1, ${amount}, '${currency}', 'ann', 'OrderApproved', '', 1, 1, 1)`,
  `INSERT INTO ledger (order_id, kind, amount, currency, created_at) VALUES (${id}, 'charge', ${amount}, '${currency}', 1)`,
  `INSERT INTO refunds (order_id, reference, is_duplicate, amount, currency, status, attempts, created_at, updated_at, version) VALUES (${id}, 'r${id}', 0, ${amount}, '${currency}', 'Requested', 0, 1, 1, 1)`,
  `INSERT INTO decisions (kind, order_id, reference, amount, currency, reason, opened_at, version) VALUES ('dispute', ${id}, 'd${id}', ${amount}, '${currency}', '', 1, 1)`,
  `INSERT INTO provider_charges (order_id, reference, amount, currency, created_at, version) VALUES (${id}, 'c${id}', ${amount}, '${currency}', 1, 1)`,
];

describe.each(allEngines())('On $name, amounts in hundredths', (engine) => {
  let trial: MigrationTrial;

  const write = async (from: number): Promise<void> => {
    for (const [at, [currency, hundredths]] of AMOUNTS.entries()) {
      for (const sql of insertions(from + at, currency, hundredths)) await trial.execute(sql);
    }
  };
  const expectRead = async (from: number): Promise<void> => {
    for (const [at, [currency, hundredths, minorUnits]] of AMOUNTS.entries()) {
      for (const entity of ENTITIES) {
        const row = await trial.reader.find(entity as typeof Payment, { orderId: from + at });
        expect(row?.amount).toEqual(expect.objectContaining({ minorUnits, currency }));
        expect(row?.hundredths).toBe(hundredths);
      }
    }
  };

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'StoreMinorUnits');
    await write(1);
    // More rows than one statement fills, and a gap between their keys.
    const rows = Array.from({ length: 2_500 }, (_, at) => `(${1_000_000 + at}, 'charge', 4900, 'KRW', 1)`).join();
    await trial.execute(`INSERT INTO ledger (order_id, kind, amount, currency, created_at) VALUES ${rows}`);
    await trial.execute(
      "INSERT INTO provider_charges (order_id, reference, created_at, version) VALUES (99, 'none', 1, 1)",
    );
  });
  afterAll(() => trial.end());

  it('are stored in minor units as well by the migration', async () => {
    expect((await trial.up())[0]).toContain('StoreMinorUnits');
    await expectRead(1);
    const filled = "SELECT COUNT(*) AS n FROM ledger WHERE currency = 'KRW' AND amount_minor = 49";
    expect(await trial.reader.number(filled)).toBe(2_501);
    const nothing = 'SELECT COUNT(*) AS n FROM provider_charges WHERE amount_minor IS NULL';
    expect(await trial.reader.number(nothing)).toBe(1);
    expect((await trial.reader.find(ProviderCharge, { orderId: 99 }))?.amount).toBeNull();
  });

  it('of rows that a replica of version 0.1 writes meanwhile are read as it means them', async () => {
    await write(11);
    await expectRead(11);
  });

  it('are unchanged after the migration is reverted, and after it is applied again', async () => {
    await trial.down();
    const hundredths = await trial.reader.number("SELECT SUM(amount) AS n FROM payments WHERE currency = 'KRW'");
    expect(hundredths).toBe(9_800);
    expect((await trial.up())[0]).toContain('StoreMinorUnits');
    await expectRead(1);
    await expectRead(11);
  });
});
