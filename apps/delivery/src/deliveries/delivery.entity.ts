import type { DeliveryStatus } from '@carshare/events';
import { instant } from '@carshare/persistence';
import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { Booking } from './booking.js';
import { OdometerInvalid, TimeInvalid } from './handover.errors.js';
import type { Handover, Recorded, Return } from './handover.js';

/** What a delivery is for. */
export interface DeliveryOrder {
  orderId: number;
  paymentId?: number | null | undefined;
  customerId?: string | null | undefined;
}

/** The outcome of a transition that the delivery's state does not allow: nothing is to be stored. */
type Unchanged = 'unchanged';

const NOT_HANDED_OVER = {
  outVehicleId: null,
  handoverAt: null,
  handoverOdometer: null,
  handoverLevel: null,
  handoverNotes: null,
  returnAt: null,
  returnOdometer: null,
  returnLevel: null,
  returnNotes: null,
  returnDamaged: null,
  notesKeptFrom: null,
};

/**
 * The one delivery of an order. It changes by guarded transitions alone, and each returns what happened:
 *
 * | transition | from                      | to               | outcome       |
 * | ---------- | ------------------------- | ---------------- | ------------- |
 * | `ship`     | Scheduled                 | Shipped          | `shipped`     |
 * | `handOver` | Shipped                   | HandedOver       | `handed-over` |
 * | `takeBack` | HandedOver                | Returned         | `returned`    |
 * | `takeBack` | Shipped, no period        | Returned         | `returned`    |
 * | `cancel`   | Scheduled, Shipped        | DeliveryCanceled | `canceled`    |
 * | `extend`   | every state with a period | the same         | `extended`    |
 * | `reassign` | Scheduled, Shipped        | the same         | `reassigned`  |
 *
 * From every other state the outcome is `unchanged`. Once canceled it stays so: a payment that is heard of later ships nothing.
 * The vehicle that was handed over stays: it is the one that left, whatever the plan says later.
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
  /** The vehicle while it is handed over, else null. Unique: no vehicle is out twice. */
  @Column({ name: 'out_vehicle_id', type: 'integer', nullable: true }) outVehicleId: number | null;
  /** The columns of {@link handover} and {@link return}: null before. */
  @Column({ name: 'handover_at', ...instant, nullable: true }) handoverAt: Date | null;
  @Column({ name: 'handover_odometer', type: 'integer', nullable: true }) handoverOdometer: number | null;
  @Column({ name: 'handover_level', type: 'integer', nullable: true }) handoverLevel: number | null;
  @Column({ name: 'handover_notes', type: 'varchar', nullable: true }) handoverNotes: string | null;
  @Column({ name: 'return_at', ...instant, nullable: true }) returnAt: Date | null;
  @Column({ name: 'return_odometer', type: 'integer', nullable: true }) returnOdometer: number | null;
  @Column({ name: 'return_level', type: 'integer', nullable: true }) returnLevel: number | null;
  @Column({ name: 'return_notes', type: 'varchar', nullable: true }) returnNotes: string | null;
  /** 1 when the car came back damaged. */
  @Column({ name: 'return_damaged', type: 'integer', nullable: true }) returnDamaged: number | null;
  /** When the days begin after which the notes are erased; null before the return, and without notes. */
  @Column({ name: 'notes_kept_from', ...instant, nullable: true }) notesKeptFrom: Date | null;

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

  /** What was recorded at the hand-over; undefined before. */
  get handover(): Handover | undefined {
    if (this.handoverAt === null) return undefined;
    const { handoverAt: at, handoverOdometer: odometer, handoverLevel: level, handoverNotes: notes } = this;
    return { at, odometer, level, notes };
  }

  /** What was recorded at the return; undefined before. */
  get return(): Return | undefined {
    if (this.returnAt === null) return undefined;
    const { returnAt: at, returnOdometer: odometer, returnLevel: level, returnNotes: notes } = this;
    return { at, odometer, level, notes, damaged: this.returnDamaged === 1 };
  }

  /** `Scheduled → Shipped`: the vehicle is on its way. */
  ship(now = new Date()): 'shipped' | Unchanged {
    if (this.status !== 'Scheduled') return 'unchanged';
    this.become('Shipped', now);
    return 'shipped';
  }

  /** `Shipped → HandedOver`: the customer has the vehicle. */
  handOver({ at, odometer, level, notes }: Recorded<Handover>, now = new Date()): 'handed-over' | Unchanged {
    if (this.status !== 'Shipped') return 'unchanged';
    this.become('HandedOver', now);
    this.outVehicleId = this.vehicleId;
    this.handoverAt = at ?? now;
    this.handoverOdometer = odometer;
    this.handoverLevel = level;
    this.handoverNotes = notes;
    return 'handed-over';
  }

  /**
   * `HandedOver → Returned`: the vehicle is back. An instant order's delivery may also return from Shipped, without a recorded
   * hand-over.
   * @throws {TimeInvalid} for a time before the hand-over
   * @throws {OdometerInvalid} for a reading below the hand-over's
   */
  takeBack({ at, odometer, level, notes, damaged }: Recorded<Return>, now = new Date()): 'returned' | Unchanged {
    const isInstant = this.startsAt === null;
    if (this.status !== 'HandedOver' && !(this.status === 'Shipped' && isInstant)) return 'unchanged';
    const { handoverAt, handoverOdometer } = this;
    // The clock that wrote the hand-over may be ahead of this one.
    const returnAt = at ?? (handoverAt && handoverAt > now ? handoverAt : now);
    if (handoverAt && returnAt < handoverAt) throw new TimeInvalid('at must not be before the hand-over.');
    if (odometer !== null && odometer < (handoverOdometer ?? 0)) throw new OdometerInvalid(handoverOdometer ?? 0);
    this.become('Returned', now);
    this.outVehicleId = null;
    this.returnAt = returnAt;
    this.returnOdometer = odometer;
    this.returnLevel = level;
    this.returnNotes = notes;
    this.returnDamaged = damaged ? 1 : 0;
    if (notes !== null || this.handoverNotes !== null) this.notesKeptFrom = now;
    return 'returned';
  }

  /** `Scheduled | Shipped → DeliveryCanceled`. */
  cancel(now = new Date()): 'canceled' | Unchanged {
    if (this.status !== 'Scheduled' && this.status !== 'Shipped') return 'unchanged';
    this.become('DeliveryCanceled', now);
    return 'canceled';
  }

  /** The period of a booking ends later. An earlier end is that of an earlier event: extensions only lengthen a booking. */
  extend(to: Date, now = new Date()): 'extended' | Unchanged {
    if (this.startsAt === null || (this.endsAt !== null && to <= this.endsAt)) return 'unchanged';
    this.endsAt = to;
    this.updatedAt = now;
    return 'extended';
  }

  /** A booking moves to another vehicle, before the hand-over. */
  reassign(vehicleId: number, now = new Date()): 'reassigned' | Unchanged {
    const isAwaited = this.status === 'Scheduled' || this.status === 'Shipped';
    if (this.startsAt === null || !isAwaited || vehicleId === this.vehicleId) return 'unchanged';
    this.vehicleId = vehicleId;
    this.updatedAt = now;
    return 'reassigned';
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
      ...NOT_HANDED_OVER,
    });
  }
}
