import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, MigrationTrial } from '@carshare/testing';
import { schema } from '../src/app.module.js';
import { Decision } from '../src/payments/decision.entity.js';
import { Payment } from '../src/payments/payment.entity.js';
import { Refund } from '../src/payments/refund.entity.js';

const PAYMENT = `INSERT INTO payments (order_id, product_id, qty, amount, currency, customer_id, status, reference, request_hash, created_at, updated_at, version)
  VALUES (7, '1001', 1, 4900, 'EUR', 'guest', 'OrderApproved', 'pi_7', '', 1, 1, 1)`;
const REFUND = `INSERT INTO refunds (order_id, reference, is_duplicate, amount, currency, status, attempts, created_at, updated_at, version`;
const DISPUTE = `INSERT INTO decisions (kind, order_id, reference, amount, currency, reason, opened_at, version)
  VALUES ('dispute', 7, 'dp_1', 4900, 'EUR', 'fraudulent', 1, 1)`;
const values = (more = ''): string => `VALUES (7, 'pi_7', 0, 4900, 'EUR', 'Pending', 0, 1, 1, 1${more})`;

describe.each(allEngines())('On $name, the migration to adjustments', (engine) => {
  let trial: MigrationTrial;

  beforeAll(async () => {
    trial = await MigrationTrial.begin(engine, schema, 'CreateAdjustments');
  });
  afterAll(() => trial.end());

  it('leaves payments, refunds and disputes as they are, and can be reverted and repeated', async () => {
    for (const sql of [PAYMENT, `${REFUND}) ${values()}`, DISPUTE]) await trial.execute(sql);
    const expectRead = async (): Promise<void> => {
      const payment = await trial.reader.find(Payment, { orderId: 7 });
      expect(payment).toMatchObject({ adjustments: 0, furtherMinorUnits: 0 });
      expect(payment?.charged).toMatchObject({ minorUnits: 4_900 });
      expect(await trial.reader.find(Refund, { orderId: 7 })).toMatchObject({ adjustment: 0, charge: 0, entryKey: '' });
      expect(await trial.reader.find(Decision, { orderId: 7 })).toMatchObject({ chargeReference: 'pi_7' });
    };
    expect(await trial.up()).toHaveLength(1);
    await expectRead();
    await trial.down();
    // As after an interruption between two of its statements.
    await trial.execute('ALTER TABLE refunds ADD COLUMN adjustment integer NOT NULL DEFAULT 0');
    expect(await trial.up()).toHaveLength(1);
    await expectRead();
  });

  it('lets a charge be returned once for each purpose', async () => {
    await trial.execute(`${REFUND}, adjustment) ${values(', 2')}`);
    await expect(trial.execute(`${REFUND}, adjustment) ${values(', 2')}`)).rejects.toThrow();
    await expect(trial.execute(`${REFUND}) ${values()}`)).rejects.toThrow();
  });
});
