import { describe, expect, it } from '@jest/globals';
import { merge } from '../../web/js/merge.js';
import type { Rental } from '../../web/js/types.js';

const at = (second: number): string => `2026-01-01T00:00:0${second}.000Z`;
const rental = (status: string, second: number, ...events: string[]): Rental => ({
  orderId: 1,
  productId: '1001',
  qty: 1,
  status,
  updatedAt: at(second),
  history: events.map((event) => ({ event, at: at(second) })),
});
const events = (given: Rental): string[] => (given.history ?? []).map((fact) => fact.event);

describe('What the page knows of a rental', () => {
  it('is the first report as it comes', () => {
    const first = rental('Placed', 1, 'Ordered');
    expect(merge(undefined, first)).toEqual(first);
  });

  it('never steps back: a cancelled rental stays Cancelling when an older view arrives, even one that is dated later', () => {
    expect(merge(rental('Cancelling', 2), rental('Shipped', 3, 'Shipped')).status).toBe('Cancelling');
    expect(merge(rental('Cancelled', 2), rental('Cancelling', 3)).status).toBe('Cancelled');
  });

  it('moves forward, also when the report is dated earlier', () => {
    expect(merge(rental('Cancelling', 5), rental('Cancelled', 4)).status).toBe('Cancelled');
  });

  it('takes the later of two reports of one status', () => {
    const early = { ...rental('Placed', 1), deliveryId: 1 };
    const late = { ...rental('Placed', 2), deliveryId: 2 };
    expect(merge(early, late)).toMatchObject({ deliveryId: 2 });
    expect(merge(late, early)).toMatchObject({ deliveryId: 2 });
  });

  it('takes a status of a newer shop as it is', () => {
    expect(merge(rental('Completed', 1), rental('Washed', 2)).status).toBe('Washed');
  });

  it('is not overwritten by a view with fewer events', () => {
    const view = { ...rental('Shipped', 2, 'Shipped'), productId: null, amount: null } as unknown as Rental;
    expect(merge({ ...rental('Placed', 1), amount: 49 }, view)).toMatchObject({
      status: 'Shipped',
      productId: '1001',
      amount: 49,
    });
  });

  it('keeps every fact once, in the order of the events', () => {
    const merged = merge(rental('Placed', 1, 'Paid'), rental('Shipped', 2, 'Shipped', 'Paid', 'Ordered'));
    expect(events(merged)).toEqual(['Ordered', 'Paid', 'Shipped']);
    expect(merged.history?.[1]?.at).toBe(at(2));
  });

  it('never steps back from a hand-over to a cancellation', () => {
    expect(merge(rental('InUse', 1), rental('Cancelling', 2)).status).toBe('InUse');
    expect(merge(rental('Cancelling', 2), rental('InUse', 1)).status).toBe('InUse');
  });

  it('ends when its latest extension ends, for the price with it, whichever report is dated later', () => {
    const before = { ...rental('InUse', 3), to: '2026-01-05T18:00:00.000Z', amount: 49 };
    const extended = { ...rental('InUse', 2), to: '2026-01-05T20:00:00.000Z', amount: 55 };
    for (const known of [merge(before, extended), merge(extended, before)]) {
      expect(known).toMatchObject({ to: extended.to, amount: 55 });
    }
  });

  it('owes less and less', () => {
    const owing = { ...rental('Completed', 1), amount: 100, owed: 15 };
    const paid = { ...rental('Completed', 1), amount: 100, owed: 0 };
    expect([merge(owing, paid).owed, merge(paid, owing).owed]).toEqual([0, 0]);
  });

  it('has an extension, a move and a delay where they happened', () => {
    const facts = [
      ['Paid', 1],
      ['HandedOver', 5],
      ['Returned', 9],
      ['OrderOverdue', 8],
      ['OrderReassigned', 2],
      ['OrderExtended', 7],
    ] as const;
    const report = { ...rental('Returned', 9), history: facts.map(([event, second]) => ({ event, at: at(second) })) };
    const placed = ['Paid', 'OrderReassigned', 'HandedOver', 'OrderExtended', 'OrderOverdue', 'Returned'];
    expect(events(merge(undefined, report))).toEqual(placed);
    expect(events(merge(report, rental('Placed', 1)))).toEqual(placed);
  });
});
