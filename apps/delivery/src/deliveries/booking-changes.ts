import type { Tx } from '@carshare/persistence';
import { BookingChange } from './booking-change.entity.js';
import type { Delivery } from './delivery.entity.js';

/** Keeps a change of a booking whose payment has not arrived. @param set records the change */
export async function keepChange(tx: Tx, orderId: number, set: (change: BookingChange) => void): Promise<void> {
  const known = await tx.find(BookingChange, { orderId });
  const change = known ?? BookingChange.of(orderId);
  set(change);
  await (known ? tx.update(change) : tx.insert(change));
}

/** Applies the changes that arrived before the payment to the delivery that begins, and forgets them. */
export async function applyEarlierChanges(tx: Tx, delivery: Delivery): Promise<void> {
  const { orderId } = delivery;
  const change = await tx.find(BookingChange, { orderId });
  // Not deleted unseen: on MySQL a DELETE of an absent row locks the gap around its key.
  if (!change) return;
  change.applyTo(delivery);
  await tx.execute('DELETE FROM booking_changes WHERE order_id = ?', [orderId]);
}
