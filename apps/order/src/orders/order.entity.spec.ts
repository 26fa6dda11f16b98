import { describe, expect, it } from '@jest/globals';
import { Money, type OrderStatus } from '@carshare/events';
import fc from 'fast-check';
import { Car } from '../cars/car.entity.js';
import { Order } from './order.entity.js';
import { NothingDue, OrderNotCancellable, OrderNotExtendable } from './order.errors.js';

const car = Object.assign(new Car(), {
  productId: '1001',
  minorUnits: 4_900,
  hundredths: 4_900,
  currency: 'EUR',
  stock: 20,
  fleet: 20,
});
const NOW = new Date('2026-03-01T10:00:00Z');
const LATER = new Date('2026-03-01T10:00:05Z');
const open = (): Order =>
  Order.open({ car, qty: 2, customerId: 'ann', idempotencyKey: 'key', requestHash: 'hash' }, NOW);

const LEADS: Record<OrderStatus, (order: Order) => void> = {
  Pending: () => undefined,
  Placed: (order) => order.place(NOW),
  Shipped: (order) => (order.place(NOW), order.ship(NOW)),
  InUse: (order) => (order.place(NOW), order.handOver(NOW)),
  Returned: (order) => (order.place(NOW), order.takeBack(NOW)),
  Completed: (order) => (order.place(NOW), order.takeBack(NOW), order.complete(NOW)),
  Refused: (order) => order.refuse('unpaid', undefined, NOW),
  Cancelling: (order) => (order.place(NOW), order.cancel(NOW)),
  Cancelled: (order) => (order.place(NOW), order.cancel(NOW), order.confirmRefund(NOW)),
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
  abandon: (order: Order) => order.abandon(LATER),
  refuse: (order: Order) => order.refuse('unpaid', undefined, LATER),
  confirmVoid: (order: Order) => order.confirmVoid(),
  ship: (order: Order) => order.ship(LATER),
  handOver: (order: Order) => order.handOver(LATER),
  takeBack: (order: Order) => order.takeBack(LATER),
  complete: (order: Order) => order.complete(LATER),
  cancel: (order: Order) => order.cancel(LATER),
  confirmRefund: (order: Order) => order.confirmRefund(LATER),
} as const;
type Step = keyof typeof STEPS;

/** Every transition to another status, and its outcome; `cancel` throws elsewhere. */
const ALLOWED: Record<Step, Partial<Record<OrderStatus, [next: OrderStatus, outcome: string]>>> = {
  place: { Pending: ['Placed', 'placed'] },
  abandon: { Pending: ['Refused', 'abandoned'] },
  refuse: { Pending: ['Refused', 'refused'] },
  confirmVoid: {},
  ship: { Placed: ['Shipped', 'shipped'] },
  handOver: {
    Placed: ['InUse', 'handed-over'],
    Shipped: ['InUse', 'handed-over'],
    Cancelling: ['InUse', 'handed-over'],
  },
  takeBack: {
    Placed: ['Returned', 'returned'],
    Shipped: ['Returned', 'returned'],
    InUse: ['Returned', 'returned'],
    Cancelling: ['Returned', 'returned'],
  },
  complete: { Returned: ['Completed', 'completed'] },
  cancel: { Placed: ['Cancelling', 'cancelling'], Shipped: ['Cancelling', 'cancelling'] },
  confirmRefund: {
    Placed: ['Cancelled', 'cancelled'],
    Shipped: ['Cancelled', 'cancelled'],
    Cancelling: ['Cancelled', 'cancelled'],
  },
};

/** Outcomes of a refused order: its status stays, and what is due changes. */
const OF_REFUSED: Partial<Record<Step, string>> = { place: 'refund-due', confirmVoid: 'closed' };

const RETURNS_STOCK = new Set<string>(['abandoned', 'refused', 'cancelled', 'returned']);

