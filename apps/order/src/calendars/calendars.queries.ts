import { Reader } from '@carshare/persistence';
import { Injectable } from '@nestjs/common';
import { OrderConfig } from '../app.config.js';
import { Vehicle } from '../vehicles/vehicle.entity.js';
import { blockEntries, type BlockRow } from './block-entries.js';
import { customerEntries, readFrom, vehicleEntries, type BookingRow } from './booking-entries.js';
import { CalendarFeed } from './calendar-feed.entity.js';
import { TEXTS, type CalendarTexts } from './calendar-texts.js';
import { hashOf } from './calendar-token.js';
import { toICalendar } from './calendar.js';
import { CalendarNotFound } from './calendar.errors.js';

/** The most bookings, and the most blocks, of one calendar. */
const MOST = 500;

const COLUMNS = `o.id, o.status, c.model, b.starts_at, b.ends_at, o.updated_at, o.version AS order_version, b.version AS booking_version`;

/** The newest orders first, by the index of customer and id. */
const OF_CUSTOMER = `SELECT ${COLUMNS} FROM orders o JOIN bookings b ON b.order_id = o.id JOIN cars c ON c.product_id = o.product_id
  WHERE o.customer_id = ? AND b.ends_at > ? ORDER BY o.id DESC LIMIT ${MOST}`;

/** The last to end first, by the index of vehicle and end. */
const OF_VEHICLE = `SELECT ${COLUMNS} FROM bookings b JOIN orders o ON o.id = b.order_id JOIN cars c ON c.product_id = o.product_id
  WHERE b.vehicle_id = ? AND b.ends_at > ? ORDER BY b.ends_at DESC LIMIT ${MOST}`;

const BLOCKS = `SELECT id, starts_at, ends_at, created_at, reason FROM blocks WHERE vehicle_id = ? AND ends_at > ?
  ORDER BY ends_at DESC LIMIT ${MOST}`;

/** Reads private calendars. Reading writes nothing: a client that looks every few minutes changes no booking. */
@Injectable()
export class CalendarsQueries {
  constructor(
    private readonly reader: Reader,
    private readonly config: OrderConfig,
  ) {}

  /**
   * @param file the token with `.ics`
   * @returns the calendar as iCalendar
   * @throws {CalendarNotFound} 404
   */
  async calendar(file: string, now = new Date()): Promise<string> {
    const [, token] = /^(.+)\.ics$/.exec(file) ?? [];
    const feed = token === undefined ? undefined : await this.reader.find(CalendarFeed, { tokenHash: hashOf(token) });
    if (!feed) throw new CalendarNotFound();
    const { customerId, vehicleId, language } = feed;
    if (customerId !== null) return this.ofCustomer(customerId, TEXTS[language], now);
    const vehicle = vehicleId === null ? undefined : await this.reader.find(Vehicle, { id: vehicleId });
    if (!vehicle) throw new CalendarNotFound();
    return this.ofVehicle(vehicle, TEXTS[language], now);
  }

  private async ofCustomer(customerId: string, texts: CalendarTexts, now: Date): Promise<string> {
    const rows = await this.reader.query<BookingRow>(OF_CUSTOMER, [customerId, readFrom(now)]);
    return toICalendar(texts.customerCalendar, this.systemId, customerEntries(rows, texts, now));
  }

  private async ofVehicle({ id, plate }: Vehicle, texts: CalendarTexts, now: Date): Promise<string> {
    const bookings = await this.reader.query<BookingRow>(OF_VEHICLE, [id, readFrom(now)]);
    const blocks = await this.reader.query<BlockRow>(BLOCKS, [id, readFrom(now)]);
    const entries = [...vehicleEntries(bookings, texts, now), ...blockEntries(blocks)];
    return toICalendar(texts.vehicleCalendar(plate), this.systemId, entries);
  }

  private get systemId(): string {
    return this.config.gbfs.GBFS_SYSTEM_ID;
  }
}
