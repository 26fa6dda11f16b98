import type { WireMessage } from '@carshare/events';

export type Group = 'order' | 'delivery';

/** The events that a group reacts to. For the group every other event has no effect. */
export const HEARD: Readonly<Record<Group, readonly string[]>> = {
  order: ['Paid', 'Shipped', 'HandedOver', 'Returned', 'PayCancelled', 'PaymentAdjusted'],
  delivery: ['Paid'],
};

export function typeOf({ headers }: Pick<WireMessage, 'headers'>): string {
  return headers['ce_type'] ?? '';
}

/** Distinguishes the events of an order: each name occurs once. */
export function nameOf(message: Pick<WireMessage, 'headers' | 'value'>): string {
  const type = typeOf(message);
  return type === 'PaymentAdjusted' ? `${type} ${(JSON.parse(message.value) as { status: string }).status}` : type;
}