describe('An order', () => {
  it('opens Pending, priced at that moment, and due when payment has not answered', () => {
    expect(open()).toMatchObject({
      status: 'Pending',
      minorUnits: 9_800,
      currency: 'EUR',
      customerId: 'ann',
      attempts: 0,
    });
    expect(open().dueAt!.getTime()).toBeGreaterThan(NOW.getTime());
  });

  const steps = (Object.keys(STEPS) as Step[]).flatMap((step) => STATUSES.map((status) => [step, status] as const));
  it.each(steps)('answers %s when it is %s as the table says', (step, status) => {
    const order = orderThatIs(status);
    const before = { ...order };
    const [next, outcome] = ALLOWED[step][status] ?? [status, undefined];
    const expected = outcome ?? (status === 'Refused' ? OF_REFUSED[step] : undefined) ?? 'unchanged';
    if (step === 'cancel' && outcome === undefined) expect(() => order.cancel(LATER)).toThrow(OrderNotCancellable);
    else expect(STEPS[step](order)).toBe(expected);
    expect(order.status).toBe(next);
    expect(order.updatedAt).toEqual(outcome === undefined ? NOW : LATER);
    if (expected === 'unchanged') expect(order).toEqual(before);
  });

  it('keeps the key of a declined order, and frees that of an unpaid one with the fingerprint of its request', () => {
    const [declined, unpaid] = [open(), open()];
    declined.refuse('declined', 'Too little money.'.padEnd(300, '!'));
    unpaid.refuse('unpaid');
    expect(declined).toMatchObject({ idempotencyKey: 'key', requestHash: 'hash', refusal: 'declined' });
    expect(declined.refusalReason).toHaveLength(255);
    expect(unpaid).toMatchObject({ idempotencyKey: null, requestHash: null, refusal: 'unpaid', refusalReason: null });
  });

  it('that is paid after its refusal has its refund due, once, until the money is returned', () => {
    const order = orderThatIs('Refused');
    expect(order.dueAt).toBeNull();
    expect(order.place(LATER)).toBe('refund-due');
    expect(order.dueAt).toEqual(LATER);
    expect(order.place(NOW)).toBe('unchanged');
    expect(order.confirmRefund(LATER)).toBe('refund-settled');
    expect(order).toMatchObject({ status: 'Refused', dueAt: null });
    expect(order.confirmRefund(LATER)).toBe('unchanged');
  });

  it('that is abandoned stays due, with its key, until payment has confirmed the void', () => {
    const order = open();
    order.abandon(NOW);
    expect(order).toMatchObject({ status: 'Refused', refusal: 'unpaid', idempotencyKey: 'key', requestHash: 'hash' });
    expect(order.dueAt!.getTime()).toBeGreaterThan(NOW.getTime());
    expect(order.place(LATER)).toBe('unchanged');
    expect(order.refuse('unpaid', undefined, LATER)).toBe('unchanged');
    expect(order.dueAt).not.toBeNull();
    order.confirmVoid();
    expect(order).toMatchObject({ status: 'Refused', idempotencyKey: null, requestHash: null, dueAt: null });
  });

  it('that is refused is established by its hand-over while it is to be voided, and not afterwards', () => {
    const order = open();
    order.abandon(NOW);
    expect(order.recover(LATER)).toBe('recovered');
    expect(order).toMatchObject({ status: 'Placed', placedAt: LATER, refusal: null, dueAt: null });
    for (const status of STATUSES) expect(orderThatIs(status).recover(LATER)).toBe('unchanged');
  });

  it('is extended only as a booking whose car is not back', () => {
    const total = Money.ofMinorUnits(12_000, 'EUR');
    for (const status of STATUSES) {
      const [instant, booked] = [orderThatIs(status), Object.assign(orderThatIs(status), { vehicleId: 1 })];
      expect(() => instant.extend(total, LATER)).toThrow(OrderNotExtendable);
      if (['Placed', 'Shipped', 'InUse'].includes(status)) {
        expect(booked.extend(total, LATER)).toBe('extended');
        expect(booked.amount).toEqual(total);
      } else expect(() => booked.extend(total, LATER)).toThrow(OrderNotExtendable);
    }
  });

  it('has a step to retry or to postpone only while one is due', () => {
    const placed = orderThatIs('Placed');
    expect(() => placed.retryNow(LATER)).toThrow(NothingDue);
    expect(placed.postpone(LATER)).toBe('unchanged');
    expect(placed).toMatchObject({ attempts: 0, dueAt: null });
    const pending = open();
    expect(pending.retryNow(LATER)).toBe('due');
    expect(pending.dueAt).toEqual(LATER);
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

  it('takes and returns its stock in turns, whatever happens to it in whatever order', () => {
    const step = fc.constantFrom(...(Object.keys(STEPS) as Step[]));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (history) => {
        const order = open();
        let taken = 1;
        for (const next of history) {
          const before = order.status;
          if (RETURNS_STOCK.has(outcomeOf(order, next))) taken -= 1;
          expect(order.status).toBe(ALLOWED[next][before]?.[0] ?? before);
        }
        expect(taken).toBe(['Refused', 'Cancelled', 'Returned', 'Completed'].includes(order.status) ? 0 : 1);
        if (order.status === 'Pending' || order.status === 'Cancelling') expect(order.dueAt).not.toBeNull();
        else if (order.status !== 'Refused') expect(order.dueAt).toBeNull();
      }),
      { numRuns: 500 },
    );
  });
});

function outcomeOf(order: Order, step: Step): string {
  try {
    return STEPS[step](order);
  } catch (error) {
    expect(error).toBeInstanceOf(OrderNotCancellable);
    return 'unchanged';
  }
}
