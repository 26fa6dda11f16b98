import type { OrderExtendedFields, OrderReassignedFields } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { BookingChange } from './booking-change.entity.js';
import { Delivery } from './delivery.entity.js';

/** Follows what an order changes of its booking: its end and its vehicle. */
@Injectable()
export class BookingsService {
  async extend(tx: Tx, { id, to }: OrderExtendedFields): Promise<void> {
    const endsAt = new Date(to);
    const delivery = await tx.find(Delivery, { orderId: id });
    if (!delivery) return this.keep(tx, id, (change) => change.extend(endsAt));
    if (delivery.extend(endsAt) === 'extended') await tx.update(delivery);
  }

  /** The vehicle that was handed over is the truth: a move that arrives later changes nothing. */
  async reassign(tx: Tx, { id, vehicleId }: OrderReassignedFields): Promise<void> {
    const delivery = await tx.find(Delivery, { orderId: id });
    if (!delivery) return this.keep(tx, id, (change) => change.reassign(vehicleId));
    if (delivery.reassign(vehicleId) === 'reassigned') await tx.update(delivery);
  }

  /** Applies the changes that arrived before the payment to the delivery that begins, and forgets them. */
  async applyEarlier(tx: Tx, delivery: Delivery): Promise<void> {
    const { orderId } = delivery;
    const change = await tx.find(BookingChange, { orderId });
    // Not deleted unseen: on MySQL a DELETE of an absent row locks the gap around its key.
    if (!change) return;
    change.applyTo(delivery);
    await tx.execute('DELETE FROM booking_changes WHERE order_id = ?', [orderId]);
  }

  private async keep(tx: Tx, orderId: number, set: (change: BookingChange) => void): Promise<void> {
    const known = await tx.find(BookingChange, { orderId });
    const change = known ?? BookingChange.of(orderId);
    set(change);
    await (known ? tx.update(change) : tx.insert(change));
  }
}
