import { PLACE } from '../world/customers.js';
import { TURNAROUND_MS } from '../world/rentals.js';
import type { Facts, IntervalRow, OrderRow } from './facts.js';

const FREES = new Set(['Refused', 'Cancelled']);

export function bookingBreaches(facts: Facts): string[] {
  return [
    ...overlapBreaches(facts),
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
          `calendar: vehicle ${occupation.vehicle_id} is booked twice, by orders ${before.order_id} and ${occupation.order_id}`,
        ]
      : [];
  });
}

function occupationBreaches({ id, status, vehicle_id: vehicle }: OrderRow, facts: Facts): string[] {
  const own = facts.occupations.filter(({ order_id }) => order_id === id);
  const booking = facts.bookings.find(({ order_id }) => order_id === id);
  if (vehicle === null || !booking) {
    return own.length > 0 || booking || vehicle !== null ? [`booking: order ${id} is half a booking`] : [];
  }
  if (FREES.has(status)) return own.length > 0 ? [`booking: order ${id} is ${status} and occupies its vehicle`] : [];
  const [occupation] = own;
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
