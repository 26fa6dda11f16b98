import { PLACE } from '../world/customers.js';
import { TURNAROUND_MS } from '../world/rentals.js';
import type { Facts, IntervalRow, OrderRow } from './facts.js';

const FREES = new Set(['Refused', 'Cancelled']);

export function bookingBreaches(facts: Facts): string[] {
  return [
    ...overlapBreaches(facts),
    ...blockBreaches(facts),
    ...lateBreaches(facts),
    ...facts.orders.flatMap((order) => occupationBreaches(order, facts)),
    ...outBreaches(facts),
    ...stayBreaches(facts),
    ...facts.published.filter((value) => value.includes(PLACE)).map((value) => `place: published in ${value}`),
  ];
}

/** The occupations are ordered by vehicle and start. */
function overlapBreaches({ occupations }: Facts): string[] {
  return occupations.flatMap((occupation, index) => {
    const before = occupations[index - 1];
    return before?.vehicle_id === occupation.vehicle_id && before.ends_at > occupation.starts_at
      ? [
          `calendar: vehicle ${occupation.vehicle_id} is booked twice, by orders ${String(before.order_id)} and ${String(occupation.order_id)}`,
        ]
      : [];
  });
}

/** A block has all of its time that bookings leave, and no part of it lies outside. */
function blockBreaches({ blocks, occupations }: Facts): string[] {
  return blocks.flatMap(({ id, vehicle_id: vehicle, starts_at: from, ends_at: to }) => {
    const taken = occupations
      .filter((occupation) => occupation.vehicle_id === vehicle)
      .reduce((sum, one) => sum + Math.max(0, Math.min(one.ends_at, to) - Math.max(one.starts_at, from)), 0);
    const isOutside = occupations.some(
      (one) => one.block_id === id && (one.vehicle_id !== vehicle || one.starts_at < from || one.ends_at > to),
    );
    return [
      ...(taken === to - from ? [] : [`calendar: ${taken} of the ${to - from} ms of block ${id} are taken`]),
      ...(isOutside ? [`calendar: a part of block ${id} lies outside of it`] : []),
    ];
  });
}

/** How late order may notice that a car is kept, in milliseconds; a car that is handed over after its end is kept from then on. */
const NOTICED_WITHIN = 10_000;

/** Each lateness is published once, and a car that is kept beyond its end is late. */
function lateBreaches({ orders, bookings, events, now }: Facts): string[] {
  const published = new Map<string, string>();
  const handedOver = new Map<number, number>();
  const twice: string[] = [];
  for (const { id, type, orderId, data, time } of events) {
    if (type === 'HandedOver') handedOver.set(orderId, time.getTime());
    if (type !== 'OrderOverdue') continue;
    const name = `${orderId} ${(data as { to: string }).to}`;
    if ((published.get(name) ?? id) !== id) twice.push(`late: order ${orderId} was published twice for one end`);
    published.set(name, id);
  }
  const silent = orders.filter(({ id, status }) => {
    const booking = bookings.find(({ order_id }) => order_id === id);
    if (status !== 'InUse' || !booking) return false;
    if (Math.max(booking.ends_at, handedOver.get(id) ?? 0) > now - NOTICED_WITHIN) return false;
    return !published.has(`${id} ${new Date(booking.ends_at).toISOString()}`);
  });
  return [...twice, ...silent.map(({ id }) => `late: order ${id} keeps its car, and nothing was published`)];
}

