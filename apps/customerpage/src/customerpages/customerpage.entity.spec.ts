import type { WireMessage } from '@carshare/events';
import { describe, expect, it } from '@jest/globals';
import { eventsOf, foreign, original } from '@carshare/testing';
import fc from 'fast-check';
import { bookingEventsOf, changesOf, endOf, ENDS, USE } from '../../test/support/booking-events.js';
import { at, BEGIN, CHANGES, histories, NEW } from '../../test/support/histories.js';
import { toCustomerpageView, type CustomerpageView } from './customerpage.dto.js';
import { Customerpage } from './customerpage.entity.js';
import { pageEventOf } from './rental-facts.js';

function foldOf(history: readonly WireMessage[]): Customerpage {
  const page = Customerpage.of(1);
  for (const message of history) page.note(pageEventOf(message)!);
  return page;
}

function pageOf(history: readonly WireMessage[]): CustomerpageView {
  return toCustomerpageView(foldOf(history));
}

describe('A customer page', () => {
  it('is the same after any permutation and repetition of its history', () => {
    fc.assert(
      fc.property(histories, ({ told, shuffled }) => {
        expect(pageOf(shuffled)).toEqual(pageOf(told));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the same when its parts were made apart and merged, in any order', () => {
    fc.assert(
      fc.property(histories, fc.nat(), ({ told, shuffled }, at) => {
        const [part, rest] = [shuffled.slice(0, at % shuffled.length), shuffled.slice(at % shuffled.length)];
        const merged = foldOf(rest);
        merged.merge(foldOf(part));
        expect(toCustomerpageView(merged)).toEqual(pageOf(told));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    [['ordered'], 'Placed'],
    [['paid'], 'Placed'],
    [['shipped'], 'Shipped'],
    [['paid', 'ordered', 'shipped'], 'Shipped'],
    [['deliveryCanceled'], 'Cancelling'],
    [['shipped', 'deliveryCanceled'], 'Cancelling'],
    [['payCancelled'], 'Cancelled'],
    [['orderCancelled'], 'Cancelled'],
    [['orderCancelled', 'shipped', 'paid', 'ordered'], 'Cancelled'],
    [['handedOver'], 'InUse'],
    [['handedOver', 'deliveryCanceled', 'shipped'], 'InUse'],
    [['returned', 'paid'], 'Returned'],
    [['returned', 'handedOver', 'shipped'], 'Returned'],
    [['orderCompleted'], 'Completed'],
    [['orderCompleted', 'returned', 'handedOver', 'shipped', 'paid', 'ordered'], 'Completed'],
  ])('that knows of %j is %s', (names, status) => {
    expect(pageOf(names.map((name) => ({ ...eventsOf(1), ...endOf(1) })[name]!)).status).toBe(status);
  });

  it('shows what each event knows, and null for what none has told', () => {
    const events = eventsOf(1, { amount: 49.9 });
    expect(pageOf([events['shipped']!])).toMatchObject({
      id: 1,
      orderId: 1,
      deliveryId: 201,
      paymentId: 101,
      productId: null,
      qty: null,
      amount: null,
      currency: null,
    });
    expect(pageOf([foreign(events['paid']!)])).toMatchObject({
      paymentId: 101,
      deliveryId: null,
      productId: '1001',
      qty: 1,
      amount: null,
      currency: null,
    });
    expect(pageOf([foreign(events['paid']!), events['ordered']!])).toMatchObject({ amount: 49.9, currency: 'EUR' });
  });

  it('keeps the ids of Paid and Shipped, whatever ids the cancellations come with, in any order', () => {
    const names = ['paid', 'ordered', 'shipped', 'deliveryCanceled', 'payCancelled', 'orderCancelled'];
    const life = names.map((name) => original(eventsOf(1)[name]!));
    fc.assert(
      fc.property(fc.shuffledSubarray(life, { minLength: life.length }), (told) => {
        expect(pageOf(told)).toMatchObject({ paymentId: 101, deliveryId: 201, status: 'Cancelled' });
      }),
    );
  });

  it('knows a delivery that was cancelled before it was shipped from its cancellation, until it is shipped', () => {
    const { shipped, deliveryCanceled } = eventsOf(1);
    expect(pageOf([deliveryCanceled!])).toMatchObject({ deliveryId: 201, paymentId: null });
    expect(pageOf([original(deliveryCanceled!)])).toMatchObject({ deliveryId: 901, paymentId: null });
    expect(pageOf([original(deliveryCanceled!), shipped!])).toMatchObject({ deliveryId: 201, paymentId: 101 });
  });

  it('takes the ids of Paid and Shipped from another copy as well', () => {
    const { paid, shipped, deliveryCanceled } = eventsOf(1);
    const [live, rebuilt] = [Customerpage.of(1), Customerpage.of(1)];
    rebuilt.note(pageEventOf(original(deliveryCanceled!))!);
    for (const message of [paid!, shipped!]) live.note(pageEventOf(message)!);
    expect(rebuilt.merge(live)).toBe('merged');
    expect(rebuilt).toMatchObject({ paymentId: 101, deliveryId: 201 });
    expect(rebuilt.merge(live)).toBe('unchanged');
  });

  it('has no amount while none is known, and null is none', () => {
    const { ordered, paid } = eventsOf(1);
    const nameless = {
      ...ordered!,
      value: ordered!.value.replace('"amount":49,"currency":"EUR"', '"amount":null,"currency":null'),
    };
    expect(nameless.value).toContain('null');
    expect(pageOf([nameless])).toMatchObject({ amount: null, currency: null });
    expect(pageOf([nameless, paid!])).toMatchObject({ amount: 49, currency: 'EUR' });
  });

  it('tells its history in the order of life, and changes with the latest fact', () => {
    const events = eventsOf(1);
    const page = pageOf([at(events['shipped']!, 3_000), at(events['ordered']!, 2_000), at(events['paid']!, 1_000)]);
    expect(page.history.map(({ event }) => event)).toEqual(['Ordered', 'Paid', 'Shipped']);
    expect(page.updatedAt).toBe(new Date(BEGIN + 3_000).toISOString());
  });
});

describe('The page of an order of another publisher', () => {
  it('shows the amount that the first event with one contains: null is none', () => {
    const { ordered, paid } = eventsOf(1);
    const value = { ...(JSON.parse(ordered!.value) as object), amount: null, currency: null };
    const page = pageOf([{ ...foreign(ordered!), value: JSON.stringify(value) }, paid!]);
    expect(page).toMatchObject({ amount: 49, currency: 'EUR' });
  });
});

describe('The page of a booking', () => {
  const booking = bookingEventsOf(1);
  const PERIOD = { from: '2026-03-05T08:00:00.000Z', to: '2026-03-05T17:00:00.000Z', vehicleId: 7 };

  it.each(['ordered', 'paid', 'payCancelled', 'orderCancelled'])('has its period from %s alone', (name) => {
    expect(pageOf([booking[name]!])).toMatchObject(PERIOD);
  });

  it('is that of an instant order without the members of a booking', () => {
    const page = pageOf(Object.values({ ...eventsOf(1), ...endOf(1) }));
    const absent = ['from', 'to', 'vehicleId', 'fee', 'refunded', 'owed', 'settledAmount'];
    expect(Object.keys(page).filter((member) => absent.includes(member))).toEqual([]);
    expect(pageOf([eventsOf(1)['paid']!])).not.toHaveProperty('handedOverAt');
  });

  it('shows the hand-over, the return and the end when they happened', () => {
    const page = pageOf(NEW.map((name) => at(booking[name]!, 5_000)));
    expect(page).toMatchObject({ ...USE, completedAt: new Date(BEGIN + 5_000).toISOString(), deliveryId: 201 });
    expect(page.history.map(({ event }) => event)).toEqual(['HandedOver', 'Returned', 'OrderCompleted']);
  });

  it.each([['payCancelled'], ['orderCancelled']])('shows the fee and the refund that %s contains', (name) => {
    expect(pageOf([booking['paid']!])).not.toHaveProperty('fee');
    expect(pageOf([booking[name]!])).toMatchObject({ fee: 24.5, refunded: 24.5, amount: 49 });
  });

  it('shows all of the price as the refund where PayCancelled contains none', () => {
    expect(pageOf([booking['paid']!, eventsOf(1)['payCancelled']!])).toMatchObject({ fee: 0, refunded: 49 });
  });

  it('shows what the rental cost in the end, whatever the price was before', () => {
    const { orderCompleted } = endOf(1, { amount: 64 });
    expect(pageOf([orderCompleted!, booking['paid']!])).toMatchObject({ amount: 64 });
    expect(pageOf([booking['paid']!, orderCompleted!])).toMatchObject({ amount: 64 });
  });

  it('takes all of it from another copy as well', () => {
    const [live, rebuilt] = [Customerpage.of(1), Customerpage.of(1)];
    for (const name of ['paid', 'payCancelled', ...NEW]) live.note(pageEventOf(booking[name]!)!);
    rebuilt.note(pageEventOf(eventsOf(1)['ordered']!)!);
    live.note(pageEventOf(endOf(1, { amount: 64 })['orderCompleted']!)!);
    expect(rebuilt.merge(live)).toBe('merged');
    const { history: _, updatedAt: __, ...view } = toCustomerpageView(live);
    expect(toCustomerpageView(rebuilt)).toMatchObject(view);
    expect(rebuilt.merge(live)).toBe('unchanged');
  });
});

describe('The page of a booking that changes', () => {
  const all = { ...bookingEventsOf(1), ...changesOf(1) };
  const of = (...names: string[]): CustomerpageView =>
    pageOf(names.map((name, index) => at(all[name]!, index * 60_000)));
  const inTime = (...names: string[]): WireMessage[] => names.map((name, index) => at(all[name]!, index * 60_000));
  const [first, last] = ENDS;

  it('has the end and the price of the latest extension; one that arrives late changes nothing', () => {
    const [paid, one, two] = inTime('paid', 'extended', 'extendedAgain') as [WireMessage, WireMessage, WireMessage];
    const extendedAt = new Date(BEGIN + 120_000).toISOString();
    expect(pageOf([paid, one])).toMatchObject({ to: first, amount: 65 });
    for (const told of [
      [paid, one, two],
      [two, one, paid],
      [one, two, one, paid],
    ]) {
      expect(pageOf(told)).toMatchObject({ to: last, amount: 85, extendedAt });
    }
    expect(pageOf([two, paid, one]).history.filter(({ event }) => event === 'OrderExtended')).toEqual([
      { event: 'OrderExtended', at: extendedAt },
    ]);
  });

  it('is overdue until it is extended or returned', () => {
    expect(of('paid', 'extended', 'handedOver', 'overdue')).toMatchObject({ overdueSince: '2026-03-05T19:30:00.000Z' });
    expect(of('overdue', 'handedOver', 'extended', 'extendedAgain')).not.toHaveProperty('overdueSince');
    expect(of('overdueAgain', 'overdue', 'extendedAgain')).toMatchObject({ overdueSince: '2026-03-06T09:30:00.000Z' });
    const returned = of('overdueAgain', 'extendedAgain', 'returned');
    expect(returned).not.toHaveProperty('overdueSince');
    expect(returned.history).toContainEqual({ event: 'OrderOverdue', at: '2026-03-06T09:30:00.000Z' });
  });

  it('has the vehicle that it moved to last, and the one that left once it is handed over', () => {
    const told = inTime('paid', 'reassigned', 'reassignedAgain');
    expect(pageOf(told).vehicleId).toBe(8);
    expect(pageOf([...told].reverse()).vehicleId).toBe(8);
    expect(pageOf([...told, all['handedOver']!]).vehicleId).toBe(7);
  });

  it('owes less and less, whatever the order of the ends: the smallest amount counts where they owe the same', () => {
    const ends = ['completedOwing', 'completedPaid', 'completedWaived'];
    expect(of('paid', 'completedOwing')).toMatchObject({ amount: 100, owed: 15 });
    expect(of('paid', 'completedPaid', 'completedOwing')).toMatchObject({ amount: 100, owed: 0 });
    fc.assert(
      fc.property(fc.shuffledSubarray(['paid', 'extended', ...ends], { minLength: 5 }), (names) => {
        expect(of(...names)).toMatchObject({ amount: 85, owed: 0 });
      }),
    );
  });

  it('shows what the settlement charged and refunded: not what was declined or voided, and no extension', () => {
    expect(of('paid', 'extensionPaid', 'settlementDeclined')).not.toHaveProperty('settledAmount');
    expect(of('settlementPaid', 'settlementDeclined', 'settlementPaid')).toMatchObject({ settledAmount: 15 });
    expect(of('settlementPaid', 'settlementRefunded')).toMatchObject({ settledAmount: 11 });
    const voided = { ...all['settlementPaid']!, value: all['settlementPaid']!.value.replace('Succeeded', 'Voided') };
    expect(pageOf([voided, all['settlementPaid']!])).not.toHaveProperty('settledAmount');
  });

  it.each(CHANGES)('begins with %s alone', (name) => {
    expect(of(name).updatedAt).toMatch(/^2026-/);
  });
});
