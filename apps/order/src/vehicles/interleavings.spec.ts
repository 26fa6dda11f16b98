import { describe, expect, it } from '@jest/globals';
import { DomainError, LOCAL_PRINCIPAL as OPERATOR } from '@carshare/service-kit';
import type { Tx } from '@carshare/persistence';
import { enumerate, interval, isDoubleBooked, VERSION, type Scenario, type Work } from '../../test/read-committed.js';
import { BlocksService } from '../dispatch/blocks.service.js';
import { DisplacementsService } from '../dispatch/displacements.service.js';
import { ReassignmentsService } from '../dispatch/reassignments.service.js';
import { claim, freeVehicles, occupy, type FreeVehicle } from './calendar.js';
import { takeIn } from './hand-over.js';
import { Occupation, type Interval } from './occupation.entity.js';

const VEHICLE = 1;
const OTHER = 2;

/** How a booking reads the calendar of a vehicle and takes it. */
type Booking = (asked: Interval, order: number, vehicle?: number) => Work;
/** Changes the statements of a transaction. */
type Wrap = (tx: Tx) => Tx;
const asIs: Wrap = (tx) => tx;

const free = async (tx: Tx, asked: Interval, vehicle: number): Promise<FreeVehicle | undefined> =>
  (await freeVehicles(tx, asked, new Date(0), '1001')).find(({ id }) => id === vehicle);

const book: Booking =
  (asked, order, id = VEHICLE) =>
  async (tx) => {
    const vehicle = await free(tx, asked, id);
    if (vehicle) await occupy(tx, vehicle, order, asked);
    return vehicle !== undefined;
  };

const calendarBeforeVersion: Booking = (asked, order) => async (tx) => {
  const vehicle = await free(tx, asked, VEHICLE);
  if (!vehicle) return false;
  const [row] = await tx.query<FreeVehicle>(VERSION, [VEHICLE]);
  await occupy(tx, { ...vehicle, version: Number(row?.version) }, order, asked);
  return true;
};

const versionNotRaised: Booking = (asked, order) => async (tx) => {
  const vehicle = await free(tx, asked, VEHICLE);
  if (vehicle) await tx.insert(Occupation.ofBooking(vehicle.id, order, asked));
  return vehicle !== undefined;
};

const RETURNED = 9;
const TURNAROUND = 10;
/** The return of an order at an instant. */
const takeBack =
  (instant: number, wrap = asIs): Work =>
  async (tx) => {
    await takeIn(wrap(tx), VEHICLE, RETURNED, new Date(instant), TURNAROUND);
    return true;
  };

/** Changes how a transaction writes. */
const withExecute = (tx: Tx, execute: (sql: string, parameters: number[]) => Promise<number>): Tx =>
  ({
    find: tx.find.bind(tx),
    query: tx.query.bind(tx),
    dialect: tx.dialect,
    insert: tx.insert.bind(tx),
    update: tx.update.bind(tx),
    execute,
  }) as unknown as Tx;

/** Intercepts the statements of a transaction that raise a version. */
const withRaise =
  (raise: (tx: Tx, sql: string, parameters: readonly unknown[]) => Promise<number>): Wrap =>
  (tx) =>
    withExecute(tx, (sql, parameters) =>
      sql.startsWith('UPDATE vehicles') ? raise(tx, sql, parameters) : tx.execute(sql, parameters),
    );

/** Leaves the statements of the vehicle's row out. */
const withoutVersion = withRaise(() => Promise.resolve(1));

/** Reads the version again after the calendar, just before it is raised. */
const versionReadLate = withRaise(async (tx, sql, [id]) => {
  const [row] = await tx.query<FreeVehicle>(VERSION, [id]);
  return tx.execute(sql, [id, row?.version]);
});

/** Raises the version after the calendar was read, just before it is written. */
const versionAfterCalendar: Wrap = (tx) =>
  withExecute(tx, async (sql, parameters) => {
    if (sql.startsWith('UPDATE vehicles')) return 1;
    if (sql.startsWith('UPDATE occupations SET starts_at')) {
      await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ?', [VEHICLE]);
    }
    return tx.execute(sql, parameters);
  });

