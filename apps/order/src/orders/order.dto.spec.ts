import { describe, expect, it } from '@jest/globals';
import { membersOutsideFingerprint, requestFaults as faults, requestOf } from '@carshare/testing';
import { fingerprint } from '@carshare/service-kit';
import { ChangeCar } from '../cars/car.dto.js';
import { OrderQuery, PlaceOrder } from './order.dto.js';

describe('The fingerprint of a request for an order', () => {
  const request = { productId: '1001', qty: 1, paymentMethod: 'pm_card_visa' };

  it('depends on every field but the ignored status', async () => {
    const other = {
      ...{ productId: '1002', qty: 2, paymentMethod: 'pm_card_delay', status: 'Placed' },
      ...{ from: '2026-12-01T09:00:00+01:00', to: '2026-12-01T18:00:00+01:00', place: 'Platz 1', vehicleId: 7 },
      ...{ expectedAmount: 49, email: 'ann@example.org', mails: false },
    };
    expect(await membersOutsideFingerprint(PlaceOrder, request, other)).toEqual(['status']);
  });

  it('is the one that is stored with the keys of earlier requests', async () => {
    expect(fingerprint(await requestOf(PlaceOrder, { ...request, status: 'order' }))).toBe(
      'FAGUHVztSWCa7NyMifr9TuqN9B4itRdnLbd3rKhAp5M',
    );
    expect(fingerprint(await requestOf(PlaceOrder, { productId: '1001', qty: 1 }))).toBe(
      '2zs3GuudBtpmXMUglfqhYLjUN4kZbWtWaUxKdYuix6g',
    );
  });
});

describe('A request for an order', () => {
  it.each([
    [
      { productId: '1001', qty: 1 },
      { productId: '1001', qty: 1 },
    ],
    [
      { productId: '1001', qty: '1', status: 'order' },
      { productId: '1001', qty: 1 },
    ],
    [
      { productId: 1001, qty: ' 100 ' },
      { productId: '1001', qty: 100 },
    ],
    [{ productId: '1001', qty: 1, status: { any: ['thing'] } }, { qty: 1 }],
    [{ productId: '1001', qty: 1, paymentMethod: 'pm_card_visa' }, { paymentMethod: 'pm_card_visa' }],
    [{ productId: "'; DROP TABLE orders; --", qty: 1 }, { productId: "'; DROP TABLE orders; --" }],
  ])('is taken: %j', async (request, read) => {
    expect(await faults(PlaceOrder, request)).toEqual([]);
    expect(await requestOf(PlaceOrder, request)).toMatchObject(read);
  });

  const quantities = [
    undefined,
    null,
    '',
    0,
    -1,
    '-1',
    101,
    1e21,
    '1e2',
    1.5,
    '1.5',
    'one',
    'NaN',
    'Infinity',
    '0x1',
    '1;',
    true,
    [1],
    {},
  ];
  it.each(quantities)('is refused for its qty: %j', async (qty) => {
    expect(await faults(PlaceOrder, { productId: '1001', qty })).toEqual(['qty']);
  });

  it.each([undefined, null, '', 'x'.repeat(65), true, ['1001'], { $ne: '' }])(
    'is refused for its productId: %j',
    async (productId) => {
      expect(await faults(PlaceOrder, { productId, qty: 1 })).toEqual(['productId']);
    },
  );

  it.each(['', 'pm card', 'x'.repeat(65), 5, ['pm_card_visa']])(
    'is refused for its paymentMethod: %j',
    async (paymentMethod) => {
      expect(await faults(PlaceOrder, { productId: '1001', qty: 1, paymentMethod })).toEqual(['paymentMethod']);
    },
  );

  it.each(['amount', 'id', 'customerId', 'price'])('is taken without the unknown field %s', async (name) => {
    expect(await requestOf(PlaceOrder, { productId: '1001', qty: 1, [name]: 1 })).not.toHaveProperty(name);
  });

  it('is taken as a client of the replaced service sends a resource back', async () => {
    const request = {
      id: null,
      productId: 1001,
      qty: 1,
      status: 'order',
      paymentMethod: null,
      _links: { self: { href: 'http://carshareorder:8080/orders/1' } },
    };
    expect(await requestOf(PlaceOrder, request)).toEqual({ productId: '1001', qty: 1 });
  });
});

describe('A query for orders', () => {
  it.each([{}, { page: '0', size: '200' }, { sort: 'id,desc' }, { status: 'Placed' }])(
    'is taken: %j',
    async (query) => {
      expect(await faults(OrderQuery, query, 'query')).toEqual([]);
    },
  );

  it.each([
    ['page', '-1'],
    ['page', '1.5'],
    ['page', ['1', '2']],
    ['size', '0'],
    ['size', '201'],
    ['size', 'all'],
    ['sort', 'id,up'],
    ['sort', 'id;DROP TABLE orders'],
    ['sort', ['id', 'qty']],
    ['status', 'placed'],
    ['status', ['Placed', 'Shipped']],
    ['limit', '1'],
  ])('is refused for %s=%j', async (name, value) => {
    expect(await faults(OrderQuery, { [name]: value }, 'query')).toEqual([name]);
  });
});

describe('A change of a car', () => {
  it.each([{}, { stock: 0 }, { stock: null, pricePerUnit: null }, { stock: '20', pricePerUnit: '49.90' }])(
    'is taken: %j',
    async (change) => {
      expect(await faults(ChangeCar, change)).toEqual([]);
    },
  );

  it.each([
    ['stock', -1],
    ['stock', 1.5],
    ['stock', 1e10],
    ['pricePerUnit', 0],
    ['pricePerUnit', 0.001],
    ['pricePerUnit', 'free'],
    ['model', ''],
    ['fleet', 3],
  ])('is refused for %s: %j', async (name, value) => {
    expect(await faults(ChangeCar, { [name]: value })).toEqual([name]);
  });
});
