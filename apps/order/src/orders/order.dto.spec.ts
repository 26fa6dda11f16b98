import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ChangeCar } from './car.dto.js';
import { OrderQuery, PlaceOrder } from './order.dto.js';

/** As the services check requests. @returns the fields at fault */
function faults(dto: new () => object, request: object): string[] {
  const errors = validateSync(plainToInstance(dto, request), { whitelist: true, forbidNonWhitelisted: true });
  return errors.map((error) => error.property);
}

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
  ])('is taken: %j', (request, read) => {
    expect(faults(PlaceOrder, request)).toEqual([]);
    expect(plainToInstance(PlaceOrder, request)).toMatchObject(read);
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
  it.each(quantities)('is refused for its qty: %j', (qty) => {
    expect(faults(PlaceOrder, { productId: '1001', qty })).toEqual(['qty']);
  });

  it.each([undefined, null, '', 'x'.repeat(65), true, ['1001'], { $ne: '' }])(
    'is refused for its productId: %j',
    (productId) => {
      expect(faults(PlaceOrder, { productId, qty: 1 })).toEqual(['productId']);
    },
  );

  it.each([null, '', 'pm card', 'x'.repeat(65), 5, ['pm_card_visa']])(
    'is refused for its paymentMethod: %j',
    (paymentMethod) => {
      expect(faults(PlaceOrder, { productId: '1001', qty: 1, paymentMethod })).toEqual(['paymentMethod']);
    },
  );

  it.each(['amount', 'id', 'customerId', 'price'])('is refused for the unknown field %s', (name) => {
    expect(faults(PlaceOrder, { productId: '1001', qty: 1, [name]: 1 })).toEqual([name]);
  });
});

describe('A query for orders', () => {
  it.each([{}, { page: '0', size: '200' }, { sort: 'id,desc' }, { status: 'Placed' }])('is taken: %j', (query) => {
    expect(faults(OrderQuery, query)).toEqual([]);
  });

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
  ])('is refused for %s=%j', (name, value) => {
    expect(faults(OrderQuery, { [name]: value })).toEqual([name]);
  });
});

describe('A change of a car', () => {
  it.each([{}, { stock: 0 }, { stock: '20', pricePerUnit: '49.90' }])('is taken: %j', (change) => {
    expect(faults(ChangeCar, change)).toEqual([]);
  });

  it.each([
    ['stock', -1],
    ['stock', 1.5],
    ['stock', null],
    ['stock', 1e10],
    ['pricePerUnit', 0],
    ['pricePerUnit', 0.001],
    ['pricePerUnit', null],
    ['pricePerUnit', 'free'],
    ['model', 'City'],
  ])('is refused for %s: %j', (name, value) => {
    expect(faults(ChangeCar, { [name]: value })).toEqual([name]);
  });
});
