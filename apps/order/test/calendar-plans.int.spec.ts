import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, Issuer, QueryPlans, type TestDatabase } from '@carshare/testing';
import { Booking } from '../src/bookings/booking.entity.js';
import { Order } from '../src/orders/order.entity.js';
import { Block } from '../src/vehicles/block.entity.js';
import { Occupation } from '../src/vehicles/occupation.entity.js';
import { booking } from './fleet.js';
import { OrderService } from './order-service.js';

const OVER = { startsAt: new Date(1_000), endsAt: new Date(2_000) };

describe.each(allEngines())('On $name, with a long history', (engine) => {
  let database: TestDatabase;
  let plans: QueryPlans;
  let shop: OrderService;

  beforeAll(async () => {
    const issuer = await Issuer.create();
    database = await engine.create();
    const env = { ...issuer.environment, DATABASE_URL: database.url, JWT_SERVICE_TOKEN: 'service-token' };
    shop = await OrderService.start(env);
    plans = await QueryPlans.watch(shop.service, issuer);
    const prices = "UPDATE cars SET price_per_day_minor = 4900, price_per_hour_minor = 800 WHERE product_id = '1001'";
    const vehicle =
      "INSERT INTO vehicles (product_id, plate, state, version) VALUES ('1001', 'B-CS 1001', 'InService', 1)";
    const block = "INSERT INTO blocks (vehicle_id, starts_at, ends_at, reason, created_at) VALUES (1, 0, 1, 'over', 0)";
    for (const sql of [prices, vehicle, block]) await shop.service.execute(sql);
    expect((await shop.service.post('/orders', booking(0, 9), plans.ann)).status).toBe(201);
    await plans.grow(Occupation, (copy) => ({ ...OVER, vehicleId: 1_000 + copy, orderId: 1_000_000 + copy }));
    await plans.grow(Booking, (copy) => ({ orderId: 1_000_000 + copy, agendaAt: null }));
    await plans.grow(Order, (copy) => ({ status: 'Completed' as const, idempotencyKey: `key-${copy}` }));
    await plans.grow(Block, (copy) => ({ vehicleId: 1_000 + copy }));
    await plans.growMessaging();
  }, 120_000);
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  it('the calendar reads none of it from end to end', async () => {
    await plans.askAsOperator('/operator/order/calendar');
    expect(await plans.fullScans(['orders', 'bookings', 'occupations', 'blocks'])).toEqual([]);
  }, 60_000);
});
