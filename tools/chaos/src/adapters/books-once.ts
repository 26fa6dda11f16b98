import { DomainError } from '@carshare/service-kit';
import { enumerate, interval, isDoubleBooked, type Work } from '../../../../apps/order/test/read-committed.js';
import { BlocksService } from '../../../../apps/order/src/dispatch/blocks.service.js';
import { DisplacementsService } from '../../../../apps/order/src/dispatch/displacements.service.js';
import { ReassignmentsService } from '../../../../apps/order/src/dispatch/reassignments.service.js';
import { freeVehicles, occupy } from '../../../../apps/order/src/vehicles/calendar.js';

const VEHICLE = 1;
const MINUTE_MS = 60_000;

/** Two concurrent bookings of one vehicle must book it once, in every interleaving of the service's own statements. */
export function booksOnce(): Promise<string | undefined> {
  // They overlap and start at different times: the unique key of the start is no help.
  return isNeverTaken([book(10, 20, 1), book(15, 25, 2)]);
}

/** A block and a concurrent booking must not take the same time of a vehicle. */
export function blocksOnce(): Promise<string | undefined> {
  return isNeverTaken([block(10, 20), book(15, 25, 1)]);
}

async function isNeverTaken(works: Work[]): Promise<string | undefined> {
  const { interleavings, outcomes } = await enumerate({ works });
  const twice = Object.entries(outcomes).reduce(
    (sum, [outcome, count]) => sum + (isDoubleBooked(outcome) ? count : 0),
    0,
  );
  return twice === 0 ? undefined : `a vehicle is taken twice in ${twice} of ${interleavings} interleavings`;
}

function book(from: number, to: number, orderId: number): Work {
  const asked = interval(from * MINUTE_MS, to * MINUTE_MS);
  return async (tx) => {
    const vehicle = (await freeVehicles(tx, asked, new Date(0), '1001')).find(({ id }) => id === VEHICLE);
    if (vehicle) await occupy(tx, vehicle, orderId, asked);
    return vehicle !== undefined;
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
      await blocks.add(VEHICLE, request, new Date(0));
      return true;
    } catch (error) {
      // A booking is in the way: nothing is to be committed.
      if (error instanceof DomainError) return false;
      throw error;
    }
  };
}
