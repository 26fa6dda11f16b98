import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { StaleWrite, type Tx } from '@carshare/persistence';
import { freeVehicles, occupy, type FreeVehicle } from './calendar.js';
import { takeIn } from './hand-over.js';
import { Occupation, type Interval } from './occupation.entity.js';

const VEHICLE = 1;
const interval = (start: number, end: number): Interval => ({ startsAt: new Date(start), endsAt: new Date(end) });

/** The occupations of the vehicle by order; null for one that a transaction has deleted. */
type Calendar = Map<number, Interval | null>;

/** One vehicle and its calendar under READ COMMITTED: a statement sees what is committed and what its own transaction wrote. */
class Store {
  version = 1;
  /** The transaction that holds the lock of the vehicle's row. */
  lockedBy: Transaction | undefined;

  constructor(readonly occupations: Calendar = new Map()) {}
}

/** Where a transaction waits until the schedule lets its next statement run. */
interface Waiting {
  isBlocked: () => boolean;
  go: () => void;
}

class Transaction {
  waiting: Waiting | undefined;
  private written: Calendar = new Map();
  private version: number | undefined;

  constructor(private readonly store: Store) {}

  async query(sql: string, [first, second]: number[]): Promise<object[]> {
    await this.pass();
    const { version } = this.store;
    if (sql === 'SELECT version FROM vehicles WHERE id = ?') return [{ version }];
    if (sql.startsWith('SELECT v.id, v.product_id, v.version,')) {
      return [{ id: VEHICLE, product_id: '1001', version, busy_until: this.lastBefore(Number(first)) ?? null }];
    }
    if (sql === 'SELECT id FROM occupations WHERE order_id = ? AND starts_at >= ?') {
      const own = this.visible().get(Number(first));
      return own && own.startsAt.getTime() >= Number(second) ? [{ id: 1 }] : [];
    }
    if (!sql.startsWith('SELECT ends_at FROM occupations')) throw new RangeError(`unknown statement: ${sql}`);
    const endsAt = this.lastBefore(Number(second));
    return endsAt === undefined ? [] : [{ ends_at: endsAt }];
  }

  async execute(sql: string, parameters: number[]): Promise<number> {
    if (sql.startsWith('UPDATE vehicles SET version = version + 1')) return this.raise(parameters[1]);
    await this.pass();
    if (sql.startsWith('UPDATE vehicles SET out_order_id = NULL')) return 1;
    if (sql.startsWith('DELETE FROM occupations WHERE order_id')) return this.write(Number(parameters[0]), null);
    if (sql.startsWith('UPDATE occupations SET starts_at')) {
      const [startsAt = 0, endsAt = 0, order = 0] = parameters;
      return this.write(order, interval(startsAt, endsAt));
    }
    if (!sql.startsWith('UPDATE occupations SET ends_at')) throw new RangeError(`unknown statement: ${sql}`);
    const [endsAt = 0, order = 0] = parameters;
    const own = this.visible().get(order);
    if (!own || own.startsAt.getTime() >= endsAt || own.endsAt.getTime() <= endsAt) return 0;
    return this.write(order, { ...own, endsAt: new Date(endsAt) });
  }

  async insert(row: object): Promise<void> {
    await this.pass();
    if (!(row instanceof Occupation)) throw new RangeError(`unknown row: ${row.constructor.name}`);
    this.write(Number(row.orderId), row);
  }

  async commit(): Promise<void> {
    await this.pass();
    for (const [order, taken] of this.written) this.store.occupations.set(order, taken);
    this.store.version = this.version ?? this.store.version;
    this.end();
  }

  end(): void {
    if (this.store.lockedBy === this) this.store.lockedBy = undefined;
    this.written = new Map();
    this.version = undefined;
  }

  /** The guarded update waits for the row's lock and compares with the version that is committed by then. */
  private async raise(version: number | undefined): Promise<number> {
    await this.pass(() => this.store.lockedBy !== undefined && this.store.lockedBy !== this);
    if (version !== undefined && this.store.version !== version) return 0;
    this.store.lockedBy = this;
    this.version = this.store.version + 1;
    return 1;
  }

