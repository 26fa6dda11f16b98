import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { toDeliveryEvent } from './delivery.dto.js';
import { Delivery } from './delivery.entity.js';
import { toHandoverEvent, toReturnEvent } from './handover.dto.js';

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

it('HandedOver and Returned contain what the contract says, and neither level nor notes', () => {
  const fieldsOf = (type: string): Record<string, unknown> => {
    const { eventType: _type, timestamp: _timestamp, ...data } = sample(type);
    return data;
  };
  const [taken, back] = [new Date('2026-01-02T09:00:00Z'), new Date('2026-01-02T18:00:00Z')];
  const booking = { startsAt: taken, endsAt: back, vehicleId: 4 };
  const delivery = Delivery.schedule({ orderId: 1, paymentId: 7, customerId: 'guest' }, booking, 0);
  Object.assign(delivery, { id: 3 }).ship();
  const facts = { level: 80, notes: 'It was parked at No. 5.' };
  delivery.handOver({ at: taken, odometer: 12_840, ...facts });
  expect(JSON.parse(JSON.stringify(toHandoverEvent(delivery)))).toEqual(fieldsOf('HandedOver'));
  delivery.takeBack({ at: back, odometer: 13_020, ...facts, damaged: false });
  expect(JSON.parse(JSON.stringify(toReturnEvent(delivery)))).toEqual(fieldsOf('Returned'));
});
