import type { WireMessage } from '@carshare/events';

export type Group = 'order' | 'delivery';

/** The events that a group reacts to. For the group every other event has no effect. */
export const HEARD: Readonly<Record<Group, readonly string[]>> = {
  order: ['Paid', 'Shipped', 'HandedOver', 'Returned', 'PayCancelled'],
  delivery: ['Paid'],
};

export function typeOf({ headers }: WireMessage): string {
  return headers['ce_type'] ?? '';
}
