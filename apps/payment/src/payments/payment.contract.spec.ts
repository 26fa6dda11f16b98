import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { toAdjustmentEvent } from './adjustment.dto.js';
import { PaymentAdjustment } from './payment-adjustment.entity.js';
import { toPaymentEvent } from './payment.dto.js';
import { Payment } from './payment.entity.js';

/** The published event as the contract's sample has it. */
function sample(type: string): Record<string, unknown> {
  const file = new URL(`../../../../libs/events/samples/${type}.v1.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { value: Record<string, unknown> }).value;
}

it.each([
  ['Paid', false],
  ['PayCancelled', true],
])('%s says of a payment what the contract says', (type, cancelled) => {
  const { eventType: _type, timestamp: _timestamp, ...data } = sample(type);
  const request = { orderId: 1, productId: '1001', qty: 1, amount: 49, currency: 'EUR', customerId: 'guest' };
  const payment = Object.assign(Payment.approve(request, 'ch_1', 'key'), { id: 7 });
  if (cancelled) payment.cancel();
  expect(JSON.parse(JSON.stringify(toPaymentEvent(payment)))).toEqual(data);
});

it('PaymentAdjusted contains of an adjustment what the contract says', () => {
  const { eventType: _type, timestamp: _timestamp, ...data } = sample('PaymentAdjusted');
  const asked = { orderId: 1, number: 1, kind: 'charge', amount: 32.5, currency: 'EUR', reason: 'extension' } as const;
  const adjustment = Object.assign(PaymentAdjustment.begin({ ...asked, customerId: 'guest' }, 'key'), { id: 1 });
  adjustment.succeed('ch_2');
  expect(JSON.parse(JSON.stringify(toAdjustmentEvent(adjustment)))).toEqual(data);
});
