import { describe, expect, it } from '@jest/globals';
import { allEngines, compareTexts } from '@carshare/testing';
import { parts } from './payment-service.js';

/** Customers, keys and event ids that differ in case, spaces, Unicode form or zero-width characters are different ones. */
describe.each(allEngines())('On $name, every text column of payment', (engine) => {
  it.each([
    ['a new database', false],
    ['a database of an earlier version', true],
  ])('distinguishes similar texts, in %s', async (_title, isUpgraded) => {
    const { columns, faults } = await compareTexts(parts, engine, isUpgraded);
    expect(columns).toEqual(
      expect.arrayContaining(['payments.customer_id', 'payments.idempotency_key', 'stripe_events.id']),
    );
    expect(faults).toEqual([]);
  });
});
