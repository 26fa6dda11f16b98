import { describe, expect, it } from '@jest/globals';
import { fingerprint } from '@carshare/service-kit';
import { membersOutsideFingerprint, requestFaults, requestOf } from '@carshare/testing';
import fc from 'fast-check';
import { Cancellation } from './cancellation.entity.js';
import { CancelDelivery } from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';

const ORDER = { orderId: 1, paymentId: 7, customerId: 'ann' };
const BOOKING = { startsAt: new Date('2026-03-02T09:00:00Z'), endsAt: new Date('2026-03-02T18:00:00Z'), vehicleId: 7 };
/** The end after an extension. */
const LATER = new Date('2026-03-03T18:00:00Z');
const HOUR_MS = 3_600_000;
const NOW = new Date('2026-03-01T10:00:00Z');
const each = (name: string, ...values: unknown[]): [string, unknown][] => values.map((value) => [name, value]);

describe('A delivery', () => {
  it('that is Shipped can be cancelled, once', () => {
    const delivery = Delivery.ship(ORDER);
    expect(delivery).toMatchObject({ ...ORDER, status: 'Shipped' });
    expect(delivery.cancel(NOW)).toBe('canceled');
    expect(delivery).toMatchObject({ status: 'DeliveryCanceled', updatedAt: NOW });
    expect(delivery.cancel(new Date())).toBe('unchanged');
    expect(delivery).toMatchObject({ status: 'DeliveryCanceled', updatedAt: NOW });
  });

  it('that was cancelled before it began stays so', () => {
    const delivery = Delivery.canceled({ orderId: 1 });
    expect(delivery).toMatchObject({ orderId: 1, paymentId: null, customerId: null, status: 'DeliveryCanceled' });
    expect(delivery.cancel()).toBe('unchanged');
    expect(Cancellation.of(delivery, { orderId: 1 }, 'key')).toMatchObject({
      orderId: 1,
      paymentId: null,
      customerId: null,
    });
  });

  it('of a booking is Scheduled, and due the lead before its start', () => {
    expect(Delivery.schedule(ORDER, BOOKING, HOUR_MS)).toMatchObject({
      ...ORDER,
      ...BOOKING,
      status: 'Scheduled',
      dueAt: new Date('2026-03-02T08:00:00Z'),
    });
  });

  const NOTHING = { odometer: null, level: null, notes: null };
  const TAKEN = { at: new Date('2026-03-01T09:30:00Z'), odometer: 12_840, level: 80, notes: 'a scratch' };
  const BACK = { at: new Date('2026-03-01T09:50:00Z'), odometer: 12_900, level: 55, notes: 'two', damaged: true };
  const shipped = (): Delivery => Object.assign(made.Scheduled(), { status: 'Shipped', dueAt: null });
  const made = {
    Scheduled: () => Delivery.schedule(ORDER, BOOKING, HOUR_MS),
    'Shipped, booking': () => shipped(),
    'Shipped, instant': () => Delivery.ship(ORDER),
    HandedOver: () => handedOver(TAKEN),
    Returned: () => Object.assign(handedOver(TAKEN), { status: 'Returned' }),
    DeliveryCanceled: () => Delivery.canceled(ORDER),
  };
  function handedOver(record: Parameters<Delivery['handOver']>[0]): Delivery {
    const delivery = shipped();
    delivery.handOver(record, NOW);
    return delivery;
  }
  const does = {
    ship: (delivery: Delivery) => delivery.ship(NOW),
    handOver: (delivery: Delivery) => delivery.handOver(TAKEN, NOW),
    takeBack: (delivery: Delivery) => delivery.takeBack(BACK, NOW),
    cancel: (delivery: Delivery) => delivery.cancel(NOW),
    extend: (delivery: Delivery) => delivery.extend(LATER, NOW),
    reassign: (delivery: Delivery) => delivery.reassign(8, NOW),
  };
  const outcomes = {
    Scheduled: { ship: 'shipped', cancel: 'canceled', extend: 'extended', reassign: 'reassigned' },
    'Shipped, booking': { handOver: 'handed-over', cancel: 'canceled', extend: 'extended', reassign: 'reassigned' },
    'Shipped, instant': { handOver: 'handed-over', takeBack: 'returned', cancel: 'canceled' },
    HandedOver: { takeBack: 'returned', extend: 'extended' },
    Returned: { extend: 'extended' },
    DeliveryCanceled: {},
  } as const;
  const ends = {
    shipped: { status: 'Shipped', dueAt: null },
    'handed-over': { status: 'HandedOver', dueAt: null },
    returned: { status: 'Returned', dueAt: null },
    canceled: { status: 'DeliveryCanceled', dueAt: null },
    extended: { endsAt: LATER, vehicleId: 7 },
    reassigned: { vehicleId: 8, endsAt: BOOKING.endsAt },
  };
  const transitions = Object.keys(does) as (keyof typeof does)[];
  const table = (Object.keys(made) as (keyof typeof made)[]).flatMap((from) =>
    transitions.map((transition) => {
      const changes: Partial<Record<string, keyof typeof ends>> = outcomes[from];
      return [from, transition, changes[transition] ?? 'unchanged'] as const;
    }),
  );
  it.each(table)('that is %s: %s returns %s', (from, transition, outcome) => {
    const delivery = made[from]();
    const before = { ...delivery };
    expect(does[transition](delivery)).toBe(outcome);
    if (outcome === 'unchanged') expect(delivery).toEqual(before);
    else expect(delivery).toMatchObject({ updatedAt: NOW, ...ends[outcome] });
  });

  it('that is Scheduled stays due as before when it is extended or moves to another vehicle', () => {
    const delivery = made.Scheduled();
    const { dueAt } = delivery;
    delivery.extend(LATER);
    delivery.reassign(8);
    expect(delivery).toMatchObject({ status: 'Scheduled', dueAt, endsAt: LATER, vehicleId: 8 });
  });

  it('ends at the latest of its ends, in any order of arrival', () => {
    const delivery = made.Scheduled();
    delivery.extend(LATER);
    for (const earlier of [LATER, BOOKING.endsAt]) expect(delivery.extend(earlier)).toBe('unchanged');
    expect(delivery.endsAt).toEqual(LATER);
    const open = Delivery.schedule(ORDER, { ...BOOKING, endsAt: null }, HOUR_MS);
    expect([open.extend(LATER), open.endsAt]).toEqual(['extended', LATER]);
  });

  it('keeps the vehicle that was handed over, also after its return', () => {
    const delivery = made['Shipped, booking']();
    expect(delivery.reassign(7)).toBe('unchanged');
    delivery.handOver(TAKEN, NOW);
    delivery.reassign(8);
    expect(delivery).toMatchObject({ vehicleId: 7, outVehicleId: 7 });
    delivery.takeBack(BACK, NOW);
    delivery.reassign(8);
    expect(delivery.vehicleId).toBe(7);
  });

  it('is cancelled with its period and its vehicle', () => {
    const delivery = made.Scheduled();
    delivery.cancel(NOW);
    expect([delivery.reassign(8), delivery.extend(LATER)]).toEqual(['unchanged', 'extended']);
    expect(delivery).toMatchObject({ status: 'DeliveryCanceled', vehicleId: 7, endsAt: LATER });
  });

  it('keeps what is recorded at the hand-over and at the return, and its vehicle is out in between', () => {
    const delivery = made['Shipped, booking']();
    expect([delivery.handover, delivery.return, delivery.outVehicleId]).toEqual([undefined, undefined, null]);
    delivery.handOver(TAKEN, NOW);
    expect([delivery.handover, delivery.return, delivery.outVehicleId]).toEqual([TAKEN, undefined, 7]);
    delivery.takeBack(BACK, NOW);
    expect([delivery.handover, delivery.return, delivery.outVehicleId]).toEqual([TAKEN, BACK, null]);
  });

  it('of an instant order is out without a vehicle', () => {
    const delivery = Delivery.ship(ORDER);
    delivery.handOver({ ...NOTHING }, NOW);
    expect(delivery).toMatchObject({ outVehicleId: null, handover: { at: NOW, ...NOTHING } });
  });

  it('returns now, also when the clock of the hand-over was ahead', () => {
    const back = { ...NOTHING, damaged: false };
    const ahead = new Date(NOW.getTime() + 30_000);
    for (const [taken, at] of [
      [TAKEN.at, NOW],
      [ahead, ahead],
    ] as const) {
      const delivery = handedOver({ ...TAKEN, at: taken });
      delivery.takeBack(back, NOW);
      expect(delivery.return).toEqual({ at, ...back });
    }
  });

  it('does not return before its hand-over, nor with fewer kilometres', () => {
    const delivery = handedOver(TAKEN);
    const before = { ...delivery };
    const at = new Date(TAKEN.at.getTime() - 1);
    expect(() => delivery.takeBack({ ...BACK, at }, NOW)).toThrow(/before the hand-over/);
    expect(() => delivery.takeBack({ ...BACK, odometer: 12_839 }, NOW)).toThrow(/12840 km/);
    expect(delivery).toEqual(before);
    expect(delivery.takeBack({ ...BACK, at: TAKEN.at, odometer: 12_840 }, NOW)).toBe('returned');
  });

  it('changes at most once, however often it is cancelled', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.nat(10), (shipped, cancellations) => {
        const delivery = shipped ? Delivery.ship(ORDER) : Delivery.canceled(ORDER);
        const outcomes = Array.from({ length: cancellations }, () => delivery.cancel());
        const changes = outcomes.filter((outcome) => outcome === 'canceled').length;
        expect(changes).toBe(shipped && cancellations > 0 ? 1 : 0);
        expect(delivery.status).toBe(shipped && cancellations === 0 ? 'Shipped' : 'DeliveryCanceled');
      }),
    );
  });
});

