import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { StaleWrite, type Tx } from '@carshare/persistence';
import { freeVehicles, occupy, type FreeVehicle } from './calendar.js';
import { Occupation, type Interval } from './occupation.entity.js';

const VEHICLE = 1;
const interval = (start: number, end: number): Interval => ({ startsAt: new Date(start), endsAt: new Date(end) });
/** They overlap and start at different times: the unique key of the start is no help. */
const ASKED = [interval(10, 20), interval(15, 25)];

/** One vehicle and its calendar under READ COMMITTED: a statement sees what is committed and what its own transaction wrote. */
class Store {
  version = 1;
  occupations: Interval[] = [];
  /** The transaction that holds the lock of the vehicle's row. */
  lockedBy: Transaction | undefined;
}

/** Where a transaction waits until the schedule lets its next statement run. */
interface Waiting {
  isBlocked: () => boolean;
  go: () => void;
}

class Transaction {
  waiting: Waiting | undefined;
  private written: Interval[] = [];
  private version: number | undefined;

  constructor(private readonly store: Store) {}

  async query(sql: string, [end]: number[]): Promise<object[]> {
    await this.pass();
    const { version } = this.store;
    if (sql === 'SELECT version FROM vehicles WHERE id = ?') return [{ version }];
    if (!sql.startsWith('SELECT v.id, v.product_id, v.version,')) throw new RangeError(`unknown statement: ${sql}`);
    const visible = [...this.store.occupations, ...this.written].filter(
      ({ startsAt }) => startsAt.getTime() < Number(end),
    );
    const last = visible.toSorted((a, b) => b.startsAt.getTime() - a.startsAt.getTime())[0];
    return [{ id: VEHICLE, product_id: '1001', version, busy_until: last?.endsAt.getTime() ?? null }];
  }

  /** The guarded update waits for the row's lock and compares with the version that is committed by then. */
  async execute(sql: string, [, version]: number[]): Promise<number> {
    if (!sql.startsWith('UPDATE vehicles SET version = version + 1')) throw new RangeError(`unknown statement: ${sql}`);
    await this.pass(() => this.store.lockedBy !== undefined && this.store.lockedBy !== this);
    if (version !== undefined && this.store.version !== version) return 0;
    this.store.lockedBy = this;
    this.version = this.store.version + 1;
    return 1;
  }

  async insert(row: object): Promise<void> {
    await this.pass();
    if (!(row instanceof Occupation)) throw new RangeError(`unknown row: ${row.constructor.name}`);
    this.written.push(row);
  }

  async commit(): Promise<void> {
    await this.pass();
    this.store.occupations.push(...this.written);
    this.store.version = this.version ?? this.store.version;
    this.end();
  }

  end(): void {
    if (this.store.lockedBy === this) this.store.lockedBy = undefined;
    this.written = [];
    this.version = undefined;
  }

  private pass(isBlocked = (): boolean => false): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = { isBlocked, go: resolve };
    });
  }
}

/** How a booking reads the calendar and takes the vehicle; `false` when it is not free. */
type Claim = (tx: Tx, asked: Interval, order: number) => Promise<boolean>;

const claim: Claim = async (tx, asked, order) => {
  const [vehicle] = await freeVehicles(tx, asked, new Date(0), '1001');
  if (vehicle) await occupy(tx, vehicle, order, asked);
  return vehicle !== undefined;
};

const calendarBeforeVersion: Claim = async (tx, asked, order) => {
  const [vehicle] = await freeVehicles(tx, asked, new Date(0), '1001');
  if (!vehicle) return false;
  const [row] = await tx.query<FreeVehicle>('SELECT version FROM vehicles WHERE id = ?', [VEHICLE]);
  await occupy(tx, { ...vehicle, version: Number(row?.version) }, order, asked);
  return true;
};

const versionNotRaised: Claim = async (tx, asked, order) => {
  const [vehicle] = await freeVehicles(tx, asked, new Date(0), '1001');
  if (vehicle) await tx.insert(Occupation.ofBooking(vehicle.id, order, asked));
  return vehicle !== undefined;
};

/** Books as a unit of work does: one that lost against another starts over. */
async function book(tx: Transaction, asked: Interval, order: number, how: Claim): Promise<void> {
  for (;;) {
    try {
      if (await how(tx as unknown as Tx, asked, order)) await tx.commit();
      tx.end();
      return;
    } catch (error) {
      tx.end();
      if (!(error instanceof StaleWrite)) throw error;
    }
  }
}

/** Runs both bookings in the order that the choices tell. @returns how many could run at each step, and what was booked */
async function run(how: Claim, choices: readonly number[]): Promise<{ options: number[]; booked: number }> {
  const store = new Store();
  const transactions = ASKED.map(() => new Transaction(store));
  const all = Promise.all(transactions.map((tx, index) => book(tx, ASKED[index] as Interval, index + 1, how)));
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
  return { options, booked: store.occupations.length };
}

/** Every interleaving of the two bookings' statements. */
async function enumerate(how: Claim): Promise<{ interleavings: number; booked: Record<number, number> }> {
  const booked: Record<number, number> = {};
  let choices: number[] = [];
  for (let interleavings = 1; ; interleavings += 1) {
    const outcome = await run(how, choices);
    booked[outcome.booked] = (booked[outcome.booked] ?? 0) + 1;
    const taken = outcome.options.map((_, step) => choices[step] ?? 0);
    const last = taken.findLastIndex((choice, step) => choice + 1 < (outcome.options[step] ?? 0));
    if (last < 0) return { interleavings, booked };
    choices = [...taken.slice(0, last), (taken[last] ?? 0) + 1];
  }
}

describe('Two bookings of one vehicle for overlapping periods, in every interleaving of their statements', () => {
  it('book it once: version and calendar are read together, and the version is raised', async () => {
    const { interleavings, booked } = await enumerate(claim);
    expect(booked).toEqual({ 1: interleavings });
    expect(interleavings).toBeGreaterThanOrEqual(10);
  });

  it.each([
    ['the calendar is read before the version', calendarBeforeVersion],
    ['the version is not raised', versionNotRaised],
  ])('can book it twice when %s', async (_title, how) => {
    const { booked } = await enumerate(how);
    expect(booked[2]).toBeGreaterThan(0);
  });
});