/** The services that a transaction of theirs is taken from. */
function servicesIn(tx: Tx): { blocks: BlocksService; reassignments: ReassignmentsService } {
  const unitOfWork = { transaction: (work: Work) => work(tx) } as never;
  const bookings = { overdueBefore: () => new Date(0) } as never;
  const outbox = { add: () => undefined } as never;
  const reassignments = new ReassignmentsService(unitOfWork, outbox, bookings);
  return { reassignments, blocks: new BlocksService(unitOfWork, new DisplacementsService(outbox, reassignments)) };
}

/** Does the work of a service; a refusal commits nothing. */
const unlessRefused =
  (wrap: Wrap, work: (services: ReturnType<typeof servicesIn>) => Promise<unknown>): Work =>
  async (tx) => {
    try {
      await work(servicesIn(wrap(tx)));
      return true;
    } catch (error) {
      if (error instanceof DomainError) return false;
      throw error;
    }
  };

const MINUTE_MS = 60_000;
const minutes = (start: number, end: number): Interval => interval(start * MINUTE_MS, end * MINUTE_MS);
const minute = (count: number): string => new Date(count * MINUTE_MS).toISOString();
/** Blocks the vehicle from the minute 10 to the minute 20, unless a booking is in the way. */
const block = (displace = false, wrap = asIs): Work =>
  unlessRefused(wrap, ({ blocks }) =>
    blocks.add(VEHICLE, { from: minute(10), to: minute(20), reason: 'brakes', displace }, OPERATOR, new Date(0)),
  );
/** Moves order 9 to the other vehicle. */
const move = (wrap = asIs): Work =>
  unlessRefused(wrap, ({ reassignments }) => reassignments.reassign(9, { vehicleId: OTHER }, OPERATOR));

const outcomesOf = async (scenario: Scenario): Promise<string[]> =>
  Object.keys((await enumerate(scenario)).outcomes).toSorted();
const asMinutes = (outcome: string): string =>
  outcome.replaceAll(/(\d+)-(\d+)/g, (_, start, end) => `${Number(start) / MINUTE_MS}-${Number(end) / MINUTE_MS}`);
const doubleBookings = async (scenario: Scenario): Promise<number> =>
  Object.entries((await enumerate(scenario)).outcomes).reduce(
    (sum, [outcome, times]) => sum + (isDoubleBooked(outcome) ? times : 0),
    0,
  );

describe('Two bookings of one vehicle for overlapping periods, in every interleaving of their statements', () => {
  // They start at different times: the unique key of the start is no help.
  const two = (how: Booking): Scenario => ({ works: [how(interval(10, 20), 1), how(interval(15, 25), 2)] });

  it.each([
    ['with the calendar', 'postgres'],
    ['before the calendar', 'mysql'],
  ] as const)('book it once: the version is read %s, and raised', async (_title, dialect) => {
    const { interleavings, outcomes } = await enumerate({ ...two(book), dialect });
    expect(Object.keys(outcomes).toSorted()).toEqual(['1:10-20', '2:15-25']);
    expect(interleavings).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['the calendar is read before the version', calendarBeforeVersion],
    ['the version is not raised', versionNotRaised],
  ])('can book it twice when %s', async (_title, how) => {
    expect((await enumerate(two(how))).outcomes['1:10-20 2:15-25']).toBeGreaterThan(0);
  });
});

describe('A return and a booking of one vehicle, in every interleaving of their statements', () => {
  /** The vehicle comes back before its time, so that its time moves to the turnaround. */
  const moves = (wrap?: Wrap): Scenario => ({
    before: [[RETURNED, interval(100, 140)]],
    works: [takeBack(10, wrap), book(interval(15, 25), 1)],
  });

  it('never overlap: the turnaround takes only what the booking has left', async () => {
    const { interleavings, outcomes } = await enumerate(moves());
    expect(Object.keys(outcomes).toSorted()).toEqual(['1:15-25', '9:10-20']);
    expect(interleavings).toBeGreaterThanOrEqual(9);
  });

  it('free the rest of the time, for a booking that reads the calendar after the return', async () => {
    const works = [takeBack(110), book(interval(125, 135), 1)];
    const outcomes = await outcomesOf({ before: [[RETURNED, interval(100, 140)]], works });
    expect(outcomes).toEqual(['9:100-120', '9:100-120 1:125-135']);
  });

  it('keep a time that ends before a late return, and the one after it', async () => {
    const before: Scenario['before'] = [
      [RETURNED, interval(100, 140)],
      [8, interval(140, 150)],
    ];
    const outcomes = await outcomesOf({ before, works: [takeBack(145), book(interval(150, 160), 1)] });
    expect(outcomes).toEqual(['9:100-140 8:140-150 1:150-160']);
  });

  it.each([
    ['the version is not raised', withoutVersion],
    ['the version is raised after the calendar was read', versionAfterCalendar],
  ])('can overlap when %s', async (_title, wrap) => {
    expect((await enumerate(moves(wrap))).outcomes['9:10-20 1:15-25']).toBeGreaterThan(0);
  });
});

