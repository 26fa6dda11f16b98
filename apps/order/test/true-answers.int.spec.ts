import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Dispatch } from './dispatch.js';
import { addVehicles, hours, HOUR_MS } from './fleet.js';
import { OrderService } from './order-service.js';
import { randomOf } from './random-client.js';
import { handedOver, returned } from './rental-events.js';

const CHECKS = Number(process.env['RANDOM_CHECKS'] ?? 300);
/** From so many checks on, every change of the fleet is sure to have happened. */
const THOROUGH = 2_000;
const VEHICLES = 4;
/** Checks between two changes of the fleet. */
const CHECKS_PER_CHANGE = 4;
/** Bookings that are open at a time; one more is cancelled by the test, so that some time is always free. */
const MOST_BOOKINGS = 24;
const RANGE_HOURS = 120;

interface Window {
  from: string;
  to: string;
}

describe('G1, at a quiet moment', () => {
  let shop: OrderService;
  let desk: Dispatch;
  let vehicles: number[];
  const seed = Number(process.env['RANDOM_SEED'] ?? Date.now() % 1_000_000);
  const random = randomOf(seed);
  const below = (bound: number): number => Math.floor(random() * bound);
  const placed: number[] = [];
  const inUse: number[] = [];
  const blocks: number[] = [];
  const done = new Map<string, number>();

  beforeAll(async () => {
    shop = await OrderService.start();
    desk = new Dispatch(shop);
    vehicles = await addVehicles(shop, VEHICLES);
  });
  afterAll(async () => {
    await shop.stop();
  });

  const take = (from: number[]): number | undefined => from.splice(below(from.length), 1)[0];
  const anyVehicle = (): number => vehicles[below(vehicles.length)] ?? 0;
  const count = (what: string): number => done.set(what, (done.get(what) ?? 0) + 1).size;

  /** Each returns whether it has changed anything. */
  const changes: Record<string, () => Promise<boolean>> = {
    block: async () => {
      const from = below(RANGE_HOURS);
      const { status, body } = await desk.block(anyVehicle(), from, from + 1 + below(30), { displace: random() < 0.3 });
      if (status === 201) blocks.push(Number(body['id']));
      return status === 201;
    },
    unblock: async () => {
      const block = take(blocks);
      return block !== undefined && (await shop.service.delete(`/blocks/${block}`)).status === 204;
    },
    move: async () => (await desk.move(placed[below(placed.length)] ?? 0, anyVehicle())).status === 200,
    handOver: async () => {
      const order = take(placed);
      if (order === undefined || (await shop.status(order)) !== 'Placed') return false;
      const { vehicleId } = await desk.order(order);
      if ((await desk.vehicle(Number(vehicleId)))['outOrderId'] !== null) return (placed.push(order), false);
      // Delivery names the vehicle that has left; sometimes it is another one than planned.
      const left = random() < 0.8 ? Number(vehicleId) : anyVehicle();
      if ((await desk.vehicle(left))['outOrderId'] !== null) return (placed.push(order), false);
      await desk.publish(handedOver(order, Date.now(), { vehicleId: left }));
      await desk.becomes(order, 'InUse');
      inUse.push(order);
      return true;
    },
    return: async () => {
      const order = take(inUse);
      if (order === undefined) return false;
      const at = Date.now() + below(RANGE_HOURS) * HOUR_MS * random();
      await desk.publish(returned(order, Math.floor(at), { damaged: random() < 0.1 }));
      await desk.becomes(order, 'Completed');
      return true;
    },
    late: async () => {
      const order = inUse[below(inUse.length)];
      if (order === undefined) return false;
      const due = Date.now() - below(30) * 60_000;
      return (await shop.service.execute('UPDATE vehicles SET due_at = ? WHERE out_order_id = ?', [due, order])) === 1;
    },
    pause: async () => {
      const state = random() < 0.4 ? 'OutOfService' : 'InService';
      return (await shop.service.patch(`/vehicles/${anyVehicle()}`, { state })).status === 200;
    },
    repair: async () => {
      for (const id of vehicles) await shop.service.patch(`/vehicles/${id}`, { state: 'InService' });
      return true;
    },
  };

  /** The list, the quote and the windows agree, and a booking succeeds exactly where they say so. */
  async function check(): Promise<boolean> {
    const start = below(RANGE_HOURS);
    const [from, to] = [hours(start), hours(start + 1 + below(12))].map((time) => new Date(time).toISOString());
    const query = `from=${from}&to=${to}`;
    const cars = await shop.service.list(`/cars?${query}`);
    const available = Number(cars.find(({ productId }) => productId === '1001')?.['available']);
    const quote = (await shop.service.get(`/cars/1001/quote?${query}`)).body['available'];
    const range = `from=${hours(0)}&to=${hours(RANGE_HOURS + 24)}`;
    const windows = (await shop.service.get(`/cars/1001/availability?${range}`)).body['windows'] as Window[];
    const isInWindow = windows.some((window) => window.from <= String(from) && String(to) <= window.to);
    const answer = await shop.service.post('/orders', { productId: '1001', qty: 1, from, to });
    const isFree = answer.status === 201;
    expect([seed, from, to, available > 0, quote, isInWindow, answer.status]).toEqual([
      seed,
      from,
      to,
      isFree,
      available,
      isFree,
      isFree ? 201 : 409,
    ]);
    if (isFree) placed.push(Number(answer.body['id']));
    return isFree;
  }

  /** Removes a booking as if it had never been, so that the calendar does not fill up. */
  async function forget(): Promise<void> {
    while (placed.length > MOST_BOOKINGS) {
      const order = take(placed) ?? 0;
      if ((await shop.status(order)) !== 'Placed') continue;
      const { vehicleId } = await desk.order(order);
      await shop.service.execute('DELETE FROM occupations WHERE order_id = ?', [order]);
      await shop.service.execute('UPDATE vehicles SET version = version + 1 WHERE id = ?', [vehicleId]);
      await shop.service.execute("UPDATE orders SET status = 'Refused' WHERE id = ?", [order]);
    }
  }

  it(`what is free can be booked, and nothing else: ${CHECKS} checks with blocks, moves, returns and late cars`, async () => {
    const names = Object.keys(changes);
    let free = 0;
    for (let checks = 1; checks <= CHECKS; checks += 1) {
      if (checks % CHECKS_PER_CHANGE === 0) {
        const name = names[below(names.length)] ?? '';
        if (await changes[name]?.()) count(name);
        await forget();
      }
      if (await check()) free += 1;
    }
    expect(await desk.overlaps()).toEqual([]);
    if (process.env['RANDOM_CHECKS']) console.log(`seed ${seed}: ${free} of ${CHECKS} free`, Object.fromEntries(done));
    expect([seed, free > CHECKS / 20, free < (CHECKS * 19) / 20]).toEqual([seed, true, true]);
    if (CHECKS >= THOROUGH) expect([...done.keys()].toSorted()).toEqual(names.toSorted());
  }, 600_000);
});
