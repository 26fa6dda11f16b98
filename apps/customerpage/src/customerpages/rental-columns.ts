import { bigint, instant } from '@carshare/persistence';
import { Column, PrimaryColumn } from 'typeorm';

/** What the page stores of a rental; null where no event has contained it. */
export abstract class RentalColumns {
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
}

/** The columns that no event contains. */
type OwnColumn = 'orderId' | 'touchedAt' | 'version';

/**
 * Which of two different values of a column stays, whatever the order of their arrival. Of a fact that was published twice the
 * earlier time stays; of what happens several times, and of the end of a booking, the latest. `first`: all events contain the same.
 * `byOthers`: other columns decide it, so `Customerpage` joins it itself. A column without a join does not compile.
 */
export const JOINS = {
  productId: 'first',
  qty: 'first',
  customerId: 'first',
  paymentId: 'byOthers',
  deliveryId: 'byOthers',
  minorUnits: 'byOthers',
  hundredths: 'byOthers',
  currency: 'byOthers',
  startsAt: 'lowest',
  endsAt: 'highest',
  bookedVehicleId: 'lowest',
  reassignedVehicleId: 'byOthers',
  usedVehicleId: 'lowest',
  refundedMinor: 'lowest',
  owedMinor: 'byOthers',
  adjustments: 'byOthers',
  adjustedAt: 'highest',
  overdueTo: 'byOthers',
  overdueSince: 'byOthers',
  orderedAt: 'lowest',
  paidAt: 'lowest',
  shippedAt: 'lowest',
  reassignedAt: 'byOthers',
  extendedAt: 'highest',
  handedOverAt: 'lowest',
  returnedAt: 'lowest',
  orderCompletedAt: 'lowest',
  deliveryCanceledAt: 'lowest',
  payCancelledAt: 'lowest',
  orderCancelledAt: 'lowest',
} as const satisfies Record<Exclude<keyof RentalColumns, OwnColumn>, 'first' | 'lowest' | 'highest' | 'byOthers'>;
