import { DomainError, LOCAL_PRINCIPAL } from '@carshare/service-kit';
import {
  enumerate,
  interval,
  isDoubleBooked,
  type Scenario,
  type Work,
} from '../../../../apps/order/test/read-committed.js';
import { ExtensionClaims } from '../../../../apps/order/src/adjustments/extension-claims.js';
import { OrderConfig } from '../../../../apps/order/src/app.config.js';
import type { Booking } from '../../../../apps/order/src/bookings/booking.entity.js';
import { BlocksService } from '../../../../apps/order/src/dispatch/blocks.service.js';
import { DisplacementsService } from '../../../../apps/order/src/dispatch/displacements.service.js';
import { ReassignmentsService } from '../../../../apps/order/src/dispatch/reassignments.service.js';
import { freeVehicles, occupy } from '../../../../apps/order/src/vehicles/calendar.js';
import type { Interval } from '../../../../apps/order/src/vehicles/occupation.entity.js';

const VEHICLE = 1;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The lead and the turnaround of `OrderConfig`. */
const BUFFER_MS = HOUR_MS;
/** The order that is extended, and when its rental starts. */
const EXTENDED = 9;
const STARTS_AT = 24 * HOUR_MS;

/** Two concurrent bookings of one vehicle must book it once, in every interleaving of the service's own statements. */
export function booksOnce(): Promise<string | undefined> {
  // They overlap and start at different times: the unique key of the start is no help.
  return isNeverTaken([book(10, 20, 1), book(15, 25, 2)]);
}

/** A block and a concurrent booking must not take the same time of a vehicle. */
export function blocksOnce(): Promise<string | undefined> {
  return isNeverTaken([block(10, 20), book(15, 25, 1)]);
}

/** An extension and a concurrent booking of the time behind the rental must not both get it. */
export function extendsOnce(): Promise<string | undefined> {
  const [start, end] = [STARTS_AT, STARTS_AT + 2 * HOUR_MS];
  const before: Scenario['before'] = [[EXTENDED, interval(start - BUFFER_MS, end + BUFFER_MS)]];
  const booked = interval(end + BUFFER_MS, end + 4 * HOUR_MS);
  return isNeverTaken([extend(start, end), take(booked, 1)], before);
}

async function isNeverTaken(works: Work[], before: Scenario['before'] = []): Promise<string | undefined> {
  const { interleavings, outcomes } = await enumerate({ works, before });
  const twice = Object.entries(outcomes).reduce(
    (sum, [outcome, count]) => sum + (isDoubleBooked(outcome) ? count : 0),
    0,
  );
  return twice === 0 ? undefined : `a vehicle is taken twice in ${twice} of ${interleavings} interleavings`;
}

function book(from: number, to: number, orderId: number): Work {
  return take(interval(from * MINUTE_MS, to * MINUTE_MS), orderId);
}

function take(asked: Interval, orderId: number): Work {
  return async (tx) => {
    const vehicle = (await freeVehicles(tx, asked, new Date(0), '1001')).find(({ id }) => id === VEHICLE);
    if (vehicle) await occupy(tx, vehicle, orderId, asked);
    return vehicle !== undefined;
  };
}

/** Extends the rental of the order by an hour. */
function extend(from: number, to: number): Work {
  const claims = new ExtensionClaims(new OrderConfig());
  const booking = { orderId: EXTENDED, from: new Date(from), to: new Date(to) } as Booking;
  const extendedTo = new Date(to + HOUR_MS);
  return async (tx) => {
    const { left, latestTo } = await claims.room(tx, booking, new Date(0));
    if (!left || latestTo === null || latestTo < extendedTo) return false;
    await claims.claim(tx, left, EXTENDED, extendedTo);
    return true;
  };
}

function block(from: number, to: number): Work {
  const [start, end] = [from, to].map((minute) => new Date(minute * MINUTE_MS).toISOString());
  const request = { from: start ?? '', to: end ?? '', reason: 'brakes', displace: false };
  return async (tx) => {
    const unitOfWork = { transaction: (work: Work) => work(tx) } as never;
    const outbox = { add: () => undefined } as never;
    const reassignments = new ReassignmentsService(unitOfWork, outbox, { overdueBefore: () => new Date(0) } as never);
    const blocks = new BlocksService(unitOfWork, new DisplacementsService(outbox, reassignments));
    try {
      await blocks.add(VEHICLE, request, LOCAL_PRINCIPAL, new Date(0));
      return true;
    } catch (error) {
      // A booking is in the way: nothing is to be committed.
      if (error instanceof DomainError) return false;
      throw error;
    }
  };
}
