import { describe, expect, it } from '@jest/globals';
import { cancellable, expected, merge, refunded } from '../../web/js/status.js';
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
    expect(merge(undefined, first)).toBe(first);
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
    expect(merge(rental('Placed', 1), rental('Returned', 2)).status).toBe('Returned');
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
});

describe('A rental', () => {
  it.each([
    [rental('Placed', 1, 'Ordered'), ['Paid', 'Shipped']],
    [rental('Shipped', 1, 'Ordered', 'Paid', 'Shipped'), []],
    [rental('Cancelling', 1, 'Ordered', 'DeliveryCanceled'), ['PayCancelled', 'OrderCancelled']],
    [rental('Cancelled', 1, 'Ordered'), []],
  ])('waits for the steps that are still missing: %#', (given, steps) => {
    expect(expected(given)).toEqual(steps);
  });

  it('can be cancelled while it is Placed or Shipped', () => {
    const open = ['Pending', 'Placed', 'Shipped', 'Cancelling', 'Cancelled'].filter((status) =>
      cancellable(rental(status, 1)),
    );
    expect(open).toEqual(['Placed', 'Shipped']);
  });

  it('is refunded once the money went back, and not before', () => {
    expect(refunded(rental('Cancelling', 1, 'Paid', 'DeliveryCanceled'))).toBe(false);
    expect(refunded(rental('Cancelled', 1, 'Paid', 'PayCancelled'))).toBe(true);
  });
});
