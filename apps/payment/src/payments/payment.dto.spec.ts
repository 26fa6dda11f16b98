import { describe, expect, it } from '@jest/globals';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { CancelPayment, PayOrder } from './payment.dto.js';

const REQUEST = { orderId: 1, productId: '1001', qty: 1, amount: 49 };
const each = (name: string, ...values: unknown[]): [string, unknown][] => values.map((value) => [name, value]);

/** As the services check requests. @returns the fields at fault */
function faults(dto: new () => object, request: object): string[] {
  const errors = validateSync(plainToInstance(dto, request), { whitelist: true, forbidNonWhitelisted: true });
  return errors.map((error) => error.property);
}

describe('A request for a payment', () => {
  it('is taken with numbers or with texts, and without a status', () => {
    const texts = { orderId: '1', productId: 1001, qty: '1', amount: '49.00', status: 'order' };
    expect(faults(PayOrder, texts)).toEqual([]);
    expect({ ...plainToInstance(PayOrder, texts) }).toEqual({
      ...REQUEST,
      status: undefined,
      currency: 'EUR',
      customerId: 'guest',
    });
    expect(
      faults(PayOrder, { ...REQUEST, currency: 'USD', customerId: 'ann', paymentMethod: 'pm_card_delay' }),
    ).toEqual([]);
  });

  it.each<[string, unknown]>([
    ...each('orderId', undefined, null, 0, -1, 1.5, '1.5', 'one', 2_147_483_648, 1e21, true, [1], {}),
    ...each('productId', undefined, null, '', 'x'.repeat(65), true, ['1001'], {}),
    ...each('qty', undefined, null, 0, -1, 1.5, 'NaN', 2_147_483_648, [1]),
    ...each('amount', undefined, null, -0.01, '-1', 0.001, 1e10, 'Infinity', '1e3', '4,90', [49], {}),
    ...each('currency', null, '', 'eur', 'EURO', 978, ['EUR']),
    ...each('customerId', null, '', 'x'.repeat(256), 1, ['ann']),
    ...each('paymentMethod', null, '', 'pm card', 1),
    ['reference', 'x'],
  ])('is refused for %s: %j', (name, value) => {
    expect(faults(PayOrder, { ...REQUEST, [name]: value })).toEqual([name]);
  });
});

describe('A request for the cancellation of a payment', () => {
  it('needs an order, its car and how many, and no more', () => {
    const request = { orderId: 1, productId: '1001', qty: 1 };
    expect(faults(CancelPayment, { ...request, status: 'cancel' })).toEqual([]);
    expect(faults(CancelPayment, {})).toEqual(['orderId', 'productId', 'qty']);
    expect(faults(CancelPayment, REQUEST)).toEqual(['amount']);
  });
});
