import type { WireMessage } from '@carshare/events';

export type Group = 'order' | 'delivery';

/** What a group does something about; to it, every other event is as if it never came. */
export const HEARD: Readonly<Record<Group, readonly string[]>> = {
  order: ['Paid', 'Shipped', 'PayCancelled'],
  delivery: ['Paid'],
};

export function typeOf({ headers }: WireMessage): string {
  return headers['ce_type'] ?? '';
}
