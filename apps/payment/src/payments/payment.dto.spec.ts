import { describe, expect, it } from '@jest/globals';
import { fingerprint } from '@carshare/service-kit';
import { membersOutsideFingerprint, requestFaults as faults, requestOf } from '@carshare/testing';
import { CancelPayment, PayOrder } from './payment.dto.js';

const REQUEST = { orderId: 1, productId: '1001', qty: 1, amount: 49 };
const each = (name: string, ...values: unknown[]): [string, unknown][] => values.map((value) => [name, value]);

describe('The fingerprint of a request', () => {
  const goods = { orderId: 1, productId: '1001', qty: 1 };
  const payment = { ...goods, amount: 49, currency: 'EUR', customerId: 'guest', paymentMethod: 'pm_card_visa' };
  const other = {
    ...{ orderId: 2, productId: '1002', qty: 2, status: 'OrderApproved' },
    ...{ amount: 50, currency: 'USD', customerId: 'ann', paymentMethod: 'pm_card_delay', fee: 1 },
    ...{ from: '2026-12-01T08:00:00.000Z', to: '2026-12-01T17:00:00.000Z', vehicleId: 7 },
  };

  it.each([
    ['payment', PayOrder, payment],
    ['cancellation', CancelPayment, goods],
  ])('for a %s depends on every field but the ignored status', async (_what, type, request) => {
    expect(await membersOutsideFingerprint(type, request, other)).toEqual(['status']);
  });

  it('is the one that is stored with the keys of earlier requests', async () => {
    const digests = [
      fingerprint(await requestOf(PayOrder, payment)),
      fingerprint(await requestOf(CancelPayment, goods)),
    ];
    expect(digests).toEqual([
      '8S91B72aXL134QkyQBSMl1tMadn4ta2sr-G1mFTN9O0',
      'a9MdfFK8blLZGY_vhrARCxcWLRXm-DpNToJ_zyxHLZo',
    ]);
  });
});

describe('A request for a payment', () => {
  it('is taken with numbers or with texts, and without a status', async () => {
    const texts = { orderId: '1', productId: 1001, qty: '1', amount: '49.00', status: 'order' };
    expect(await faults(PayOrder, texts)).toEqual([]);
    expect({ ...(await requestOf(PayOrder, texts)) }).toEqual({
      ...REQUEST,
      status: undefined,
      currency: 'EUR',
      customerId: 'guest',
    });
    const whole = { ...REQUEST, currency: 'USD', customerId: 'ann', paymentMethod: 'pm_card_delay' };
    expect(await faults(PayOrder, whole)).toEqual([]);
  });

  it.each<[string, unknown]>([
    ...each('orderId', undefined, null, 0, -1, 1.5, '1.5', 'one', 2_147_483_648, 1e21, true, [1], {}),
    ...each('productId', undefined, null, '', 'x'.repeat(65), 'x\uFE0F'.repeat(40), true, ['1001'], {}),
    ...each('qty', undefined, null, 0, -1, 1.5, 'NaN', 2_147_483_648, [1]),
    ...each('amount', -0.01, '-1', 0.001, 1e10, 'Infinity', '1e3', '4,90', [49], {}),
    ...each('currency', '', 'eur', 'EURO', 978, ['EUR']),
    ...each('customerId', '', 'x'.repeat(256), 'x\uFE0F'.repeat(200), '\uD800', 1, ['ann']),
    ...each('paymentMethod', '', 'pm card', 1),
    ...each('from', '', '2026-12-01', '2026-12-01T08:00:00Z', 1),
    ...each('to', '2026-13-01T08:00:00.000Z'),
    ...each('vehicleId', 0, 'one', 2_147_483_648),
  ])('is refused for %s: %j', async (name, value) => {
    expect(await faults(PayOrder, { ...REQUEST, [name]: value })).toEqual([name]);
  });
});

describe('A request of the replaced order service', () => {
  const request = { id: null, orderId: 1, productId: '1001', qty: 1 };

  it('is taken for a payment, and names no amount', async () => {
    const read = await requestOf(PayOrder, { ...request, status: 'OrderApproved' });
    expect(read).toEqual({ orderId: 1, productId: '1001', qty: 1, currency: 'EUR', customerId: 'guest' });
  });

  it('is taken for a cancellation', async () => {
    const read = await requestOf(CancelPayment, { ...request, status: 'PaymentCancelled' });
    expect(read).toEqual({ orderId: 1, productId: '1001', qty: 1 });
  });
});

it.each(['amount', 'currency', 'customerId', 'paymentMethod', 'status', 'id', 'insurance'])(
  'Null for %s in a request for a payment is as if the field were absent',
  async (name) => {
    const given = { ...REQUEST, currency: 'USD', customerId: 'ann', paymentMethod: 'pm_card_visa', status: 'order' };
    const absent = Object.fromEntries(Object.entries(given).filter(([field]) => field !== name));
    expect(await requestOf(PayOrder, { ...given, [name]: null })).toEqual(await requestOf(PayOrder, absent));
  },
);

describe('A request for the cancellation of a payment', () => {
  it('needs an order, its car and how many, and no more', async () => {
    const request = { orderId: 1, productId: '1001', qty: 1 };
    expect(await faults(CancelPayment, { ...request, status: 'cancel' })).toEqual([]);
    expect(await faults(CancelPayment, {})).toEqual(['orderId', 'productId', 'qty']);
    expect(await requestOf(CancelPayment, REQUEST)).toEqual(request);
    for (const fee of [-1, 0.001, 'much', 1e10]) {
      expect(await faults(CancelPayment, { ...request, fee })).toEqual(['fee']);
    }
  });
});
