import { setImmediate as turn } from 'node:timers/promises';
import { OperatorAction } from '@carshare/operations';
import { StaleWrite, type Dialect, type Tx } from '@carshare/persistence';
import { Block } from '../src/vehicles/block.entity.js';
import { Occupation, type Interval } from '../src/vehicles/occupation.entity.js';
import { Vehicle } from '../src/vehicles/vehicle.entity.js';

/** One row of the calendar: an occupation, or a block that occupations are made of. */
interface Row extends Interval {
  id: number;
  isBlock: boolean;
  vehicleId: number;
  orderId: number | null;
  blockId: number | null;
}

/** Rows by id; null for one that was deleted. */
type Rows = Map<number, Row | null>;

export const interval = (start: number, end: number): Interval => ({
  startsAt: new Date(start),
  endsAt: new Date(end),
});

/** The vehicles 1 and 2 with their calendars under READ COMMITTED: a statement sees what is committed and what its own transaction wrote. */
class Store {
  readonly versions = new Map([
    [1, 1],
    [2, 1],
  ]);
  /** The transaction that holds the lock of a vehicle's row. */
  readonly locks = new Map<number, Transaction>();
  readonly rows: Rows = new Map();
  ids = 0;
}

/** Where a transaction waits until the schedule lets its next statement run. */
interface Waiting {
  isBlocked: () => boolean;
  go: () => void;
}

/** Understands the statements that write calendars, and fails for any other. */
class Transaction {
  waiting: Waiting | undefined;
  private written: Rows = new Map();
  private raised = new Map<number, number>();

  constructor(
    private readonly store: Store,
    readonly dialect: Dialect,
  ) {}

  async find(entity: { prototype: object }, { id, orderId }: { id?: number; orderId?: number }): Promise<unknown> {
    if (entity !== Vehicle) {
      return Object.assign(Object.create(entity.prototype) as object, ORDER, { id: id ?? orderId });
    }
    await this.pass();
    return Object.assign(Vehicle.of('1001', ''), { id, version: this.store.versions.get(Number(id)) });
  }

  /** Orders and bookings are no part of the calendar. */
  update(): Promise<void> {
    return Promise.resolve();
  }

  async query(sql: string, parameters: number[]): Promise<object[]> {
    await this.pass();
    const [first = 0, second = 0, third = 0] = parameters;
    // No order of these tests is InUse.
    if (sql.startsWith('SELECT o.id, b.ends_at FROM occupations t')) return [];
    if (sql === VERSION) return [{ version: this.store.versions.get(first) }];
    if (sql.startsWith('SELECT v.id, v.product_id, v.version,')) {
      return [...this.store.versions].map(([id, version]) => {
        const before = this.occupations(id).findLast(({ startsAt }) => startsAt.getTime() < first);
        return { id, product_id: '1001', version, busy_until: before?.endsAt.getTime() ?? null };
      });
    }
    if (sql.startsWith('SELECT v.id, v.product_id, v.version FROM vehicles v')) {
      return [...this.store.versions].map(([id, version]) => ({ id, product_id: '1001', version }));
    }
    if (sql.startsWith('SELECT o.vehicle_id, o.starts_at, o.ends_at FROM (')) {
      return [...new Set(parameters.slice(1))].flatMap((id) =>
        this.occupations(id)
          .filter(({ startsAt }) => startsAt.getTime() < first)
          .slice(-1)
          .map(toRecord),
      );
    }
    if (sql.startsWith('SELECT v.id, v.version, (SELECT MIN(n.starts_at)')) {
      return this.visible(({ orderId }) => orderId === first).map(({ vehicleId, startsAt }) => {
        const next = this.occupations(vehicleId).find((one) => one.startsAt > startsAt);
        const version = this.store.versions.get(vehicleId);
        return { id: vehicleId, version, next_start: next?.startsAt.getTime() ?? null };
      });
    }
    if (sql.endsWith('FROM occupations WHERE order_id = ?')) {
      return this.visible(({ orderId }) => orderId === first).map(toRecord);
    }
    if (sql.includes('FROM occupations WHERE vehicle_id = ? AND starts_at < ? AND ends_at > ?')) {
      return this.occupations(first)
        .filter((one) => one.startsAt.getTime() < second && one.endsAt.getTime() > third)
        .map(toRecord);
    }
    if (sql.includes('FROM blocks WHERE vehicle_id = ? AND ends_at > ? AND starts_at < ?')) {
      const blocks = this.visible(({ isBlock, vehicleId }) => isBlock && vehicleId === first);
      return blocks.filter((one) => one.endsAt.getTime() > second && one.startsAt.getTime() < third).map(toRecord);
    }
    if (!sql.startsWith('SELECT ends_at FROM occupations')) throw new RangeError(`unknown statement: ${sql}`);
    return this.occupations(first)
      .filter(({ startsAt }) => startsAt.getTime() < second)
      .map(toRecord)
      .toReversed();
  }

