import { describe, expect, it } from '@jest/globals';
import { fingerprint } from '@carshare/service-kit';
import { membersOutsideFingerprint, requestFaults, requestOf } from '@carshare/testing';
import fc from 'fast-check';
import { Cancellation } from './cancellation.entity.js';
import { CancelDelivery } from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';

const ORDER = { orderId: 1, paymentId: 7, customerId: 'ann' };
const BOOKING = { startsAt: new Date('2026-03-02T09:00:00Z'), endsAt: new Date('2026-03-02T18:00:00Z'), vehicleId: 7 };
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

  const made = {
    Scheduled: () => Delivery.schedule(ORDER, BOOKING, HOUR_MS),
    Shipped: () => Delivery.ship(ORDER),
    DeliveryCanceled: () => Delivery.canceled(ORDER),
  };
  it.each([
    ['Scheduled', 'ship', 'shipped', 'Shipped'],
    ['Scheduled', 'cancel', 'canceled', 'DeliveryCanceled'],
    ['Shipped', 'ship', 'unchanged', 'Shipped'],
    ['Shipped', 'cancel', 'canceled', 'DeliveryCanceled'],
    ['DeliveryCanceled', 'ship', 'unchanged', 'DeliveryCanceled'],
    ['DeliveryCanceled', 'cancel', 'unchanged', 'DeliveryCanceled'],
  ] as const)('that is %s: %s returns %s, it is %s afterwards', (from, transition, outcome, to) => {
    const delivery = made[from]();
    const { updatedAt } = delivery;
    expect(delivery[transition](NOW)).toBe(outcome);
    expect(delivery).toMatchObject({ status: to, updatedAt: outcome === 'unchanged' ? updatedAt : NOW, dueAt: null });
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
    ...each('customerId', '', 'x'.repeat(256), 1, ['ann']),
  ])('is refused for %s: %j', async (name, value) => {
    expect(await requestFaults(CancelDelivery, { ...ORDER, [name]: value })).toEqual([name]);
  });
});
