import { describe, expect, it } from '@jest/globals';
import { doubledIn } from './verdict.js';

const told = (key: string, ...ids: number[]): { key: string; orderIds: Set<number> } => ({
  key,
  orderIds: new Set(ids),
});

describe('The verdict on doubled orders', () => {
  it('accepts one order for each key, also when its answer was lost, and refused ones beside it', () => {
    const stored = [
      { id: 1, status: 'Refused', key: null },
      { id: 2, status: 'Shipped', key: 'a' },
      { id: 3, status: 'Cancelled', key: 'b' },
    ];
    expect(doubledIn(stored, [told('a', 2), told('b')])).toEqual([]);
  });

  it('finds two orders of one key whose first answer was lost', () => {
    const stored = [
      { id: 1, status: 'Shipped', key: 'a' },
      { id: 2, status: 'Shipped', key: 'a' },
    ];
    expect(doubledIn(stored, [told('a', 2)])).toEqual([
      'key a: order 1, and the customer was told 2',
      'key a: orders 1 and 2',
    ]);
  });

  it('finds an order that nobody asked for', () => {
    expect(doubledIn([{ id: 7, status: 'Shipped', key: null }], [])).toEqual(['order 7: nobody asked for it']);
  });
});
