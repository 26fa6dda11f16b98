import type { Money } from '@carshare/events';

/** What a booking reads of its order. */
export interface BookedOrder {
  readonly id: number;
  /** Null for an instant order, which has no booking. */
  readonly vehicleId: number | null;
  readonly customerId: string;
  readonly amount: Money;
  readonly currency: string;
}

/** What a booking reads of a request for an order. */
export interface BookingRequest {
  readonly qty: number;
  /** RFC 3339 with its offset; without `from` and `to` it is an instant order. */
  readonly from?: string;
  readonly to?: string;
  readonly place?: string;
  readonly vehicleId?: number;
  /** In major units. */
  readonly expectedAmount?: number;
}
