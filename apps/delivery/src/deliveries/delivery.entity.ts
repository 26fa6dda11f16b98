import type { DeliveryStatus } from '@carshare/events';
import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Booking } from './booking.js';

/** What a delivery is for. */
export interface DeliveryOrder {
  orderId: number;
  paymentId?: number | null | undefined;
  customerId?: string | null | undefined;
}

/** The outcome of a transition that the delivery's state does not allow: nothing is to be stored. */
type Unchanged = 'unchanged';

/**
 * The one delivery of an order. It changes by guarded transitions alone, and each returns what happened:
 *
 * | transition | from               | to               | outcome    |
 * | ---------- | ------------------ | ---------------- | ---------- |
 * | `ship`     | Scheduled          | Shipped          | `shipped`  |
 * | `cancel`   | Scheduled, Shipped | DeliveryCanceled | `canceled` |
 *
 * From every other state the outcome is `unchanged`. Once canceled it stays so: a payment that is heard of later ships nothing.
 */
@Entity('deliveries')
export class Delivery {
  @PrimaryGeneratedColumn() id: number;
  @Column({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'payment_id', type: 'integer', nullable: true }) paymentId: number | null;
  @Column({ name: 'customer_id', type: 'varchar', nullable: true }) customerId: string | null;
  @Column({ name: 'created_at', ...instant }) createdAt: Date;
  @Column({ type: 'varchar' }) status: DeliveryStatus;
  @Column({ name: 'updated_at', ...instant }) updatedAt: Date;
  @Column({ type: 'integer' }) version: number;
  /** Of a booking, as are the two below; null in the delivery of an instant order. */
  @Column({ name: 'starts_at', ...instant, nullable: true }) startsAt: Date | null;
  @Column({ name: 'ends_at', ...instant, nullable: true }) endsAt: Date | null;
  @Column({ name: 'vehicle_id', type: 'integer', nullable: true }) vehicleId: number | null;
  /** When the sweeper ships it; null unless the delivery is Scheduled. */
  @Column({ name: 'due_at', ...instant, nullable: true }) dueAt: Date | null;

  static ship(order: DeliveryOrder): Delivery {
    return Delivery.of(order, 'Shipped');
  }

  /** The delivery of a booking. @param leadMs how long before its start the vehicle is shipped, in milliseconds */
  static schedule(order: DeliveryOrder, booking: Booking, leadMs: number): Delivery {
    const dueAt = new Date(booking.startsAt.getTime() - leadMs);
    return Object.assign(Delivery.of(order, 'Scheduled'), booking, { dueAt });
  }

  /** The order is cancelled before its payment was heard of. */
  static canceled(order: DeliveryOrder): Delivery {
    return Delivery.of(order, 'DeliveryCanceled');
  }

  /** `Scheduled → Shipped`: the vehicle is on its way. */
  ship(now = new Date()): 'shipped' | Unchanged {
    if (this.status !== 'Scheduled') return 'unchanged';
    this.become('Shipped', now);
    return 'shipped';
  }

  /** `Scheduled | Shipped → DeliveryCanceled`. */
  cancel(now = new Date()): 'canceled' | Unchanged {
    if (this.status === 'DeliveryCanceled') return 'unchanged';
    this.become('DeliveryCanceled', now);
    return 'canceled';
  }

  private become(status: DeliveryStatus, now: Date): void {
    this.status = status;
    this.updatedAt = now;
    this.dueAt = null;
  }

  private static of({ orderId, paymentId, customerId }: DeliveryOrder, status: DeliveryStatus): Delivery {
    const now = new Date();
    return Object.assign(new Delivery(), {
      orderId,
      paymentId: paymentId ?? null,
      customerId: customerId ?? null,
      status,
      createdAt: now,
      updatedAt: now,
      version: 1,
      startsAt: null,
      endsAt: null,
      vehicleId: null,
      dueAt: null,
    });
  }
}
