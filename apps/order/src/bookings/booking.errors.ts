import { DomainError } from '@carshare/service-kit';
import type { QuoteView } from '../pricing/quote.dto.js';
import type { FreeWindow } from '../vehicles/free-windows.js';
import type { FeeView } from './fee.dto.js';

type TimeField = 'from' | 'to';

/** A time that is none: without offset, not to the minute, or no date. */
export class TimeInvalid extends DomainError {
  constructor(field: TimeField, reason: string) {
    super('booking.time_invalid', 422, reason, { members: { errors: [{ field, reason }] } });
  }
}

/** A period that cannot be booked at all, whatever is free. */
export class PeriodRefused extends DomainError {
  constructor(code: 'booking.in_past' | 'booking.out_of_bounds', field: TimeField, reason: string) {
    super(code, 422, reason, { members: { errors: [{ field, reason }] } });
  }
}

/** Members that belong to a booking in a request that is none, or the other way round. */
export class NotABooking extends DomainError {
  constructor(field: 'from' | 'qty' | 'place' | 'vehicleId', reason: string) {
    super('booking.incomplete', 422, reason, { members: { errors: [{ field, reason }] } });
  }
}

export class CarNotAvailable extends DomainError {
  constructor(productId: string, windows: readonly FreeWindow[]) {
    const next = windows.length > 0 ? 'Book one of the windows, or another car.' : 'Book another car.';
    super('car.not_available', 409, `No car ${productId} is free for the whole period. ${next} Nothing was charged.`, {
      members: { windows: windows.map(({ from, to }) => ({ from: from.toISOString(), to: to.toISOString() })) },
    });
  }
}

export class CarNotBookable extends DomainError {
  constructor(productId: string) {
    super('car.not_bookable', 409, `Car ${productId} has no prices by time, so it is ordered without from and to.`);
  }
}

export class PriceChanged extends DomainError {
  constructor(quote: QuoteView | { amount: number; total?: number; currency: string }) {
    super('price.changed', 409, 'The price is not the expected one. Nothing was charged: send expectedAmount again.', {
      members: { quote },
    });
  }
}

export class FeeChanged extends DomainError {
  constructor(id: number, cancellation: FeeView) {
    super(
      'cancellation.fee_changed',
      409,
      `Cancelling order ${id} costs ${cancellation.fee} ${cancellation.currency}. Nothing was cancelled: send expectedFee=${cancellation.fee}.`,
      { members: { cancellation } },
    );
  }
}
