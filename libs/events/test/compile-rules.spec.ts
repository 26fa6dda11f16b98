import { validateSync } from 'class-validator';
import { describe, expect, it } from '@jest/globals';
import { compileRules } from '@carshare/validation';
import { EVENTS } from '../src/index.js';

const VALUES = [undefined, null, '', '1', 'text', 0, 1, -1, 1.5, NaN, 2 ** 53, true, [1], {}];
const GOOD: Record<string, unknown> = {
  id: 1,
  orderId: 2,
  paymentId: 3,
  productId: '1001',
  qty: 1,
  status: 'Placed',
  amount: 49,
  currency: 'EUR',
  customerId: 'ann',
  vehicleId: 4,
  at: '2026-01-02T09:00:00.000Z',
  odometer: 12_840,
  damaged: false,
  owed: 0,
  to: '2026-01-05T17:00:00.000Z',
  since: '2026-01-05T17:15:00.000Z',
  number: 1,
  kind: 'charge',
  reason: 'extension',
};

describe.each([...EVENTS.values()])('The rules of $type', (event) => {
  const rules = compileRules(event.fields);
  const holds = (data: object): boolean => rules?.hold(Object.assign(new event.fields(), data)) ?? false;
  const isValid = (data: object): boolean => validateSync(Object.assign(new event.fields(), data)).length === 0;

  it('hold for a good event', () => {
    expect(holds(GOOD)).toBe(true);
  });

  it('hold where class-validator finds no fault, whatever stands in any two members', () => {
    const outcomes = new Set<boolean>();
    for (const first of rules?.members ?? []) {
      for (const second of rules?.members ?? []) {
        for (const [index, value] of VALUES.entries()) {
          const data = { ...GOOD, [first]: value, [second]: VALUES[(index * 5 + 3) % VALUES.length] };
          expect({ data, good: holds(data) }).toEqual({ data, good: isValid(data) });
          outcomes.add(holds(data));
        }
      }
    }
    expect(outcomes).toEqual(new Set([true, false]));
  });
});
