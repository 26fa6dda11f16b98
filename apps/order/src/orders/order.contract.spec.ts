import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { Booking } from '../bookings/booking.entity.js';
import { Car } from '../cars/car.entity.js';
import { toOrderEvent } from './order.dto.js';
import { Order } from './order.entity.js';

const car = Object.assign(new Car(), { productId: '1001', minorUnits: 4900, hundredths: 4900, currency: 'EUR' });
const booking = Object.assign(new Booking(), {
  vehicleId: 7,
  from: new Date('2026-01-05T08:00:00.000Z'),
  to: new Date('2026-01-05T17:00:00.000Z'),
  feeMinorUnits: null,
  cancelledBy: null,
});
const cancelled = Object.assign(new Booking(), { ...booking, feeMinorUnits: 2450, cancelledBy: 'customer' as const });

/** The published event as the contract's sample has it. */
function sample(name: string): Record<string, unknown> {
  const file = new URL(`../../../../libs/events/samples/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { value: Record<string, unknown> }).value;
}

it.each([
  ['Ordered.v1', 'Placed', undefined],
  ['Ordered.v2', 'Placed', booking],
  ['OrderCancelled.v1', 'Cancelled', undefined],
  ['OrderCancelled.v2', 'Cancelled', cancelled],
] as const)('%s says of an order what the contract says', (name, status, of) => {
  const { eventType: _type, timestamp: _timestamp, ...data } = sample(name);
  const order = Object.assign(Order.open({ car, qty: 1, customerId: 'guest', paymentMethod: 'pm_card_visa' }), {
    id: 1,
    status,
  });
  expect(JSON.parse(JSON.stringify(toOrderEvent(order, of)))).toEqual(data);
});