function occupationBreaches({ id, status, vehicle_id: vehicle }: OrderRow, facts: Facts): string[] {
  const own = facts.occupations.filter(({ order_id }) => order_id === id);
  const booking = facts.bookings.find(({ order_id }) => order_id === id);
  if (vehicle === null || !booking) {
    return own.length > 0 || booking || vehicle !== null ? [`booking: order ${id} is half a booking`] : [];
  }
  if (FREES.has(status)) return own.length > 0 ? [`booking: order ${id} is ${status} and occupies its vehicle`] : [];
  const [occupation] = own;
  // The car that has left decides: where another one was planned, its time may be taken by another booking.
  const has = (wanted: string): boolean => facts.events.some(({ type, orderId }) => type === wanted && orderId === id);
  if (has('OrderReassigned') && has('HandedOver')) {
    return own.every((one) => one.vehicle_id === vehicle) ? [] : [`booking: order ${id} occupies another vehicle`];
  }
  const returnedAt = facts.deliveries.find(({ order_id }) => order_id === id)?.return_at ?? undefined;
  if (!occupation) {
    const isUnused = returnedAt !== undefined && returnedAt + TURNAROUND_MS <= booking.starts_at;
    return isUnused ? [] : [`booking: order ${id} is ${status} and occupies no vehicle`];
  }
  const right = vehicle === occupation.vehicle_id && own.length === 1 && covers(occupation, booking, returnedAt);
  return right ? [] : [`booking: order ${id} is ${status} and occupies ${JSON.stringify(own)}`];
}

/** From the start to the turnaround after the end, or after an earlier return. */
function covers(occupation: IntervalRow, { starts_at: from, ends_at: to }: IntervalRow, returnedAt?: number): boolean {
  const end = Math.min(to, returnedAt ?? Infinity) + TURNAROUND_MS;
  if (end <= from) return occupation.ends_at === end && occupation.starts_at >= end - TURNAROUND_MS;
  return occupation.starts_at === from && occupation.ends_at === end;
}

/** A vehicle is out at order and at delivery while its order is InUse, and with one customer only. */
function outBreaches({ orders, vehicles, deliveries }: Facts): string[] {
  const inUse = orders.filter(({ status, vehicle_id }) => status === 'InUse' && vehicle_id !== null);
  const expected = new Set(inUse.map(({ id, vehicle_id: vehicle }) => `${String(vehicle)} with ${id}`));
  const atOrder = vehicles.filter(({ out_order_id: out }) => out !== null);
  const atDelivery = deliveries.filter(({ out_vehicle_id: out }) => out !== null);
  return [
    ...differences('order', expected, new Set(atOrder.map(({ id, out_order_id: out }) => `${id} with ${String(out)}`))),
    ...differences(
      'delivery',
      expected,
      new Set(atDelivery.map(({ out_vehicle_id: out, order_id: id }) => `${String(out)} with ${id}`)),
    ),
    ...inUse
      .filter(({ id, vehicle_id }) => inUse.some((other) => other.id < id && other.vehicle_id === vehicle_id))
      .map(({ vehicle_id: vehicle }) => `vehicle: ${String(vehicle)} is with two customers`),
  ];
}

function differences(where: string, expected: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
  return [
    ...[...expected].filter((out) => !found.has(out)).map((out) => `vehicle: ${out} is not out at ${where}`),
    ...[...found].filter((out) => !expected.has(out)).map((out) => `vehicle: ${out} is out at ${where}`),
  ];
}

/** Per vehicle, hand-overs and returns alternate: all processes of a simulation have one clock. */
function stayBreaches({ events }: Facts): string[] {
  const holder = new Map<number, number>();
  const own = events.filter(({ type }) => type === 'HandedOver' || type === 'Returned');
  const seen = new Set<string>();
  return own
    .toSorted((a, b) => a.time.getTime() - b.time.getTime() || (a.type === 'Returned' ? -1 : 1))
    .flatMap(({ id, type, orderId, data }) => {
      const vehicle = (data as { vehicleId?: number }).vehicleId;
      if (vehicle === undefined || seen.has(id)) return [];
      seen.add(id);
      const before = holder.get(vehicle);
      if (type === 'Returned') {
        holder.delete(vehicle);
        return before === orderId ? [] : [`vehicle: ${vehicle} came back from order ${orderId} and was not with it`];
      }
      holder.set(vehicle, orderId);
      return before === undefined
        ? []
        : [`vehicle: ${vehicle} was handed over to order ${orderId} while order ${before} had it`];
    });
}
