import { expect } from '@jest/globals';
import { eventsOf, eventually } from '@carshare/testing';
import type { OrderService } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Changes the fleet one step at a time; afterwards nothing is under way. */
export class QuietFleet {
  /** How often each change was made. */
  readonly changes = new Map<string, number>();
  private placed: number[] = [];
  private inUse: number[] = [];
  private readonly blocks: number[] = [];

  constructor(
    private readonly shop: OrderService,
    private readonly random: () => number,
  ) {}

  booked(id: number): void {
    this.placed.push(id);
  }

  /** Cancels most bookings, and makes some other changes. */
  async change(): Promise<void> {
    await this.cancel();
    for (let step = 0; step < 3; step += 1) {
      const dice = Math.floor(this.random() * 6);
      if (dice === 0) await this.rent();
      else if (dice === 1) await this.takeBack();
      else if (dice === 2) await this.pause();
      else if (dice === 3) await this.block();
      else if (dice === 4) await this.unblock();
      else await this.beLate();
    }
  }

  private async cancel(): Promise<void> {
    const cancelled = this.placed.filter(() => this.random() < 0.8);
    this.placed = this.placed.filter((id) => !cancelled.includes(id));
    for (const id of cancelled) {
      const { body } = await this.shop.service.get(`/orders/${id}/cancellation`);
      await this.shop.service.delete(`/orders/${id}?expectedFee=${String(body['fee'])}`);
      await this.shop.service.log.publish([eventsOf(id)['payCancelled']!]);
    }
    for (const id of cancelled) await this.becomes(id, 'Cancelled');
    this.count('cancelled', cancelled.length);
  }

  /** A booking that begins as soon as possible is handed over: its time in the calendar has begun. */
  private async rent(): Promise<void> {
    const from = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + 31 * MINUTE_MS;
    const to = from + (1 + Math.floor(this.random() * 40)) * HOUR_MS;
    const period = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
    const { status, body } = await this.shop.service.post('/orders', { productId: '1001', qty: 1, ...period });
    if (status !== 201) return;
    const id = Number(body['id']);
    await this.shop.service.log.publish([handedOver(id)]);
    await this.becomes(id, 'InUse');
    this.inUse.push(id);
    this.count('rented', 1);
  }

  private async takeBack(): Promise<void> {
    const [id] = this.inUse.splice(Math.floor(this.random() * this.inUse.length), 1);
    if (id === undefined) return;
    await this.shop.service.log.publish([returned(id)]);
    await this.becomes(id, 'Completed');
    this.count('returned', 1);
  }

  private async pause(): Promise<void> {
    const vehicles = await this.shop.service.list('/vehicles');
    const vehicle = vehicles[Math.floor(this.random() * vehicles.length)];
    const state = vehicle?.['state'] === 'InService' ? 'OutOfService' : 'InService';
    // One is in service at all times, so that something is free.
    if (state === 'OutOfService' && vehicles.filter((one) => one['state'] === 'InService').length < 2) return;
    const { status } = await this.shop.service.patch(`/vehicles/${String(vehicle?.['id'])}`, { state });
    expect(status).toBe(200);
    this.count(state, 1);
  }

  /** Blocks a vehicle where no booking is in the way. */
  private async block(): Promise<void> {
    const vehicles = await this.shop.service.list('/vehicles');
    const vehicleId = String(vehicles[Math.floor(this.random() * vehicles.length)]?.['id']);
    const from = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS + Math.floor(this.random() * 9 * 24 * 60) * MINUTE_MS;
    const to = from + Math.floor((1 + this.random() * 20) * 60) * MINUTE_MS;
    const block = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), reason: 'workshop' };
    const { status, body } = await this.shop.service.post(`/vehicles/${vehicleId}/blocks`, block);
    expect([201, 409]).toContain(status);
    if (status !== 201) return;
    this.blocks.push(Number(body['id']));
    this.count('blocked', 1);
  }

  private async unblock(): Promise<void> {
    const id = this.blocks.shift();
    if (id === undefined) return;
    expect((await this.shop.service.delete(`/blocks/${id}`)).status).toBe(204);
    this.count('unblocked', 1);
  }

  /** A car that is out becomes late: it had to be back an hour ago. */
  private async beLate(): Promise<void> {
    const sql = 'UPDATE vehicles SET due_at = ? WHERE out_order_id IS NOT NULL';
    this.count('late', await this.shop.service.execute(sql, [Date.now() - HOUR_MS]));
  }

  private async becomes(id: number, status: string): Promise<void> {
    await eventually(async () => expect([id, await this.shop.status(id)]).toEqual([id, status]));
  }

  private count(change: string, times: number): void {
    this.changes.set(change, (this.changes.get(change) ?? 0) + times);
  }
}
