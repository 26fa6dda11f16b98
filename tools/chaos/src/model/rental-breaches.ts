import { Adjustment } from '../../../../apps/order/src/adjustments/adjustment.entity.js';
import { Booking } from '../../../../apps/order/src/bookings/booking.entity.js';
import { Occupation } from '../../../../apps/order/src/vehicles/occupation.entity.js';
import { BUFFER_MS, rentalTimes } from './rental.js';
import type { OrderModel } from './shop.js';

/** What must hold of a booking and its extension once no operation is in progress. */
export function rentalBreaches({ order, memories, history }: OrderModel): string[] {
  const [booking] = memories.order.all(Booking);
  const [extension] = memories.order.all(Adjustment);
  if (!order || !booking) return [];
  const { from, to, extendedTo } = rentalTimes();
  const isExtended = extension?.status === 'Succeeded';
  const end = isExtended ? extendedTo : to;
  return [
    ...(extension && !['Succeeded', 'Declined', 'Voided'].includes(extension.status)
      ? [`its extension stays ${extension.status}`]
      : []),
    ...(booking.to.getTime() === end.getTime()
      ? []
      : [`its extension is ${extension?.status ?? 'absent'}, and it ends ${booking.to.toISOString()}`]),
    ...(history.extended && !isExtended ? [`its extension was acknowledged and is ${extension?.status}`] : []),
    ...calendarBreaches(memories.order.all(Occupation), order, from.getTime() - BUFFER_MS, end.getTime() + BUFFER_MS),
    ...(memories.order.all(Occupation).some(({ orderId }) => orderId !== order.id) === history.booked
      ? []
      : ['the other booking has lost its time']),
  ];
}

/** A booking has exactly the time of its period while its car is not back, and none once it is cancelled. */
function calendarBreaches(
  occupations: readonly Occupation[],
  { id, status }: { id: number; status: string },
  start: number,
  end: number,
): string[] {
  const own = occupations.find(({ orderId }) => orderId === id);
  const sorted = occupations.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  const isTwice = sorted.some(({ startsAt }, at) => startsAt < (sorted[at - 1]?.endsAt ?? 0));
  const isOpen = status === 'Placed' || status === 'Shipped' || status === 'InUse';
  const isRight = own?.startsAt.getTime() === start && own.endsAt.getTime() === end;
  return [
    ...(isTwice ? ['the vehicle is taken twice'] : []),
    ...(isOpen && !isRight ? [`is ${status} and has the vehicle until ${own?.endsAt.toISOString() ?? 'never'}`] : []),
    ...(status === 'Cancelled' && own ? ['is Cancelled and has the vehicle'] : []),
  ];
}