describe('A block and a booking of one vehicle, in every interleaving of their statements', () => {
  const both = (wrap?: Wrap): Scenario => ({ works: [block(false, wrap), book(minutes(15, 25), 1)] });

  it('never overlap: one of them is refused', async () => {
    const { interleavings, outcomes } = await enumerate(both());
    expect(Object.keys(outcomes).map(asMinutes).toSorted()).toEqual(['1:15-25', 'block:10-20']);
    expect(interleavings).toBeGreaterThanOrEqual(20);
  });

  it('that displaces a booking moves it only to a vehicle that nothing else takes in its time', async () => {
    const before: Scenario['before'] = [[9, minutes(12, 18)]];
    const works = [block(true), book(minutes(15, 25), 1, OTHER)];
    const outcomes = await outcomesOf({ before, works });
    expect(outcomes.map(asMinutes).toSorted()).toEqual([
      'block:10-12 9:12-18 block:18-20 | 1:15-25',
      'block:10-20 | 9:12-18',
    ]);
  });

  it('can overlap when the version is not raised', async () => {
    expect(await doubleBookings(both(withoutVersion))).toBeGreaterThan(0);
  });

  it('can leave a booking in the block that the operator has not seen, when the calendar is read before the version', async () => {
    const outcomes = await outcomesOf(both(versionReadLate));
    expect(outcomes.map(asMinutes)).toContain('block:10-15 1:15-25');
  });
});

describe('A move and a booking, in every interleaving of their statements', () => {
  const before: Scenario['before'] = [[9, interval(10, 20)]];
  const toOther = (wrap?: Wrap): Scenario => ({ before, works: [move(wrap), book(interval(15, 25), 1, OTHER)] });

  it('take the other vehicle once', async () => {
    const { interleavings, outcomes } = await enumerate(toOther());
    expect(Object.keys(outcomes).toSorted()).toEqual(['9:10-20 | 1:15-25', '| 9:10-20'].toSorted());
    expect(interleavings).toBeGreaterThanOrEqual(20);
  });

  it('free the time of the first vehicle, for a booking that reads its calendar after the move', async () => {
    const outcomes = await outcomesOf({ before, works: [move(), book(interval(15, 25), 1)] });
    expect(outcomes).toEqual(['1:15-25 | 9:10-20', '| 9:10-20'].toSorted());
  });

  it.each([
    ['the versions are not raised', withoutVersion],
    ['the calendars are read before the versions', versionReadLate],
  ])('can take it twice when %s', async (_title, wrap) => {
    expect(await doubleBookings(toOther(wrap))).toBeGreaterThan(0);
  });

  const raises =
    (how: typeof claim, ids: number[]): Work =>
    async (tx) => {
      await how(
        tx,
        ids.map((id) => ({ id, version: 1 })),
      ).catch(() => undefined);
      return true;
    };
  const inOrderOfCall: typeof claim = async (tx, vehicles) => {
    for (const { id, version } of vehicles) {
      await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ? AND version = ?', [id, version]);
    }
  };
  it.each([
    ['never wait for each other in ascending order', claim, 0],
    ['can wait for each other in the order of the call', inOrderOfCall, 1],
  ])('of two vehicles in opposite directions %s', async (_title, how, atLeast) => {
    const { outcomes } = await enumerate({ works: [raises(how, [1, 2]), raises(how, [2, 1])] });
    expect(Math.min(outcomes['deadlock'] ?? 0, 1)).toBe(atLeast);
  });
});
