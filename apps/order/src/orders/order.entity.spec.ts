import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Car } from '../cars/car.entity.js';
import { Order, type OrderStatus } from './order.entity.js';
import { OrderNotCancellable } from './order.errors.js';

const car = Object.assign(new Car(), { productId: '1001', price: 4_900, currency: 'EUR', stock: 20, fleet: 20 });
const NOW = new Date('2026-03-01T10:00:00Z');
const LATER = new Date('2026-03-01T10:00:05Z');
const open = (): Order => Order.open({ car, qty: 2, customerId: 'ann', idempotencyKey: 'key' }, NOW);

const LEADS: Record<OrderStatus, (order: Order) => void> = {
  Pending: () => undefined,
  Placed: (order) => order.place(NOW),
  Shipped: (order) => (order.place(NOW), order.ship(NOW)),
  Refused: (order) => order.refuse('unpaid', undefined, NOW),
  Cancelling: (order) => (order.place(NOW), order.cancel(NOW)),
  Cancelled: (order) => (order.place(NOW), order.cancel(NOW), order.payCancelled(NOW)),
};
const STATUSES = Object.keys(LEADS) as OrderStatus[];
const orderThatIs = (status: OrderStatus): Order => {
  const order = open();
  LEADS[status](order);
  expect(order.status).toBe(status);
  return order;
};

const STEPS = {
  place: (order: Order) => order.place(LATER),
  giveUp: (order: Order) => order.giveUp(LATER),
  refuse: (order: Order) => order.refuse('unpaid', undefined, LATER),
  ship: (order: Order) => order.ship(LATER),
  payCancelled: (order: Order) => order.payCancelled(LATER),
} as const;
type Step = keyof typeof STEPS;

/** Every transition there is; whatever is not listed changes nothing. */
const ALLOWED: Record<Step | 'cancel', Partial<Record<OrderStatus, OrderStatus>>> = {
  place: { Pending: 'Placed' },
  giveUp: { Pending: 'Refused' },
  refuse: { Pending: 'Refused' },
  ship: { Placed: 'Shipped' },
  cancel: { Placed: 'Cancelling', Shipped: 'Cancelling' },
  payCancelled: { Placed: 'Cancelled', Shipped: 'Cancelled', Cancelling: 'Cancelled' },
};

const GIVES_STOCK_BACK = new Set<string>(['giveUp', 'refuse', 'payCancelled']);

describe('An order', () => {
  it('opens Pending, priced at that moment, and due when payment has not answered', () => {
    expect(open()).toMatchObject({ status: 'Pending', amount: 9_800, currency: 'EUR', customerId: 'ann', attempts: 0 });
    expect(open().dueAt!.getTime()).toBeGreaterThan(NOW.getTime());
  });

  const steps = (Object.keys(STEPS) as Step[]).flatMap((step) => STATUSES.map((status) => [step, status] as const));
  it.each(steps)('answers %s when it is %s as its life allows', (step, status) => {
    const order = orderThatIs(status);
    const next = ALLOWED[step][status];
    expect(STEPS[step](order)).toBe(next !== undefined);
    expect(order.status).toBe(next ?? status);
    expect(order.updatedAt).toEqual(next === undefined ? NOW : LATER);
  });

  it.each(STATUSES)('answers a cancellation when it is %s as its life allows', (status) => {
    const order = orderThatIs(status);
    const next = ALLOWED.cancel[status];
    if (next === undefined) expect(() => order.cancel(LATER)).toThrow(OrderNotCancellable);
    else order.cancel(LATER);
    expect(order.status).toBe(next ?? status);
  });

  it('keeps the key of a declined order, and frees that of an unpaid one', () => {
    const [declined, unpaid] = [open(), open()];
    declined.refuse('declined', 'Too little money.'.padEnd(300, '!'));
    unpaid.refuse('unpaid');
    expect(declined).toMatchObject({ idempotencyKey: 'key', refusal: 'declined' });
    expect(declined.refusalReason).toHaveLength(255);
    expect(unpaid).toMatchObject({ idempotencyKey: null, refusal: 'unpaid', refusalReason: null });
  });

  it('is owed a refund when it was paid after its refusal, until the money is back', () => {
    const order = orderThatIs('Refused');
    expect(order.dueAt).toBeNull();
    order.place(LATER);
    expect(order.dueAt).toEqual(LATER);
    order.payCancelled(LATER);
    expect(order).toMatchObject({ status: 'Refused', dueAt: null });
  });

  it('that is given up stays owed, with its key, until no payment can come', () => {
    const order = open();
    order.giveUp(NOW);
    expect(order).toMatchObject({ status: 'Refused', refusal: 'unpaid', idempotencyKey: 'key' });
    expect(order.dueAt!.getTime()).toBeGreaterThan(NOW.getTime());
    order.place(LATER);
    order.refuse('unpaid', undefined, LATER);
    expect(order).toMatchObject({ status: 'Refused', idempotencyKey: null, dueAt: null });
  });

  it('waits longer from try to try, and never longer than 15 seconds', () => {
    const order = orderThatIs('Cancelling');
    const waits = Array.from({ length: 40 }, () => {
      order.postpone(NOW);
      return order.dueAt!.getTime() - NOW.getTime();
    });
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[0]).toBe(1_000);
    expect(waits.at(-1)).toBe(15_000);
  });

  it('takes and gives its stock back in turns, whatever happens to it in whatever order', () => {
    const step = fc.constantFrom<Step | 'cancel'>('place', 'giveUp', 'refuse', 'ship', 'payCancelled', 'cancel');
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (history) => {
        const order = open();
        let taken = 1;
        for (const next of history) {
          const before = order.status;
          if (next === 'cancel') expectGuarded(order);
          else if (STEPS[next](order) && GIVES_STOCK_BACK.has(next)) taken -= 1;
          expect(order.status).toBe(ALLOWED[next][before] ?? before);
        }
        expect(taken).toBe(order.status === 'Refused' || order.status === 'Cancelled' ? 0 : 1);
        if (order.status === 'Placed' || order.status === 'Shipped' || order.status === 'Cancelled') {
          expect(order.dueAt).toBeNull();
        }
        if (order.status === 'Pending' || order.status === 'Cancelling') expect(order.dueAt).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

function expectGuarded(order: Order): void {
  try {
    order.cancel(LATER);
  } catch (error) {
    expect(error).toBeInstanceOf(OrderNotCancellable);
  }
}