describe('A request for the cancellation of a delivery', () => {
  it.each([{ orderId: 1 }, { orderId: '1', paymentId: '7', status: 'cancel' }, ORDER])(
    'is taken: %j',
    async (request) => {
      expect(await requestFaults(CancelDelivery, request)).toEqual([]);
    },
  );

  it.each([
    [{ paymentId: 1 }, { orderId: 1, paymentId: 1 }],
    [{ paymentId: null, customerId: null }, { orderId: 1 }],
    [{ _links: { self: { href: 'http://carsharedelivery:8080/cancellations/1' } } }, { orderId: 1 }],
  ])('of the replaced payment service is taken: %j', async (more, read) => {
    const request = { id: null, orderId: 1, status: 'DeliveryCanceled', ...more };
    expect(await requestOf(CancelDelivery, request)).toEqual(read);
  });

  it('has a fingerprint that depends on every field but the ignored status, as the stored ones do', async () => {
    const other = { orderId: 2, paymentId: 8, customerId: 'bob', status: 'DeliveryCanceled' };
    expect(await membersOutsideFingerprint(CancelDelivery, ORDER, other)).toEqual(['status']);
    expect(fingerprint(await requestOf(CancelDelivery, ORDER))).toBe('Si_YJJGGM1k7j9wYQx2SJEtZWywIrpG8XnfOtNSEsXE');
  });

  it.each<[string, unknown]>([
    ...each('orderId', undefined, null, 0, -1, 1.5, '1.5', 'one', 2_147_483_648, 1e21, true, [1], {}),
    ...each('paymentId', 0, -1, 1.5, 'NaN', 2_147_483_648, [1]),
    ...each('customerId', '', 'x'.repeat(256), 'x\uFE0F'.repeat(200), '\uD800', 1, ['ann']),
  ])('is refused for %s: %j', async (name, value) => {
    expect(await requestFaults(CancelDelivery, { ...ORDER, [name]: value })).toEqual([name]);
  });
});
