import { randomUUID } from 'node:crypto';
import {
  encodeEvent,
  HandedOver,
  OrderCancelled,
  OrderCompleted,
  Ordered,
  OrderExtended,
  OrderOverdue,
  OrderReassigned,
  Paid,
  PayCancelled,
  PaymentAdjusted,
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
  more: { vehicleId?: number; amount?: number; owed?: number } = {},
): Record<string, WireMessage> {
  const { amount = 49, owed = 0, ...vehicle } = more;
  const delivery = { id: orderId + 200, orderId, ...vehicle, customerId: 'guest' };
  return {
    handedOver: ours(HandedOver, { ...delivery, status: 'HandedOver', at: USE.handedOverAt, odometer: 12_840 }),
    returned: ours(Returned, { ...delivery, status: 'Returned', at: USE.returnedAt, damaged: false }),
    orderCompleted: ours(OrderCompleted, { id: orderId, ...goods, amount, status: 'Completed', owed }),
  };
}

/** The ends of the booking of {@link changesOf} after its extensions. */
export const ENDS = ['2026-03-05T19:00:00.000Z', '2026-03-06T09:00:00.000Z'] as const;

/**
 * What may happen several times in a booking that is extended twice, is overdue after both ends, and moves to another vehicle twice.
 * Its settlement is declined, its first end published with an owed amount, and the retry succeeds.
 */
export function changesOf(orderId: number): Record<string, WireMessage> {
  const [first, last] = ENDS;
  const customer = { customerId: 'guest' };
  const extended = (to: string, amount: number): WireMessage =>
    ours(OrderExtended, { id: orderId, to, amount, currency: 'EUR', ...customer });
  const overdue = (to: string, since: string): WireMessage =>
    ours(OrderOverdue, { id: orderId, to, since, ...customer });
  const reassigned = (vehicleId: number): WireMessage => ours(OrderReassigned, { id: orderId, vehicleId, ...customer });
  const adjusted = (number: number, status: string, reason: string, amount = 15, kind = 'charge'): WireMessage =>
    ours(PaymentAdjusted, {
      id: orderId + 300 + number,
      orderId,
      number,
      kind,
      amount,
      currency: 'EUR',
      status,
      reason,
      ...customer,
    });
  return {
    reassigned: reassigned(9),
    reassignedAgain: reassigned(8),
    extensionPaid: adjusted(1, 'Succeeded', 'extension', 16),
    extended: extended(first, 65),
    overdue: overdue(first, '2026-03-05T19:30:00.000Z'),
    extensionVoided: adjusted(2, 'Voided', 'extension', 20),
    extensionPaidAgain: adjusted(3, 'Succeeded', 'extension', 20),
    extendedAgain: extended(last, 85),
    overdueAgain: overdue(last, '2026-03-06T09:30:00.000Z'),
    settlementDeclined: adjusted(4, 'Declined', 'settlement', 15),
    completedOwing: endOf(orderId, { amount: 100, owed: 15 })['orderCompleted']!,
    settlementPaid: adjusted(5, 'Succeeded', 'settlement', 15),
    completedPaid: endOf(orderId, { amount: 100, owed: 0 })['orderCompleted']!,
    settlementRefunded: adjusted(6, 'Succeeded', 'settlement', 4, 'refund'),
    completedWaived: endOf(orderId, { amount: 85, owed: 0 })['orderCompleted']!,
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
