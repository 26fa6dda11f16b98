import type { OrderStatus } from '@carshare/events';
import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { TimeInvalid } from '../bookings/booking.errors.js';
import type { AgendaEntry, AgendaQuery, AgendaView } from './agenda.dto.js';
import { RisksQueries } from './risks.queries.js';

const DAY_MS = 86_400_000;
/** The most entries of one list. */
const MOST = 500;

const TO_BRING: readonly OrderStatus[] = ['Placed', 'Shipped'];
const TO_FETCH: readonly OrderStatus[] = ['InUse'];

interface Row {
  id: number;
  status: OrderStatus;
  product_id: string;
  model: string;
  qty: number;
  customer_id: string;
  vehicle_id: number | null;
  plate: string | null;
  place: string | null;
  agenda_at: number | string | null;
}

const ORDER_COLUMNS = 'o.id, o.status, o.product_id, c.model, o.qty, o.customer_id';

/** Reads the bookings that are due by `agenda_at`, so the bookings that have ended are not read. */
const bookingsIn = (statuses: readonly OrderStatus[]): string =>
  `SELECT ${ORDER_COLUMNS}, b.vehicle_id, v.plate, b.place, b.agenda_at FROM bookings b
   JOIN orders o ON o.id = b.order_id JOIN cars c ON c.product_id = o.product_id LEFT JOIN vehicles v ON v.id = b.vehicle_id
   WHERE b.agenda_at < ? AND o.status IN (${statuses.map(() => '?').join(', ')}) ORDER BY b.agenda_at, b.order_id LIMIT ${MOST}`;

/** One status at a time, which the index of status and id answers in the order of the list. */
const INSTANT_ORDERS = `SELECT ${ORDER_COLUMNS}, NULL AS vehicle_id, NULL AS plate, NULL AS place, NULL AS agenda_at FROM orders o
   JOIN cars c ON c.product_id = o.product_id WHERE o.status = ? AND o.vehicle_id IS NULL ORDER BY o.id DESC LIMIT ${MOST}`;

/** Reads which cars are to be brought and to be fetched. */
@Injectable()
export class AgendaQueries {
  constructor(
    private readonly reader: Reader,
    private readonly risks: RisksQueries,
  ) {}

  /** @throws {TimeInvalid} 422 when `to` is not after `from` */
  async list(query: AgendaQuery, now = new Date()): Promise<AgendaView> {
    const from = query.from === undefined ? now : new Date(query.from);
    const to = query.to === undefined ? new Date(from.getTime() + DAY_MS) : new Date(query.to);
    if (Number.isNaN(from.getTime())) throw new TimeInvalid('from', 'from must be a time of the calendar.');
    if (!(to > from)) throw new TimeInvalid('to', 'to must be after from.');
    const [bring, fetch] = [await this.entries(TO_BRING, to, now), await this.entries(TO_FETCH, to, now)];
    const atRisk = await this.risks.ordersAtRisk(to, now);
    return { bring: bring.map((entry) => ({ ...entry, isAtRisk: atRisk.has(entry.orderId) })), fetch };
  }

  private async entries(statuses: readonly OrderStatus[], to: Date, now: Date): Promise<AgendaEntry[]> {
    const bookings = await this.reader.query<Row>(bookingsIn(statuses), [to.getTime(), ...statuses]);
    const instant: Row[] = [];
    for (const status of statuses) instant.push(...(await this.reader.query<Row>(INSTANT_ORDERS, [status])));
    instant.sort((a, b) => b.id - a.id);
    return [...bookings, ...instant].slice(0, MOST).map((row) => toEntry(row, now));
  }
}

function toEntry(row: Row, now: Date): AgendaEntry {
  const { id, status, product_id, model, qty, customer_id, vehicle_id, plate, place } = row;
  const at = row.agenda_at === null ? null : new Date(Number(row.agenda_at));
  return {
    orderId: id,
    status,
    productId: product_id,
    model,
    qty,
    customerId: customer_id,
    vehicleId: vehicle_id,
    plate,
    place,
    at: at?.toISOString() ?? null,
    isLate: at !== null && at < now,
    isAtRisk: false,
  };
}