  private visible(): Calendar {
    return new Map([...this.store.occupations, ...this.written]);
  }

  private write(order: number, taken: Interval | null): number {
    this.written.set(order, taken);
    return 1;
  }

  /** The end of the last occupation that starts before an instant. */
  private lastBefore(instant: number): number | undefined {
    const earlier = [...this.visible().values()].filter((taken) => taken && taken.startsAt.getTime() < instant);
    const last = earlier.toSorted((a, b) => Number(b?.startsAt) - Number(a?.startsAt))[0];
    return last?.endsAt.getTime();
  }

  private pass(isBlocked = (): boolean => false): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = { isBlocked, go: resolve };
    });
  }
}

/** What one transaction does; `false` when there is nothing to commit. */
type Work = (tx: Tx) => Promise<boolean>;
/** How a booking reads the calendar and takes the vehicle. */
type Claim = (asked: Interval, order: number) => Work;

const claim: Claim = (asked, order) => async (tx) => {
  const [vehicle] = await freeVehicles(tx, asked, new Date(0), '1001');
  if (vehicle) await occupy(tx, vehicle, order, asked);
  return vehicle !== undefined;
};

const calendarBeforeVersion: Claim = (asked, order) => async (tx) => {
  const [vehicle] = await freeVehicles(tx, asked, new Date(0), '1001');
  if (!vehicle) return false;
  const [row] = await tx.query<FreeVehicle>('SELECT version FROM vehicles WHERE id = ?', [VEHICLE]);
  await occupy(tx, { ...vehicle, version: Number(row?.version) }, order, asked);
  return true;
};

const versionNotRaised: Claim = (asked, order) => async (tx) => {
  const [vehicle] = await freeVehicles(tx, asked, new Date(0), '1001');
  if (vehicle) await tx.insert(Occupation.ofBooking(vehicle.id, order, asked));
  return vehicle !== undefined;
};

const RETURNED = 9;
const TURNAROUND = 10;
/** The return of an order at an instant. @param wrap changes the statements */
const takeBack =
  (instant: number, wrap = (tx: Tx): Tx => tx): Work =>
  async (tx) => {
    await takeIn(wrap(tx), VEHICLE, RETURNED, new Date(instant), TURNAROUND);
    return true;
  };

/** Leaves the statements of the vehicle's row out. */
const withoutVersion = (tx: Tx): Tx =>
  ({
    query: tx.query.bind(tx),
    execute: (sql: string, parameters: number[]) =>
      sql.startsWith('UPDATE vehicles') ? Promise.resolve(1) : tx.execute(sql, parameters),
  }) as unknown as Tx;

/** Raises the version after the calendar was read, just before it is written. */
const versionAfterCalendar = (tx: Tx): Tx =>
  ({
    query: tx.query.bind(tx),
    execute: async (sql: string, parameters: number[]) => {
      if (sql.startsWith('UPDATE vehicles')) return 1;
      if (sql.startsWith('UPDATE occupations SET starts_at')) {
        await tx.execute('UPDATE vehicles SET version = version + 1 WHERE id = ?', [VEHICLE]);
      }
      return tx.execute(sql, parameters);
    },
  }) as unknown as Tx;

/** Works as a unit of work does: one that lost against another starts over. */
async function perform(tx: Transaction, work: Work): Promise<void> {
  for (;;) {
    try {
      if (await work(tx as unknown as Tx)) await tx.commit();
      tx.end();
      return;
    } catch (error) {
      tx.end();
      if (!(error instanceof StaleWrite)) throw error;
    }
  }
}

interface Scenario {
  before?: [order: number, taken: Interval][];
  works: Work[];
}

