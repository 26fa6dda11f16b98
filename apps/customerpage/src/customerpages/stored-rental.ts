import { DEFAULT_CURRENCY, Money, moneyIn, type EventType, type RentalStatus } from '@carshare/events';
import { settledMinor } from './adjustments.js';
import { RentalColumns } from './rental-columns.js';
import { FACTS, statusOf } from './rental-facts.js';

/** The statuses in which the customer may have the car. */
const OPEN: readonly RentalStatus[] = ['Placed', 'Shipped', 'InUse'];

export interface HistoryEntry {
  event: EventType;
  at: Date;
}

/** What follows from the columns of a rental. */
export abstract class StoredRental extends RentalColumns {
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