  async execute(sql: string, parameters: number[]): Promise<number> {
    const [first = 0, second = 0, third = 0] = parameters;
    if (sql.startsWith('UPDATE vehicles SET version = version + 1')) return this.raise(first, parameters[1]);
    await this.pass();
    if (sql.startsWith('UPDATE vehicles SET out_order_id = NULL')) return 1;
    const column = { order_id: 'orderId', block_id: 'blockId', id: 'id' } as const;
    const deleted = /^DELETE FROM occupations WHERE (order_id|block_id|id) = \?$/.exec(sql)?.[1] as
      keyof typeof column | undefined;
    if (deleted) return this.change((row) => row[column[deleted]] === first, null);
    switch (sql) {
      case 'UPDATE occupations SET starts_at = ?, ends_at = ? WHERE order_id = ?':
        return this.change(({ orderId }) => orderId === third, interval(first, second));
      case 'UPDATE occupations SET ends_at = ? WHERE order_id = ?':
        return this.change(({ orderId }) => orderId === second, { endsAt: new Date(first) });
      case 'UPDATE occupations SET vehicle_id = ? WHERE order_id = ?':
        return this.change(({ orderId }) => orderId === second, { vehicleId: first });
      default:
        throw new RangeError(`unknown statement: ${sql}`);
    }
  }

  async insert(row: object): Promise<void> {
    // No transaction reads it, so it makes no interleaving of its own.
    if (row instanceof OperatorAction) return;
    await this.pass();
    const isBlock = row instanceof Block;
    if (!isBlock && !(row instanceof Occupation)) throw new RangeError(`unknown row: ${row.constructor.name}`);
    const id = (this.store.ids += 1);
    row.id = id;
    this.written.set(id, { orderId: null, blockId: null, ...row, id, isBlock });
  }

  async commit(): Promise<void> {
    await this.pass();
    for (const [id, row] of this.written) this.store.rows.set(id, row);
    for (const [id, version] of this.raised) this.store.versions.set(id, version);
    this.end();
  }

  end(): void {
    for (const [id, holder] of this.store.locks) if (holder === this) this.store.locks.delete(id);
    this.written = new Map();
    this.raised = new Map();
  }

  /** The guarded update waits for the row's lock and compares with the version that is committed by then. */
  private async raise(id: number, version: number | undefined): Promise<number> {
    await this.pass(() => (this.store.locks.get(id) ?? this) !== this);
    const current = this.raised.get(id) ?? this.store.versions.get(id) ?? 0;
    if (version !== undefined && current !== version) return 0;
    this.store.locks.set(id, this);
    this.raised.set(id, current + 1);
    return 1;
  }

  private occupations(vehicle: number): Row[] {
    const own = this.visible(({ isBlock, vehicleId }) => !isBlock && vehicleId === vehicle);
    return own.toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  }

  private visible(matches: (row: Row) => boolean): Row[] {
    return [...new Map([...this.store.rows, ...this.written]).values()].filter(
      (row) => row !== null && matches(row),
    ) as Row[];
  }

  private change(matches: (row: Row) => boolean, change: Partial<Row> | null): number {
    const found = this.visible((row) => !row.isBlock && matches(row));
    for (const row of found) this.written.set(row.id, change && { ...row, ...change });
    return found.length;
  }

