import { describe, expect, it } from '@jest/globals';
import { allEngines, compareTexts } from '@carshare/testing';
import { parts } from './parts.js';

/** Customers, keys and event ids that differ in case, spaces, Unicode form or zero-width characters are different ones. */
describe.each(allEngines())('On $name, every text column of customerpage', (engine) => {
  it.each([
    ['a new database', false],
    ['a database of an earlier version', true],
  ])('distinguishes similar texts, in %s', async (_title, isUpgraded) => {
    const { columns, faults } = await compareTexts(parts, engine, isUpgraded);
    expect(columns).toEqual(expect.arrayContaining(['customerpages.customer_id']));
    expect(faults).toEqual([]);
  });
});
