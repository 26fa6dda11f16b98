import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, eventually } from '@carshare/testing';
import { addVehicles, HOUR_MS } from './fleet.js';
import { OrderService } from './order-service.js';
import { RandomClient, randomOf, randomPeriod, type World } from './random-client.js';

/** How many random actions all clients take together: 10,000 before a release. */
const ACTIONS = Number(process.env['RANDOM_ACTIONS'] ?? 400);
const CLIENTS = 16;
const QUIET_MOMENTS = 8;
const QUESTIONS = 25;
const VEHICLES = 6;
const BUFFER_MS = HOUR_MS;
const OPEN = "('Pending', 'Placed', 'Shipped', 'InUse', 'Cancelling')";

interface Ended {
  id: number;
  vehicle_id: number;
  planned_start: number | string;
  planned_end: number | string;
  starts_at: number | string | null;
  ends_at: number | string | null;
}

describe.each(allEngines())('On $name, random bookings, cancellations, returns, moves and blocks', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
    await shop.setStock(60);
    await addVehicles(shop, VEHICLES);
  });
  afterAll(() => shop.stop());

  const rows = <T = unknown>(sql: string): Promise<T[]> => shop.service.rows<T>(sql);
  const number = async (sql: string): Promise<number> => Number((await rows<{ n: unknown }>(sql))[0]?.n ?? 0);

  async function expectStatuses({ expected }: World): Promise<void> {
    await eventually(async () => {
      const orders = await rows<{ id: number; status: string }>(
        "SELECT id, status FROM orders WHERE status <> 'Refused'",
      );
      const others = orders.filter(({ id, status }) => expected.get(id) !== status);
      expect(others.map(({ id, status }) => [id, status, expected.get(id)])).toEqual([]);
    }, 120_000);
  }

  /** C1: occupations of one vehicle do not overlap. */
  async function expectNoOverlap(): Promise<void> {
    const overlaps = await rows(
      'SELECT a.id FROM occupations a JOIN occupations b ON a.vehicle_id = b.vehicle_id AND a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at',
    );
    expect(overlaps).toEqual([]);
  }

  /** C2: which orders have which time of which vehicle. */
  async function expectOccupations({ returnedAt }: World): Promise<void> {
    const uncovered = await rows(
      `SELECT o.id FROM orders o JOIN bookings b ON b.order_id = o.id LEFT JOIN occupations c ON c.order_id = o.id AND c.vehicle_id = b.vehicle_id
       AND c.starts_at = b.starts_at - ${BUFFER_MS} AND c.ends_at = b.ends_at + ${BUFFER_MS} WHERE o.status IN ${OPEN} AND c.id IS NULL`,
    );
    const kept = await rows(
      "SELECT o.id FROM orders o JOIN occupations c ON c.order_id = o.id WHERE o.status IN ('Refused', 'Cancelled')",
    );
    expect([uncovered, kept]).toEqual([[], []]);
    const ended = await rows<Ended>(
      `SELECT o.id, b.vehicle_id, b.starts_at - ${BUFFER_MS} AS planned_start, b.ends_at + ${BUFFER_MS} AS planned_end, c.starts_at, c.ends_at
       FROM orders o JOIN bookings b ON b.order_id = o.id LEFT JOIN occupations c ON c.order_id = o.id WHERE o.status = 'Completed'`,
    );
    for (const booking of ended) {
      const freeAt = Number(returnedAt.get(booking.id)) + BUFFER_MS;
      const isUnbegun = freeAt <= Number(booking.planned_start);
      if (booking.ends_at !== null) {
        expect(Number(booking.ends_at)).toBe(Math.min(freeAt, Number(booking.planned_end)));
        if (!isUnbegun) expect(Number(booking.starts_at)).toBe(Number(booking.planned_start));
      } else expect([booking.id, isUnbegun]).toEqual([booking.id, true]);
    }
  }

  /** C3: stock, fleet and vehicles add up, and a vehicle is out with an order that is in use. */
  async function expectPool(cars: number): Promise<void> {
    const open = `SELECT SUM(qty) AS n FROM orders WHERE vehicle_id IS NULL AND status IN ${OPEN}`;
    const taken = await number(open);
    const fleet = await number("SELECT fleet AS n FROM cars WHERE product_id = '1001'");
    expect(await number("SELECT stock AS n FROM cars WHERE product_id = '1001'")).toBe(fleet - taken);
    expect(fleet + (await number("SELECT COUNT(*) AS n FROM vehicles WHERE state <> 'Pool'"))).toBe(cars);
    const out = await rows(
      "SELECT o.id, v.out_order_id FROM orders o LEFT JOIN vehicles v ON v.out_order_id = o.id WHERE o.vehicle_id IS NOT NULL AND (o.status = 'InUse') <> (v.id IS NOT NULL)",
    );
    expect(out).toEqual([]);
  }

  /** G1: what is free can be booked, and nothing else. */
  async function expectTrueAnswers(world: World, random: () => number): Promise<void> {
    for (let question = 0; question < QUESTIONS; question += 1) {
      const { from, to } = randomPeriod(world, random);
      const cars = await shop.service.list(`/cars?from=${from}&to=${to}`);
      const isFree = Number(cars.find(({ productId }) => productId === '1001')?.['available']) > 0;
      const answer = await shop.service.post('/orders', { productId: '1001', qty: 1, from, to });
      expect([from, answer.status]).toEqual([from, isFree ? 201 : 409]);
      if (isFree) world.expected.set(Number(answer.body['id']), 'Placed');
    }
  }

  it(`by ${CLIENTS} clients, ${ACTIONS} in all, never book a car twice or lose one`, async () => {
    const seed = Number(process.env['RANDOM_SEED'] ?? Date.now() % 1_000_000);
    const world: World = {
      shop,
      // Cancellations are free until a day before.
      start: Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 48 * HOUR_MS,
      // Short enough that many bookings are refused.
      rangeHours: 96,
      out: new Set(),
      expected: new Map(),
      returnedAt: new Map(),
      answers: new Map(),
    };
    const cars = await number("SELECT fleet AS n FROM cars WHERE product_id = '1001'");
    const clients = Array.from(
      { length: CLIENTS },
      (_, index) => new RandomClient(world, `${index}`, randomOf(seed + index)),
    );
    const random = randomOf(seed + CLIENTS);
    let left = ACTIONS;
    for (let moment = 1; moment <= QUIET_MOMENTS; moment += 1) {
      const until = Math.round(ACTIONS * (1 - moment / QUIET_MOMENTS));
      const work = async (client: RandomClient): Promise<void> => {
        while (left > until) {
          left -= 1;
          await client.act();
        }
      };
      await Promise.all(clients.map(work));
      await expectStatuses(world);
      await expectNoOverlap();
      await expectOccupations(world);
      await expectPool(cars + VEHICLES);
      await expectTrueAnswers(world, random);
    }
    const answers = Object.fromEntries([...world.answers].toSorted());
    if (process.env['RANDOM_ACTIONS']) console.log(engine.name, `seed ${seed}`, answers);
    // A transaction that a busy server cannot finish is answered 503. It leaves no order: expectStatuses would find it.
    const unexpected = Object.keys(answers).filter(
      (answer) => !/ (200|201|202|204|409 \S+|503 service\.unavailable)$/.test(answer),
    );
    expect([seed, unexpected]).toEqual([seed, []]);
  }, 1_800_000);
});