  private pass(isBlocked = (): boolean => false): Promise<void> {
    return new Promise((resolve) => {
      this.waiting = { isBlocked, go: resolve };
    });
  }
}

/** The statement of a variant that reads the version apart from the calendar. */
export const VERSION = 'SELECT version FROM vehicles WHERE id = ?';

/** What the code reads of an order and of its booking. All have been placed for vehicle 1. */
const ORDER = {
  status: 'Placed',
  vehicleId: 1,
  productId: '1001',
  customerId: 'ann',
  currency: 'EUR',
  from: new Date(0),
  to: new Date(0),
};

function toRecord({ id, vehicleId, startsAt, endsAt, orderId, blockId }: Row): object {
  const [starts_at, ends_at] = [startsAt.getTime(), endsAt.getTime()];
  return { id, vehicle_id: vehicleId, starts_at, ends_at, order_id: orderId, block_id: blockId };
}

/** What one transaction does; `false` when there is nothing to commit. */
export type Work = (tx: Tx) => Promise<boolean>;

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

/** Transactions that run at the same time. */
export interface Scenario {
  /** The occupations of vehicle 1 before them, by order. */
  before?: [order: number, taken: Interval][];
  works: Work[];
  /** Whose statements they send; MySQL's when it is left out, since those are more. */
  dialect?: Dialect;
}

/** Runs the transactions in the order of the choices. @returns how many could run at each step, and what the calendars are then */
async function run(
  { before = [], works, dialect = 'mysql' }: Scenario,
  choices: readonly number[],
): Promise<{ options: number[]; outcome: string }> {
  const store = new Store();
  for (const [orderId, taken] of before) {
    const id = (store.ids += 1);
    store.rows.set(id, { ...taken, id, orderId, blockId: null, vehicleId: 1, isBlock: false });
  }
  const transactions = works.map(() => new Transaction(store, dialect));
  const progress = { isDone: false };
  const all = Promise.all(transactions.map((tx, index) => perform(tx, works[index] as Work))).then(
    () => (progress.isDone = true),
  );
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
  if (!progress.isDone && transactions.some(({ waiting }) => waiting)) return { options, outcome: 'deadlock' };
  await all;
  return { options, outcome: show(store.rows) };
}

/** Every interleaving of the transactions' statements. @returns how often each outcome came */
export async function enumerate(
  scenario: Scenario,
): Promise<{ interleavings: number; outcomes: Record<string, number> }> {
  const outcomes: Record<string, number> = {};
  let choices: number[] = [];
  for (let interleavings = 1; ; interleavings += 1) {
    const { options, outcome } = await run(scenario, choices);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    const taken = options.map((_, step) => choices[step] ?? 0);
    const last = taken.findLastIndex((choice, step) => choice + 1 < (options[step] ?? 0));
    if (last < 0) return { interleavings, outcomes };
    choices = [...taken.slice(0, last), (taken[last] ?? 0) + 1];
  }
}

/** The occupations by vehicle and time, as `order:start-end`; those of vehicle 2 after a bar, those of a block with `block`. */
function show(rows: Rows): string {
  const calendars = [1, 2].map((vehicle) =>
    [...rows.values()]
      .flatMap((row) => (row && !row.isBlock && row.vehicleId === vehicle ? [row] : []))
      .toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime() || Number(a.orderId) - Number(b.orderId))
      .map(({ orderId, startsAt, endsAt }) => `${orderId ?? 'block'}:${startsAt.getTime()}-${endsAt.getTime()}`)
      .join(' '),
  );
  return calendars.join(calendars[1] === '' ? '' : ' | ').trim();
}

/** Whether an outcome of {@link enumerate} has two occupations of one vehicle that overlap. */
export function isDoubleBooked(outcome: string): boolean {
  return outcome.split('|').some((calendar) => {
    const ends = [...calendar.matchAll(/:(\d+)-(\d+)/g)].map(([, start, end]) => [Number(start), Number(end)] as const);
    return ends.some(([start], index) => index > 0 && start < (ends[index - 1]?.[1] ?? 0));
  });
}
