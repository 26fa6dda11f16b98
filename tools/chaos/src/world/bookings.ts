import type { ServiceAnswer } from '@carshare/service-kit';
import { TURNAROUND_MS } from './rentals.js';
import type { Database } from './database.js';

const MINUTE_MS = 60_000;

/** What a customer asks a vehicle for. */
export interface Period {
  /** Epoch milliseconds. */
  from: number;
  to: number;
}

interface Vehicle {
  id: number;
  version: number;
  /** Whether it is out and had to be back before now. */
  isOverdue: boolean;
  isFree: boolean;
}

/** A period that begins with one of the next minutes, and takes one to three. */
export function nextPeriod(now: number, random: { between(min: number, max: number): number }): Period {
  const from = Math.ceil(now / MINUTE_MS) * MINUTE_MS + random.between(0, 1) * MINUTE_MS;
  return { from, to: from + random.between(1, 3) * MINUTE_MS };
}

/** Reads what is free for a period at this instant, by statements of its own. */
export function vehiclesFor(order: Database, product: string, { from, to }: Period, now: number): Vehicle[] {
  return order
    .rows<{ id: number; version: number; overdue: number; busy: number }>(
      `SELECT v.id, v.version, v.out_order_id IS NOT NULL AND v.due_at < ${now} AS overdue, v.out_order_id IS NOT NULL AND v.due_at > ${from} OR EXISTS (SELECT 1 FROM occupations o
         WHERE o.vehicle_id = v.id AND o.starts_at < ${to + TURNAROUND_MS} AND o.ends_at > ${from}) AS busy
       FROM vehicles v WHERE v.product_id = '${product}'`,
    )
    .map(({ id, version, overdue, busy }) => ({ id, version, isOverdue: overdue === 1, isFree: overdue + busy === 0 }));
}

/**
 * Judges the answer to a booking by what was free before and after it. Only what did not change in between counts.
 * @returns what is wrong with the answer
 */
export function wrongAnswer(
  answer: ServiceAnswer,
  before: readonly Vehicle[],
  after: readonly Vehicle[],
): string | undefined {
  const still = (test: (vehicle: Vehicle) => boolean): Vehicle | undefined =>
    before.find((vehicle) => test(vehicle) && after.some((later) => sameState(vehicle, later)));
  if (answer.status === 201) {
    const given = answer.body['vehicleId'];
    // The claim itself changes the version: an overdue vehicle stays overdue.
    const wasOverdue = [before, after].every((all) => all.some(({ id, isOverdue }) => id === given && isOverdue));
    return wasOverdue ? `vehicle ${String(given)} is booked, and it is overdue` : undefined;
  }
  if (answer.body['code'] !== 'car.not_available') return undefined;
  const free = still(({ isFree }) => isFree);
  return free && `vehicle ${free.id} is free, and the answer is that none is`;
}

function sameState(one: Vehicle, other: Vehicle): boolean {
  return one.id === other.id && one.version === other.version && one.isOverdue === other.isOverdue;
}