/** Runs the transactions in the order of the choices. @returns how many could run at each step, and the calendar */
async function run(
  { before, works }: Scenario,
  choices: readonly number[],
): Promise<{ options: number[]; calendar: Calendar }> {
  const store = new Store(new Map(before));
  const transactions = works.map(() => new Transaction(store));
  const all = Promise.all(transactions.map((tx, index) => perform(tx, works[index] as Work)));
  const options: number[] = [];
  for (;;) {
    await turn();
    const runnable = transactions.filter(({ waiting }) => waiting && !waiting.isBlocked());
    if (runnable.length === 0) break;
    const chosen = runnable[choices[options.length] ?? 0];
    options.push(runnable.length);
    const go = chosen?.waiting?.go;
    if (chosen) chosen.waiting = undefined;
    go?.();
  }
  await all;
  return { options, calendar: store.occupations };
}

/** Every interleaving of the transactions' statements. @returns how often each calendar was the outcome */
async function enumerate(scenario: Scenario): Promise<{ interleavings: number; outcomes: Record<string, number> }> {
  const outcomes: Record<string, number> = {};
  let choices: number[] = [];
  for (let interleavings = 1; ; interleavings += 1) {
    const { options, calendar } = await run(scenario, choices);
    const outcome = show(calendar);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const taken = options.map((_, step) => choices[step] ?? 0);
    const last = taken.findLastIndex((choice, step) => choice + 1 < (options[step] ?? 0));
    if (last < 0) return { interleavings, outcomes };
    choices = [...taken.slice(0, last), (taken[last] ?? 0) + 1];
  }
}

/** The occupations by time, as `order:start-end`. */
function show(calendar: Calendar): string {
  const taken = [...calendar].flatMap(([order, one]) => (one ? [{ order, ...one }] : []));
  return taken
    .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || a.order - b.order)
    .map(({ order, startsAt, endsAt }) => `${order}:${startsAt.getTime()}-${endsAt.getTime()}`)
    .join(' ');
}

describe('Two bookings of one vehicle for overlapping periods, in every interleaving of their statements', () => {
  // They start at different times: the unique key of the start is no help.
  const two = (how: Claim): Scenario => ({ works: [how(interval(10, 20), 1), how(interval(15, 25), 2)] });

  it('book it once: version and calendar are read together, and the version is raised', async () => {
    const { interleavings, outcomes } = await enumerate(two(claim));
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
  const moves = (wrap?: (tx: Tx) => Tx): Scenario => ({
    before: [[RETURNED, interval(100, 140)]],
    works: [takeBack(10, wrap), claim(interval(15, 25), 1)],
  });

  it('never overlap: the turnaround takes only what the booking has left', async () => {
    const { interleavings, outcomes } = await enumerate(moves());
    expect(Object.keys(outcomes).toSorted()).toEqual(['1:15-25', '9:10-20']);
    expect(interleavings).toBeGreaterThanOrEqual(9);
  });

  it('free the rest of the time, for a booking that reads the calendar after the return', async () => {
    const works = [takeBack(110), claim(interval(125, 135), 1)];
    const { outcomes } = await enumerate({ before: [[RETURNED, interval(100, 140)]], works });
    expect(Object.keys(outcomes).toSorted()).toEqual(['9:100-120', '9:100-120 1:125-135']);
  });

  it('keep a time that ends before a late return, and the one after it', async () => {
    const before: Scenario['before'] = [
      [RETURNED, interval(100, 140)],
      [8, interval(140, 150)],
    ];
    const { outcomes } = await enumerate({ before, works: [takeBack(145), claim(interval(150, 160), 1)] });
    expect(Object.keys(outcomes)).toEqual(['9:100-140 8:140-150 1:150-160']);
  });

  it.each([
    ['the version is not raised', withoutVersion],
    ['the version is raised after the calendar was read', versionAfterCalendar],
  ])('can overlap when %s', async (_title, wrap) => {
    expect((await enumerate(moves(wrap))).outcomes['9:10-20 1:15-25']).toBeGreaterThan(0);
  });
});
