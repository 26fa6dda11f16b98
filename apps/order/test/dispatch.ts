import { expect } from '@jest/globals';
import { eventually, type Answer, type PublishedEvent } from '@carshare/testing';
import { booking, hours, HOUR_MS } from './fleet.js';
import type { OrderService } from './order-service.js';
import type { returned } from './rental-events.js';

/** What the tests of blocks, moves and lateness share. */
export class Dispatch {
  constructor(readonly shop: OrderService) {}

  /** Books a vehicle. @returns the id of the order */
  async book(from: number, to: number, vehicleId?: number): Promise<number> {
    const more = vehicleId === undefined ? {} : { vehicleId };
    const { status, body } = await this.shop.service.post('/orders', booking(from, to, more));
    expect([status, body['code']]).toEqual([201, undefined]);
    return Number(body['id']);
  }

  /** Whether the vehicle can be booked: a booking that succeeds is removed. */
  async isFree(vehicleId: number, from: number, to: number): Promise<boolean> {
    const { status, body } = await this.shop.service.post('/orders', booking(from, to, { vehicleId }));
    if (status !== 201) return false;
    for (const [table, column] of [
      ['occupations', 'order_id'],
      ['bookings', 'order_id'],
      ['orders', 'id'],
    ]) {
      await this.shop.service.execute(`DELETE FROM ${table} WHERE ${column} = ?`, [body['id']]);
    }
    return true;
  }

  block(vehicleId: number, from: number, to: number, more: object = {}): Promise<Answer> {
    const times = { from: hours(from), to: hours(to) };
    return this.shop.service.post(`/vehicles/${vehicleId}/blocks`, { ...times, reason: 'brakes', ...more });
  }

  move(orderId: number, vehicleId: number, more: object = {}): Promise<Answer> {
    return this.shop.service.post(`/orders/${orderId}/vehicle`, { vehicleId, ...more });
  }

  /** What operators have recorded of a vehicle or an order, the oldest first. */
  actions(subject: string): Promise<object[]> {
    const columns = 'operator, action, reason, outcome';
    return this.shop.service.rows(`SELECT ${columns} FROM operator_actions WHERE subject = '${subject}' ORDER BY id`);
  }

  publish(...messages: ReturnType<typeof returned>[]): Promise<void> {
    return this.shop.service.log.publish(messages);
  }

  becomes(id: number, status: string): Promise<void> {
    return eventually(async () => expect(await this.shop.status(id)).toBe(status));
  }

  async published(id: number, type: string): Promise<PublishedEvent[]> {
    return (await this.shop.service.history()).filter((event) => event.id === id && event.eventType === type);
  }

  /** The time of a vehicle, in hours as in {@link hours}: `order 7: 0-9`, `block: 9-12`. */
  async calendar(vehicleId: number): Promise<string[]> {
    const start = new Date(hours(0)).getTime();
    const rows = await this.shop.service.rows<{
      order_id: number | null;
      starts_at: number | string;
      ends_at: number | string;
    }>(`SELECT order_id, starts_at, ends_at FROM occupations WHERE vehicle_id = ${vehicleId} ORDER BY starts_at`);
    const hour = (time: number | string): number => Math.round(((Number(time) - start) / HOUR_MS) * 10) / 10;
    return rows.map(
      ({ order_id, starts_at, ends_at }) =>
        `${order_id === null ? 'block' : `order ${order_id}`}: ${hour(starts_at)}-${hour(ends_at)}`,
    );
  }

  async vehicle(id: number): Promise<Record<string, unknown>> {
    return (await this.shop.service.get(`/vehicles/${id}`)).body;
  }

  async order(id: number): Promise<Record<string, unknown>> {
    return (await this.shop.service.get(`/orders/${id}`)).body;
  }

  /** Pairs of occupations of one vehicle that overlap. */
  overlaps(): Promise<unknown[]> {
    return this.shop.service.rows(
      'SELECT a.id FROM occupations a JOIN occupations b ON a.vehicle_id = b.vehicle_id AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at',
    );
  }

  async clear(): Promise<void> {
    for (const table of ['occupations', 'blocks', 'bookings', 'vehicles', 'orders', 'operator_actions']) {
      await this.shop.service.execute(`DELETE FROM ${table}`);
    }
  }
}
