import type { Database } from './database.ts';
import type { LoggedEvent, LogIndex } from './log-index.ts';
import { inMinorUnits, type AmountColumns } from './minor-units.ts';
import type { ServiceName } from './options.ts';
import type {
  AdjustmentRow,
  BookingRow,
  ChangeRow,
  DeliveryRow,
  LedgerRow,
  OccupationRow,
  OrderRow,
  OutRow,
  OwedRow,
  PageRow,
  PaymentRow,
  SettlementRow,
} from './rows.ts';

/** Orders are read in ranges of this many ids, so that memory does not grow with their number. */
const RANGE = 5_000;

/** All data of one order, from four databases and the log. */
export interface OrderCase {
  id: number;
  order?: OrderRow;
  booking?: BookingRow;
  occupation?: OccupationRow;
  /** The vehicle that the customer has now, as order knows it. */
  out?: OutRow;
  /** Its extensions and its settlement, as order knows them. */
  changes: ChangeRow[];
  settlement?: SettlementRow;
  owed?: OwedRow;
  payment?: PaymentRow;
  /** The same money as payment knows it. */
  adjustments: AdjustmentRow[];
  ledger: LedgerRow[];
  /** A refund is open: neither the provider nor an operator has settled it. */
  refundIsOpen: boolean;
  delivery?: DeliveryRow;
  page?: PageRow;
  events: readonly LoggedEvent[];
  /** Changed so recently that steps may still be in progress. */
  underWay: boolean;
}

export type Databases = Record<ServiceName, Database>;

/** Every order in any database or in the log, ordered by id. */
export async function* orderCases(
  databases: Databases,
  log: LogIndex,
  now: number,
  grace: number,
): AsyncGenerator<OrderCase> {
  for (let from = 0; ; from += RANGE) {
    const next = await nextOrder(databases, log, from);
    if (next === undefined) return;
    from = next - 1;
    yield* range(databases, log, from, from + RANGE, now - grace);
  }
}

/** The smallest id above the given one. Ids may be sparse, because another publisher chooses its own order ids. */
async function nextOrder(databases: Databases, log: LogIndex, after: number): Promise<number | undefined> {
  const ids = await Promise.all([
    databases.order.number(`SELECT MIN(id) AS n FROM orders WHERE id > ${after}`),
    databases.payment.number(`SELECT MIN(order_id) AS n FROM payments WHERE order_id > ${after}`),
    databases.payment.number(`SELECT MIN(order_id) AS n FROM ledger WHERE order_id > ${after}`),
    databases.delivery.number(`SELECT MIN(order_id) AS n FROM deliveries WHERE order_id > ${after}`),
    databases.customerpage.number(`SELECT MIN(order_id) AS n FROM customerpages WHERE order_id > ${after}`),
  ]);
  const known = [...ids.filter((id) => id > after), log.nextOrder(after) ?? Infinity];
  const next = Math.min(...known);
  return next === Infinity ? undefined : next;
}

