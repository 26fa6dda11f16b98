import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Delivery } from './delivery.entity.js';

/**
 * What an order changed of its booking before delivery has received `Paid`. Order and payment publish independently, so either may
 * be first. The row is deleted when the delivery begins.
 */
@Entity('booking_changes')
export class BookingChange {
  @PrimaryColumn({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'ends_at', ...instant, nullable: true }) endsAt: Date | null;
  @Column({ name: 'vehicle_id', type: 'integer', nullable: true }) vehicleId: number | null;
  @Column({ type: 'integer' }) version: number;

  static of(orderId: number): BookingChange {
    return Object.assign(new BookingChange(), { orderId, endsAt: null, vehicleId: null, version: 1 });
  }

  /** Keeps the latest end: extensions only lengthen a booking. */
  extend(to: Date): void {
    if (this.endsAt === null || to > this.endsAt) this.endsAt = to;
  }

  reassign(vehicleId: number): void {
    this.vehicleId = vehicleId;
  }

  applyTo(delivery: Delivery): void {
    if (this.endsAt !== null) delivery.extend(this.endsAt);
    if (this.vehicleId !== null) delivery.reassign(this.vehicleId);
  }
}
