import { Money } from '@carshare/events';
import { bigint, instant } from '@carshare/persistence';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BookingTerms } from '../pricing/booking-terms.js';
import type { FreeWindow } from '../vehicles/free-windows.js';

export type CancelledBy = 'customer' | 'operator';

export interface NewBooking extends FreeWindow {
  orderId: number;
  vehicleId: number;
  terms: BookingTerms;
  place: string | undefined;
}

/** What an order with a period has beside its row in `orders`: vehicle, period, place, and the terms under which it was made. */
@Entity('bookings')
export class Booking implements BookingTerms {
  @PrimaryColumn({ name: 'order_id', type: 'integer' }) orderId: number;
  @Column({ name: 'vehicle_id', type: 'integer' }) vehicleId: number;
  @Column({ name: 'starts_at', ...instant }) from: Date;
  @Column({ name: 'ends_at', ...instant }) to: Date;
  @Column({ name: 'price_per_day_minor', type: 'integer' }) perDay: number;
  @Column({ name: 'price_per_hour_minor', type: 'integer' }) perHour: number;
  @Column({ name: 'min_hours', type: 'integer' }) minHours: number;
  @Column({ name: 'free_hours', type: 'integer' }) freeHours: number;
  @Column({ name: 'late_fee_percent', type: 'integer' }) lateFeePercent: number;
  @Column({ name: 'grace_minutes', type: 'integer', nullable: true }) graceMinutes: number | null;
  @Column({ name: 'price_per_km_minor', type: 'integer', nullable: true }) perKm: number | null;
  @Column({ name: 'included_km_per_day', type: 'integer', nullable: true }) includedKmPerDay: number | null;
  @Column({ name: 'early_refund_percent', type: 'integer', nullable: true }) earlyRefundPercent: number | null;
  /** The reading of the odometer at the hand-over, in kilometres; null when it was not recorded. */
  @Column({ name: 'odometer_out', type: 'integer', nullable: true }) odometerOut: number | null;
  /** What the cancellation costs, in minor units; fixed together with the wish to cancel, null before. */
  @Column({ name: 'fee_minor', ...bigint, nullable: true }) feeMinorUnits: number | null;
  @Column({ name: 'cancelled_by', type: 'varchar', nullable: true }) cancelledBy: CancelledBy | null;
  /** Where the car is brought. Personal data: it stands in no event and in no log, and is erased some days after the order ended. */
  @Column({ type: 'varchar', nullable: true }) place: string | null;
  /** When the days begin after which the place is erased; null while the customer has the car, and without a place. */
  @Column({ name: 'place_kept_from', ...instant, nullable: true }) placeKeptFrom: Date | null;
  /** When the car is brought or fetched next; null when it is back, and when the order ended without a rental. */
  @Column({ name: 'agenda_at', ...instant, nullable: true }) agendaAt: Date | null;
  /** When the customer had the car beyond the end and the grace; null before, and again with a later end. */
  @Column({ name: 'overdue_at', ...instant, nullable: true }) overdueAt: Date | null;
  @Column({ type: 'integer' }) version: number;

  static of({ orderId, vehicleId, from, to, terms, place }: NewBooking): Booking {
    return Object.assign(new Booking(), {
      orderId,
      vehicleId,
      from,
      to,
      ...terms,
      odometerOut: null,
      feeMinorUnits: null,
      cancelledBy: null,
      place: place ?? null,
      placeKeptFrom: place === undefined ? null : to,
      agendaAt: from,
      overdueAt: null,
      version: 1,
    });
  }

  /** Fixes what the cancellation costs, together with the wish to cancel. */
  fixFee(fee: Money, by: CancelledBy): void {
    this.feeMinorUnits = fee.minorUnits;
    this.cancelledBy = by;
  }

  /** What the cancellation costs, once it is fixed. @param currency the order's */
  feeIn(currency: string): Money | null {
    return this.feeMinorUnits === null ? null : Money.ofMinorUnits(this.feeMinorUnits, currency);
  }

  /** The customer has the car: the booking cannot be cancelled any more, and its place is kept until the car is back. */
  handOver(odometer = this.odometerOut): void {
    this.odometerOut = odometer;
    this.feeMinorUnits = null;
    this.cancelledBy = null;
    this.placeKeptFrom = null;
    this.agendaAt = this.to;
  }

  /**
   * The customer has kept the car beyond the end and the grace; noted once for each end.
   * @returns when the grace was over
   */
  becomeOverdue(graceMs: number, now = new Date()): Date | 'unchanged' {
    const since = new Date(this.to.getTime() + graceMs);
    if (this.overdueAt !== null || since >= now) return 'unchanged';
    this.overdueAt = now;
    return since;
  }

  /** The customer keeps the car until another end. @param isOut whether the customer has the car */
  endAt(to: Date, isOut: boolean): void {
    this.to = to;
    this.overdueAt = null;
    if (isOut) this.agendaAt = to;
    else if (this.placeKeptFrom !== null) this.placeKeptFrom = to;
  }

  /** Another vehicle is taken for the booking. */
  moveTo(vehicleId: number): void {
    this.vehicleId = vehicleId;
  }

  /** The car is back. */
  takeBack(now = new Date()): void {
    this.handOver();
    this.end(now);
  }

  /** The order has ended: the days begin after which its place is erased. */
  end(now = new Date()): void {
    this.agendaAt = null;
    this.overdueAt = null;
    if (this.place !== null) this.placeKeptFrom = now;
  }
}

/** The period and the vehicle as requests, answers and events carry them. */
export function periodOf({ from, to, vehicleId }: Booking): { from: string; to: string; vehicleId: number } {
  return { from: from.toISOString(), to: to.toISOString(), vehicleId };
}
