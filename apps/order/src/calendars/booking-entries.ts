import type { OrderStatus } from '@carshare/events';
import type { CalendarEntry } from './calendar.js';
import type { CalendarTexts } from './calendar-texts.js';

const DAY_MS = 86_400_000;
/** How long a calendar contains a booking after its end, and a cancelled one after its cancellation. */
const PAST_MS = 90 * DAY_MS;
const CANCELLED_MS = 30 * DAY_MS;

/** A booking as the queries of the calendars read it. */
export interface BookingRow {
  id: number;
  status: OrderStatus;
  model: string;
  starts_at: number | string;
  ends_at: number | string;
  updated_at: number | string;
  order_version: number;
  booking_version: number;
}

/** What the status of an order means in a calendar. One that is not established is in no calendar. */
const STATUS: Readonly<Record<OrderStatus, CalendarEntry['status'] | undefined>> = {
  Pending: undefined,
  Refused: undefined,
  Placed: 'confirmed',
  Shipped: 'confirmed',
  InUse: 'confirmed',
  Returned: 'confirmed',
  Completed: 'confirmed',
  // A hand-over that came first keeps the booking.
  Cancelling: 'tentative',
  Cancelled: 'cancelled',
};

/** The bookings that end after this instant are read. */
export function readFrom(now: Date): number {
  return now.getTime() - PAST_MS;
}

/** A customer's bookings. Both versions rise with each change of their row, so the sum rises with each change of the booking. */
export function customerEntries(rows: readonly BookingRow[], texts: CalendarTexts, now: Date): CalendarEntry[] {
  return rows.flatMap((row) => toEntry(row, `order-${row.id}`, texts.rental(row.model), texts.order(row.id), now));
}

/** A vehicle's bookings. The UIDs differ from the customer's, because an operator may read both calendars. */
export function vehicleEntries(rows: readonly BookingRow[], texts: CalendarTexts, now: Date): CalendarEntry[] {
  return rows.flatMap((row) => toEntry(row, `vehicle-order-${row.id}`, texts.order(row.id), undefined, now));
}

function toEntry(
  row: BookingRow,
  uid: string,
  summary: string,
  description: string | undefined,
  now: Date,
): CalendarEntry[] {
  const status = STATUS[row.status];
  const changedAt = new Date(Number(row.updated_at));
  const isForgotten = status === 'cancelled' && changedAt.getTime() < now.getTime() - CANCELLED_MS;
  if (status === undefined || isForgotten) return [];
  return [
    {
      uid,
      from: new Date(Number(row.starts_at)),
      to: new Date(Number(row.ends_at)),
      status,
      sequence: row.order_version + row.booking_version,
      changedAt,
      summary,
      ...(description !== undefined && { description }),
    },
  ];
}
