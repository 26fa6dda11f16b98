import { DEFAULT_CURRENCY, Money, moneyIn, type EventType, type RentalStatus } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, PrimaryColumn } from 'typeorm';
import { settledMinor } from './adjustments.js';
import { FACTS, statusOf } from './rental-facts.js';

/** The statuses in which the customer may have the car. */
const OPEN: readonly RentalStatus[] = ['Placed', 'Shipped', 'InUse'];

export interface HistoryEntry {
  event: EventType;
  at: Date;
}

/** What the page stores of a rental, null where no event has contained it, and what follows from it. */
export abstract class StoredRental {
  @PrimaryColumn({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'product_id', type: 'varchar', nullable: true }) productId: string | null = null;
  @Column({ type: 'integer', nullable: true }) qty: number | null = null;
  @Column({ name: 'customer_id', type: 'varchar', nullable: true }) customerId: string | null = null;
  @Column({ name: 'payment_id', type: 'integer', nullable: true }) paymentId: number | null = null;
  @Column({ name: 'delivery_id', type: 'integer', nullable: true }) deliveryId: number | null = null;
  @Column({ name: 'amount_minor', ...bigint, nullable: true }) minorUnits: number | null = null;
  @Column({ name: 'amount', ...bigint, nullable: true }) hundredths: number | null = null;
  @Column({ type: 'varchar', nullable: true }) currency: string | null = null;
  /** The period of a booking, with its extensions; null in an instant order. */
  @Column({ name: 'starts_at', ...instant, nullable: true }) startsAt: Date | null = null;
  @Column({ name: 'ends_at', ...instant, nullable: true }) endsAt: Date | null = null;
  /** The vehicle that the booking took, the one that it moved to last, and the one that the customer got. */
  @Column({ name: 'vehicle_id', type: 'integer', nullable: true }) bookedVehicleId: number | null = null;
  @Column({ name: 'reassigned_vehicle_id', type: 'integer', nullable: true }) reassignedVehicleId: number | null = null;
  @Column({ name: 'used_vehicle_id', type: 'integer', nullable: true }) usedVehicleId: number | null = null;
  /** What came back of a booking's price; null also where all of it did and the event does not contain it. */
  @Column({ name: 'refunded_minor', ...bigint, nullable: true }) refundedMinor: number | null = null;
  /** What of the final amount is still to be paid; null while the rental has not ended. */
  @Column({ name: 'owed_minor', ...bigint, nullable: true }) owedMinor: number | null = null;
  /** The adjustments of the payment by their numbers, as JSON: see `adjustments.ts`. */
  @Column({ type: 'text', nullable: true }) adjustments: string | null = null;
  @Column({ name: 'adjusted_at', ...instant, nullable: true }) adjustedAt: Date | null = null;
  /** The end after which the rental was overdue last. */
  @Column({ name: 'overdue_to', ...instant, nullable: true }) overdueTo: Date | null = null;
  @Column({ name: 'overdue_since', ...instant, nullable: true }) overdueSince: Date | null = null;
  @Column({ name: 'ordered_at', ...instant, nullable: true }) orderedAt: Date | null = null;
  @Column({ name: 'paid_at', ...instant, nullable: true }) paidAt: Date | null = null;
  @Column({ name: 'shipped_at', ...instant, nullable: true }) shippedAt: Date | null = null;
  /** Of several reassignments or extensions the last. */
  @Column({ name: 'reassigned_at', ...instant, nullable: true }) reassignedAt: Date | null = null;
  @Column({ name: 'extended_at', ...instant, nullable: true }) extendedAt: Date | null = null;
  @Column({ name: 'handed_over_at', ...instant, nullable: true }) handedOverAt: Date | null = null;
  @Column({ name: 'returned_at', ...instant, nullable: true }) returnedAt: Date | null = null;
  @Column({ name: 'order_completed_at', ...instant, nullable: true }) orderCompletedAt: Date | null = null;
  @Column({ name: 'delivery_canceled_at', ...instant, nullable: true }) deliveryCanceledAt: Date | null = null;
  @Column({ name: 'pay_cancelled_at', ...instant, nullable: true }) payCancelledAt: Date | null = null;
  @Column({ name: 'order_cancelled_at', ...instant, nullable: true }) orderCancelledAt: Date | null = null;
  /** When the page last changed here; the live stream follows it. */
  @Column({ name: 'touched_at', ...instant }) touchedAt: Date = new Date();
  @Column({ type: 'integer' }) version: number = 1;

  /** In the default currency while no event has named one; null while no event has contained an amount. */
  get amount(): Money | null {
    const { minorUnits, hundredths, currency } = this;
    return hundredths === null ? null : moneyIn({ minorUnits, hundredths, currency });
  }

  /** What came back of a booking's price; null for an instant order, and while nothing came back. */
  get refunded(): Money | null {
    if (!this.startsAt) return null;
    if (this.refundedMinor === null) return this.payCancelledAt ? this.amount : null;
    return this.moneyOf(this.refundedMinor);
  }

  /** What the cancellation of a booking cost: the part of the price that did not come back. */
  get fee(): Money | null {
    const { amount, refunded } = this;
    return amount && refunded && amount.minus(refunded);
  }

  /** What of the final amount is still to be paid; null for an instant order, and while the rental has not ended. */
  get owed(): Money | null {
    return this.startsAt && this.moneyOf(this.owedMinor);
  }

  /** What was charged at the end, beside the price; negative when it was refunded, null when no money was moved. */
  get settled(): Money | null {
    return this.moneyOf(settledMinor(this.adjustments));
  }

  /** The vehicle that the customer got; before, the one that the booking has now. */
  get vehicleId(): number | null {
    return this.usedVehicleId ?? this.reassignedVehicleId ?? this.bookedVehicleId;
  }

  /** Since when the car is overdue; null when it is not, or not any more: it is back, or the booking was extended. */
  get lateSince(): Date | null {
    const { overdueTo, endsAt } = this;
    const isLate = overdueTo !== null && (endsAt === null || overdueTo >= endsAt);
    return isLate && OPEN.includes(this.status) ? this.overdueSince : null;
  }

  get status(): RentalStatus {
    return statusOf(this);
  }

  get history(): HistoryEntry[] {
    return FACTS.flatMap(([event, fact]) => {
      const at = this[fact];
      return at ? [{ event, at }] : [];
    });
  }

  get updatedAt(): Date {
    const times = [...this.history.map(({ at }) => at), ...(this.adjustedAt ? [this.adjustedAt] : [])];
    return new Date(Math.max(...times.map((time) => time.getTime())));
  }

  protected moneyOf(minorUnits: number | null): Money | null {
    return minorUnits === null ? null : Money.ofMinorUnits(minorUnits, this.currency ?? DEFAULT_CURRENCY);
  }
}
