import { setImmediate as turn } from 'node:timers/promises';
import { StaleWrite, type Tx } from '@carshare/persistence';
import { freeVehicles, occupy } from '../../../../apps/order/src/vehicles/calendar.js';
import { Occupation, type Interval } from '../../../../apps/order/src/vehicles/occupation.entity.js';

const interval = (start: number, end: number): Interval => ({ startsAt: new Date(start), endsAt: new Date(end) });
/** They overlap and start at different times: the unique key of the start is no help. */
const ASKED = [interval(10, 20), interval(15, 25)] as const;

/** One vehicle under READ COMMITTED: a statement sees what is committed and what its own transaction wrote. */
interface Store {
  version: number;
  occupations: Interval[];
  lockedBy: Booking | undefined;
}

/** A booking whose statements run one at a time, when the schedule lets them. */
class Booking {
  next: (() => void) | undefined;
  private waitsForLock = false;
  private written: Interval[] = [];
  private version: number | undefined;

  constructor(private readonly store: Store) {}

  get isRunnable(): boolean {
    const { lockedBy } = this.store;
    return this.next !== undefined && !(this.waitsForLock && lockedBy !== undefined && lockedBy !== this);
  }

  /** As a unit of work does: one that lost against another starts over. */
  async run(asked: Interval, orderId: number): Promise<void> {
    const tx = this as unknown as Tx;
    for (;;) {
      try {
        const [vehicle] = await freeVehicles(tx, asked, new Date(0), '1001');
        if (vehicle) await occupy(tx, vehicle, orderId, asked);
        await this.pass();
        this.store.occupations.push(...this.written);
        this.store.version = this.version ?? this.store.version;
        this.end();
        return;
      } catch (error) {
        this.end();
        if (!(error instanceof StaleWrite)) throw error;
      }
    }
  }

  async query(_sql: string, [end]: number[]): Promise<object[]> {
    await this.pass();
    const { version, occupations } = this.store;
    const last = [...occupations, ...this.written]
      .filter(({ startsAt }) => startsAt.getTime() < Number(end))
      .toSorted((a, b) => b.startsAt.getTime() - a.startsAt.getTime())[0];
    return [{ id: 1, product_id: '1001', version, busy_until: last?.endsAt.getTime() ?? null }];
  }

  /** The guarded update of the version waits for the lock of the row and compares with what is committed by then. */
  async execute(sql: string, [, version]: number[]): Promise<number> {
    await this.pass(true);
    if (version !== undefined && this.store.version !== version) return 0;
    this.store.lockedBy = this;
    if (sql.includes('version = version + 1')) this.version = this.store.version + 1;
    return 1;
  }

  async insert(row: object): Promise<void> {
    await this.pass();
    if (row instanceof Occupation) this.written.push(row);
  }

  private end(): void {
    if (this.store.lockedBy === this) this.store.lockedBy = undefined;
    this.written = [];
    this.version = undefined;
  }

  private pass(waitsForLock = false): Promise<void> {
    this.waitsForLock = waitsForLock;
    return new Promise((resolve) => {
      this.next = resolve;
    });
  }
}

/**
 * Two concurrent bookings of one vehicle must book it once, in every interleaving of the service's own statements: the simulation runs
 * transactions one after another.
 */
export async function booksOnce(): Promise<string | undefined> {
  let twice = 0;
  let count = 0;
  for (let choices: number[] | undefined = []; choices !== undefined; count += 1) {
    const { options, booked } = await schedule(choices);
    if (booked !== 1) twice += 1;
    choices = following(choices, options);
  }
  return twice === 0 ? undefined : `a vehicle is booked twice in ${twice} of ${count} interleavings`;
}

async function schedule(choices: readonly number[]): Promise<{ options: number[]; booked: number }> {
  const store: Store = { version: 1, occupations: [], lockedBy: undefined };
  const bookings = ASKED.map(() => new Booking(store));
  const all = Promise.all(bookings.map((booking, index) => booking.run(ASKED[index] ?? ASKED[0], index + 1)));
  const options: number[] = [];
  for (;;) {
    await turn();
    const runnable = bookings.filter(({ isRunnable }) => isRunnable);
    if (runnable.length === 0) break;
    const chosen = runnable[choices[options.length] ?? 0];
    options.push(runnable.length);
    const go = chosen?.next;
    if (chosen) chosen.next = undefined;
    go?.();
  }
  await all;
  return { options, booked: store.occupations.length };
}

/** The next choices in lexical order; undefined after the last ones. */
function following(choices: readonly number[], options: readonly number[]): number[] | undefined {
  const taken = options.map((_, step) => choices[step] ?? 0);
  const last = taken.findLastIndex((choice, step) => choice + 1 < (options[step] ?? 0));
  return last < 0 ? undefined : [...taken.slice(0, last), (taken[last] ?? 0) + 1];
}
