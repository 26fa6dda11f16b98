import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Car } from '../cars/car.entity.js';
import { toOrderEvent } from './order.dto.js';
import { Order } from './order.entity.js';

/** The published event as the contract's sample has it. */
function sample(type: string): Record<string, unknown> {
  const file = new URL(`../../../../libs/events/samples/${type}.v1.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { value: Record<string, unknown> }).value;
}

it.each([
  ['Ordered', 'Placed'],
  ['OrderCancelled', 'Cancelled'],
] as const)('%s says of an order what the contract says', (type, status) => {
  const { eventType: _type, timestamp: _timestamp, ...data } = sample(type);
  const car = Object.assign(new Car(), { productId: '1001', minorUnits: 4900, hundredths: 4900, currency: 'EUR' });
  const order = Object.assign(Order.open({ car, qty: 1, customerId: 'guest', paymentMethod: 'pm_card_visa' }), {
    id: 1,
    status,
  });
  expect(JSON.parse(JSON.stringify(toOrderEvent(order)))).toEqual(data);
});
