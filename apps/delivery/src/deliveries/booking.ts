import type { PaymentFields } from '@carshare/events';

/** The facts of a booking that `Paid` contains. */
export interface Booking {
  startsAt: Date;
  endsAt: Date | null;
  vehicleId: number | null;
}

/** The booking that a payment is for; undefined for the payment of an instant order. */
export function bookingOf({ from, to, vehicleId }: PaymentFields): Booking | undefined {
  if (!from) return undefined;
  return { startsAt: new Date(from), endsAt: to ? new Date(to) : null, vehicleId: vehicleId ?? null };
}
