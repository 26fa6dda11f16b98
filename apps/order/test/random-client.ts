import { eventsOf, type Answer } from '@carshare/testing';
import { HOUR_MS } from './fleet.js';
import type { OrderService } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

/** A pseudo-random generator of numbers in [0, 1): mulberry32, with a period of 2^32. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Rental {
  id: number;
  /** Absent for an instant order. */
  vehicleId?: number;
  from: number;
  to: number;
}

/** What all clients share: the state that the delivery service would hold, and what is expected of the orders. */
export interface World {
  shop: OrderService;
  /** The first start of a booking. */
  start: number;
  /** The range of the starts, in hours. */
  rangeHours: number;
  /** The vehicles that a customer has. Delivery hands no vehicle over twice. */
  out: Set<number>;
  /** The status that each order reaches when its events have been consumed. */
  expected: Map<number, string>;
  /** When the cars came back, by order id. */
  returnedAt: Map<number, number>;
  /** The answers, counted by action, status and code. */
  answers: Map<string, number>;
}

/** A random period of whole hours. */
export function randomPeriod({ start, rangeHours }: World, random: () => number): { from: string; to: string } {
  const from = start + Math.floor(random() * rangeHours) * HOUR_MS;
  const to = from + (1 + Math.floor(random() * 12)) * HOUR_MS;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** Sends one request at a time; events of its orders arrive while other clients send theirs. */
export class RandomClient {
  private placed: Rental[] = [];
  private inUse: Rental[] = [];
  private blockId: number | undefined;

  constructor(
    private readonly world: World,
    private readonly name: string,
    private readonly random: () => number,
  ) {}

  async act(): Promise<void> {
    const dice = this.random();
    if (dice < 0.5) await this.book();
    else if (dice < 0.6) await this.order();
    else if (dice < 0.7) await this.cancel();
    else if (dice < 0.82) await this.handOver();
    else if (dice < 0.94) await this.takeBack();
    else if (dice < 0.96) await this.moveVehicle();
    else if (dice < 0.98) await this.reassign();
    else await this.block();
  }

  private async book(): Promise<void> {
    const period = randomPeriod(this.world, this.random);
    const answer = await this.send('book', 'post', '/orders', { productId: '1001', qty: 1, ...period });
    if (answer.status === 201) this.established(answer, Date.parse(period.from), Date.parse(period.to));
  }

  private async order(): Promise<void> {
    const answer = await this.send('order', 'post', '/orders', { productId: '1001', qty: 1 + this.below(2) });
    if (answer.status === 201) this.established(answer, Date.now(), Date.now());
  }

  /** The cancellation reaches the delivery before the hand-over, or after it. */
  private async cancel(): Promise<void> {
    const rental = this.take(this.placed);
    if (!rental) return;
    const answer = await this.send('cancel', 'delete', `/orders/${rental.id}`);
    if (answer.status !== 202) return;
    if (this.random() < 0.3 && this.isFree(rental)) return this.publishHandOver(rental);
    this.world.expected.set(rental.id, 'Cancelled');
    await this.publish(eventsOf(rental.id)['payCancelled']!);
  }

  private async handOver(): Promise<void> {
    const rental = this.take(this.placed);
    if (!rental) return;
    if (this.isFree(rental)) await this.publishHandOver(rental);
    else this.placed.push(rental);
  }

  /** The car comes back before the booking begins, within it, or after its end. */
  private async takeBack(): Promise<void> {
    const rental = this.take(this.inUse);
    if (!rental) return;
    const { id, vehicleId, from, to } = rental;
    const at = [Date.now(), from + this.random() * (to - from), to + this.random() * 8 * HOUR_MS][this.below(3)] ?? 0;
    this.world.expected.set(id, 'Completed');
    this.world.returnedAt.set(id, Math.floor(at));
    await this.publish(returned(id, Math.floor(at)));
    if (vehicleId !== undefined) this.world.out.delete(vehicleId);
  }

  private async reassign(): Promise<void> {
    const rental = this.placed[this.below(this.placed.length)];
    if (rental?.vehicleId === undefined) return;
    const vehicles = await this.world.shop.service.list('/vehicles?size=200');
    const vehicleId = Number(vehicles[this.below(vehicles.length)]?.['id']);
    const answer = await this.send('reassign', 'post', `/orders/${rental.id}/vehicle`, { vehicleId });
    if (answer.status === 200) rental.vehicleId = vehicleId;
  }

  /** Ends the client's own block, or blocks a vehicle that no booking has. */
  private async block(): Promise<void> {
    if (this.blockId !== undefined) {
      await this.send('unblock', 'delete', `/blocks/${this.blockId}`);
      this.blockId = undefined;
      return;
    }
    const vehicles = await this.world.shop.service.list('/vehicles?size=200');
    const period = { ...randomPeriod(this.world, this.random), reason: 'brakes' };
    const path = `/vehicles/${String(vehicles[this.below(vehicles.length)]?.['id'])}/blocks`;
    const { status, body } = await this.send('block', 'post', path, period);
    if (status === 201) this.blockId = Number(body['id']);
  }

  private async moveVehicle(): Promise<void> {
    if (this.random() < 0.5) {
      const plate = `R-${this.name} ${Date.now()}${this.below(1_000_000)}`;
      await this.send('add', 'post', '/vehicles', { productId: '1001', plate, fromStock: true });
      return;
    }
    const vehicles = await this.world.shop.service.list('/vehicles?size=200');
    const vehicle = vehicles[this.below(vehicles.length)];
    const state = vehicle?.['state'] === 'Pool' ? 'InService' : 'Pool';
    await this.send('move', 'patch', `/vehicles/${String(vehicle?.['id'])}`, { state });
  }

  private established({ body }: Answer, from: number, to: number): void {
    const id = Number(body['id']);
    const vehicleId = body['vehicleId'] === undefined ? {} : { vehicleId: Number(body['vehicleId']) };
    this.world.expected.set(id, 'Placed');
    this.placed.push({ id, from, to, ...vehicleId });
  }

  private isFree({ vehicleId }: Rental): boolean {
    return vehicleId === undefined || !this.world.out.has(vehicleId);
  }

  private async publishHandOver(rental: Rental): Promise<void> {
    if (rental.vehicleId !== undefined) this.world.out.add(rental.vehicleId);
    this.world.expected.set(rental.id, 'InUse');
    this.inUse.push(rental);
    await this.publish(handedOver(rental.id));
  }

  private async send(action: string, method: 'post' | 'patch' | 'delete', path: string, body = {}): Promise<Answer> {
    const { service } = this.world.shop;
    const answer = await (method === 'delete' ? service.delete(path) : service[method](path, body));
    const { code } = answer.body;
    const key = [action, answer.status, ...(typeof code === 'string' ? [code] : [])].join(' ');
    this.world.answers.set(key, (this.world.answers.get(key) ?? 0) + 1);
    return answer;
  }

  private async publish(...messages: ReturnType<typeof returned>[]): Promise<void> {
    await this.world.shop.service.log.publish(messages);
  }

  private take(from: Rental[]): Rental | undefined {
    return from.splice(this.below(from.length), 1)[0];
  }

  private below(bound: number): number {
    return Math.floor(this.random() * bound);
  }
}
