import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { toDeliveryEvent } from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';

/** The published event as the contract's sample has it. */
function sample(type: string): Record<string, unknown> {
  const file = new URL(`../../../../libs/events/samples/${type}.v1.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { value: Record<string, unknown> }).value;
}

it.each([
  ['Shipped', false],
  ['DeliveryCanceled', true],
])('%s says of a delivery what the contract says', (type, cancelled) => {
  const { eventType: _type, timestamp: _timestamp, ...data } = sample(type);
  const delivery = Object.assign(Delivery.ship({ orderId: 1, paymentId: 7, customerId: 'guest' }), { id: 3 });
  if (cancelled) delivery.cancel();
  expect(JSON.parse(JSON.stringify(toDeliveryEvent(delivery)))).toEqual(data);
});
