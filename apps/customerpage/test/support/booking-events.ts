import { randomUUID } from 'node:crypto';
import {
  encodeEvent,
  HandedOver,
  OrderCancelled,
  OrderCompleted,
  Ordered,
  Paid,
  PayCancelled,
  Returned,
  type EventDefinition,
  type WireMessage,
} from '@carshare/events';
import { eventsOf } from '@carshare/testing';

const goods = { productId: '1001', qty: 1, amount: 49, currency: 'EUR', customerId: 'guest' };
const period = { from: '2026-03-05T08:00:00.000Z', to: '2026-03-05T17:00:00.000Z', vehicleId: 7 };

/** When the customer of {@link endOf} takes the car, and when it comes back. */
export const USE = { handedOverAt: '2026-03-05T08:10:00.000Z', returnedAt: '2026-03-05T16:50:00.000Z' };

/** The events of the end of a rental: the same of a booking and, without a vehicle, of an instant order. */
export function endOf(
  orderId: number,
  more: { vehicleId?: number; amount?: number } = {},
): Record<string, WireMessage> {
  const { amount = 49, ...vehicle } = more;
  const delivery = { id: orderId + 200, orderId, ...vehicle, customerId: 'guest' };
  return {
    handedOver: ours(HandedOver, { ...delivery, status: 'HandedOver', at: USE.handedOverAt, odometer: 12_840 }),
    returned: ours(Returned, { ...delivery, status: 'Returned', at: USE.returnedAt, damaged: false }),
    orderCompleted: ours(OrderCompleted, { id: orderId, ...goods, amount, status: 'Completed', owed: 0 }),
  };
}

/** Every event of a booking, of which the cancellation costs half of the price. The ids are those of `eventsOf`. */
export function bookingEventsOf(orderId: number): Record<string, WireMessage> {
  const order = { id: orderId, ...goods, ...period };
  const payment = { ...order, id: orderId + 100, orderId };
  const cancelled = { ...order, status: 'Cancelled', fee: 24.5, by: 'customer' };
  return {
    ...eventsOf(orderId),
    ...endOf(orderId, { vehicleId: 7 }),
    ordered: ours(Ordered, { ...order, status: 'Placed' }),
    paid: ours(Paid, { ...payment, status: 'OrderApproved' }),
    payCancelled: ours(PayCancelled, { ...payment, status: 'PaymentCancelled', refunded: 24.5 }),
    orderCancelled: ours(OrderCancelled, cancelled),
  };
}

function ours<T extends object>(definition: EventDefinition<T>, data: T): WireMessage {
  return encodeEvent(definition, data, { id: randomUUID(), source: 'test', time: new Date() });
}
