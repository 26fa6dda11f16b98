import { randomUUID } from 'node:crypto';
import {
  encodeEvent,
  HandedOver,
  PaymentAdjusted,
  Returned,
  type AdjustmentFields,
  type WireMessage,
} from '@carshare/events';

/** The delivery's id is the order's plus 200, as in `eventsOf`. */
const delivery = (orderId: number, at: Date | number): { id: number; orderId: number; at: string } => ({
  id: orderId + 200,
  orderId,
  at: new Date(at).toISOString(),
});
const origin = (): { id: string; source: string; time: Date } => ({
  id: randomUUID(),
  source: 'test',
  time: new Date(),
});

/** Delivery's event that the customer has the car. @param more such as the vehicle that has left */
export function handedOver(
  orderId: number,
  at: Date | number = Date.now(),
  more: { vehicleId?: number; odometer?: number } = {},
): WireMessage {
  return encodeEvent(HandedOver, { ...delivery(orderId, at), status: 'HandedOver', ...more }, origin());
}

/** Delivery's event that the car is back. @param more such as whether it is damaged */
export function returned(
  orderId: number,
  at: Date | number = Date.now(),
  more: { vehicleId?: number; damaged?: boolean; odometer?: number } = {},
): WireMessage {
  return encodeEvent(Returned, { ...delivery(orderId, at), status: 'Returned', ...more }, origin());
}

/** Payment's event of an adjustment. */
export function adjusted(
  orderId: number,
  number: number,
  status: string,
  more: Partial<AdjustmentFields> = {},
): WireMessage {
  const adjustment = { id: orderId + 300, orderId, number, kind: 'charge', amount: 8, currency: 'EUR', status };
  return encodeEvent(PaymentAdjusted, { ...adjustment, reason: 'extension', ...more }, origin());
}