async function* range(
  databases: Databases,
  log: LogIndex,
  from: number,
  to: number,
  settledBefore: number,
): AsyncGenerator<OrderCase> {
  const within = (column: string): string => `WHERE ${column} > ${from} AND ${column} <= ${to}`;
  // Reads the read model first and the order last: later reads may be ahead of earlier ones, never behind them.
  const pages = byOrder(
    await databases.customerpage
      .rows<PageRow & { amount_minor: number | null }>(`SELECT * FROM customerpages ${within('order_id')}`)
      .then((rows) =>
        rows.map((page) => (page.amount === null ? page : inMinorUnits({ ...page, amount: page.amount }))),
      ),
  );
  const deliveries = byOrder(
    await databases.delivery.rows<DeliveryRow>(
      `SELECT id, order_id, status, vehicle_id, out_vehicle_id, return_at, updated_at, due_at FROM deliveries ${within('order_id')}`,
    ),
  );
  const payments = byOrder(
    await databases.payment
      .rows<PaymentRow & AmountColumns>(
        `SELECT id, order_id, amount, amount_minor, currency, status, fee_minor AS fee, updated_at FROM payments ${within('order_id')}`,
      )
      .then((rows) => rows.map(inMinorUnits)),
  );
  const ledger = await databases.payment
    .rows<LedgerRow & AmountColumns>(
      `SELECT id, order_id, kind, amount, amount_minor, currency, entry_key FROM ledger ${within('order_id')} ORDER BY id`,
    )
    .then((rows) => rows.map(inMinorUnits));
  const open = await databases.payment.rows<{ order_id: number }>(
    `SELECT order_id FROM refunds ${within('order_id')} AND status IN ('Requested', 'Pending', 'Refused')`,
  );
  const adjustments = await databases.payment.rows<AdjustmentRow>(
    `SELECT order_id, number, kind, amount_minor AS amount, reason, status FROM payment_adjustments ${within('order_id')} ORDER BY number`,
  );
  const owed = await databases.order.rows<OwedRow>(
    `SELECT order_id, amount_minor AS amount, status FROM owed_amounts ${within('order_id')}`,
  );
  const settlements = await databases.order.rows<SettlementRow>(
    `SELECT order_id, late_minor AS late, distance_minor AS distance, early_minor AS early FROM settlements ${within('order_id')}`,
  );
  const changes = await databases.order.rows<ChangeRow>(
    `SELECT order_id, number, reason, kind, status, amount_minor AS amount, to_end FROM adjustments ${within('order_id')} ORDER BY number`,
  );
  const occupations = await databases.order.rows<OccupationRow>(
    `SELECT order_id, vehicle_id, starts_at, ends_at FROM occupations ${within('order_id')}`,
  );
  const bookings = await databases.order.rows<BookingRow>(
    `SELECT order_id, vehicle_id, starts_at, ends_at, fee_minor AS fee, overdue_at FROM bookings ${within('order_id')}`,
  );
  const out = await databases.order.rows<OutRow>(
    `SELECT out_order_id AS order_id, id AS vehicle_id FROM vehicles ${within('out_order_id')}`,
  );
  const orders = await databases.order
    .rows<OrderRow & AmountColumns>(
      `SELECT id, product_id, qty, status, amount, amount_minor, currency, customer_id, vehicle_id, created_at, updated_at FROM orders ${within('id')}`,
    )
    .then((rows) => rows.map(inMinorUnits));
  const cases = new Map<number, OrderCase>();
  const caseOf = (id: number): OrderCase => {
    const known = cases.get(id);
    if (known) return known;
    const empty = { changes: [], adjustments: [], ledger: [], refundIsOpen: false };
    const made: OrderCase = { id, ...empty, events: log.of(id), underWay: false };
    cases.set(id, made);
    return made;
  };
  for (const order of orders) caseOf(order.id).order = order;
  for (const booking of bookings) caseOf(booking.order_id).booking = booking;
  for (const occupation of occupations) caseOf(occupation.order_id).occupation = occupation;
  for (const vehicle of out) caseOf(vehicle.order_id).out = vehicle;
  for (const change of changes) caseOf(change.order_id).changes.push(change);
  for (const settlement of settlements) caseOf(settlement.order_id).settlement = settlement;
  for (const row of owed) caseOf(row.order_id).owed = row;
  for (const adjustment of adjustments) caseOf(adjustment.order_id).adjustments.push(adjustment);
  for (const [id, payment] of payments) caseOf(id).payment = payment;
  for (const [id, delivery] of deliveries) caseOf(id).delivery = delivery;
  for (const [id, page] of pages) caseOf(id).page = page;
  for (const entry of ledger) caseOf(entry.order_id).ledger.push(entry);
  for (const refund of open) caseOf(refund.order_id).refundIsOpen = true;
  for (const id of log.ordersWithin(from, to)) caseOf(id);
  for (const found of [...cases.values()].sort((a, b) => a.id - b.id)) {
    found.underWay = latest(found) > settledBefore;
    yield found;
  }
}

function byOrder<T extends { order_id: number }>(rows: T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.order_id, row]));
}

function latest({ order, payment, delivery, events }: OrderCase): number {
  return Math.max(
    order?.updated_at ?? 0,
    payment?.updated_at ?? 0,
    delivery?.updated_at ?? 0,
    ...events.map((event) => event.time),
  );
}
