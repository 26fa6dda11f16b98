import type { Check } from '../check.ts';
import type { OrderCase } from '../order-case.ts';
import type { BookingRow, OccupationRow, OrderRow } from '../rows.ts';

/** Whether an order in this status occupies its vehicle; the two that are back keep what they have used. */
const OCCUPIES: Readonly<Record<OrderRow['status'], boolean>> = {
  Pending: true,
  Placed: true,
  Shipped: true,
  InUse: true,
  Cancelling: true,
  Returned: true,
  Completed: true,
  Refused: false,
  Cancelled: false,
};
/** In these statuses the car is back, and its occupation may end before the period does. */
const IS_BACK: ReadonlySet<OrderRow['status']> = new Set(['Returned', 'Completed']);

export const booking: Check = {
  name: 'bookings',
  holds:
    'a booking has one occupation, of its vehicle, that covers its period until the car is back; a refused or cancelled one has none; its vehicle is out while it is InUse',
  order: (found) => {
    const { order, underWay } = found;
    if (underWay) return [];
    if (!order) return found.booking ? ['the booking is of an order that does not exist'] : [];
    return [...calendarBreaches(order, found), ...outBreaches(order, found)];
  },
};

function calendarBreaches(order: OrderRow, found: OrderCase): string[] {
  const { booking, occupation, delivery } = found;
  const { status, vehicle_id: vehicle } = order;
  if (vehicle === null) {
    return [
      ...(booking ? ['an instant order with a booking'] : []),
      ...(occupation ? ['an instant order occupies a vehicle'] : []),
    ];
  }
  if (!booking) return ['the booking is absent'];
  if (booking.vehicle_id !== vehicle) return [`booked is vehicle ${booking.vehicle_id} instead of ${vehicle}`];
  if (!OCCUPIES[status]) return occupation ? [`${status}, and vehicle ${occupation.vehicle_id} is occupied`] : [];
  // A car that came back before its period began has left no time behind.
  const isUnused = IS_BACK.has(status) && (delivery?.return_at ?? Infinity) < booking.starts_at;
  if (!occupation) return isUnused || isSwapped(found) ? [] : [`${status}, and vehicle ${vehicle} is not occupied`];
  if (occupation.vehicle_id !== booking.vehicle_id) {
    return [`vehicle ${occupation.vehicle_id} is occupied instead of ${booking.vehicle_id}`];
  }
  return IS_BACK.has(status) || isSwapped(found) ? [] : intervalBreaches(booking, occupation);
}

/** Whether another car than the planned one may have left: its time may belong to another booking, which keeps it. */
function isSwapped({ events }: OrderCase): boolean {
  const types = new Set(events.map(({ type }) => type));
  return types.has('OrderReassigned') && types.has('HandedOver');
}

function intervalBreaches(booking: BookingRow, occupation: OccupationRow): string[] {
  const covers = occupation.starts_at <= booking.starts_at && occupation.ends_at >= booking.ends_at;
  return covers ? [] : ['the occupation does not cover the period'];
}

function outBreaches({ status, vehicle_id: vehicle }: OrderRow, { out }: OrderCase): string[] {
  if (out && (status !== 'InUse' || out.vehicle_id !== vehicle)) {
    return [`${status}, and vehicle ${out.vehicle_id} is out`];
  }
  return !out && status === 'InUse' && vehicle !== null ? [`InUse, and vehicle ${vehicle} is not out`] : [];
}
