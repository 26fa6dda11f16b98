import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, Issuer, QueryPlans, type TestDatabase } from '@carshare/testing';
import { Booking } from '../src/bookings/booking.entity.js';
import { CalendarFeed } from '../src/calendars/calendar-feed.entity.js';
import { Order } from '../src/orders/order.entity.js';
import { Occupation } from '../src/vehicles/occupation.entity.js';
import { Vehicle } from '../src/vehicles/vehicle.entity.js';
import { booking } from './fleet.js';
import { OrderService } from './order-service.js';

describe.each(engines('mysql'))('On $name, with many bookings', (engine) => {
  let database: TestDatabase;
  let plans: QueryPlans;
  let shop: OrderService;
  let olga: Record<string, string>;

  beforeAll(async () => {
    const issuer = await Issuer.create();
    olga = await issuer.bearer('olga', 'operator');
    database = await engine.create();
    const env = { ...issuer.environment, DATABASE_URL: database.url, JWT_SERVICE_TOKEN: 'service-token' };
    shop = await OrderService.start(env);
    plans = await QueryPlans.watch(shop.service, issuer);
    const prices = "UPDATE cars SET price_per_day_minor = 4900, price_per_hour_minor = 800 WHERE product_id = '1001'";
    const vehicle =
      "INSERT INTO vehicles (product_id, plate, state, version) VALUES ('1001', 'B-CS 1001', 'InService', 1)";
    for (const sql of [prices, vehicle]) await shop.service.execute(sql);
    await shop.service.post('/orders', booking(0, 9), plans.ann);
  }, 120_000);
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  it('the feeds and the calendars read no table from end to end', async () => {
    const [vehicle] = await shop.service.rows<{ id: number }>('SELECT id FROM vehicles');
    await shop.service.post('/calendar-feeds', {}, plans.ann);
    await plans.grow(Booking, (copy) => ({ orderId: 1_000_000 + copy, vehicleId: 1_000 + copy }));
    await plans.grow(Occupation, (copy) => ({ vehicleId: 1_000 + copy, orderId: 1_000_000 + copy }));
    await plans.grow(Vehicle, (copy) => ({ plate: `B-COPY ${copy}`, productId: `model-${copy % 100}` }));
    await plans.grow(Order, (copy) => ({ customerId: `customer-${copy % 1_000}` }));
    await plans.grow(CalendarFeed, (copy) => ({ tokenHash: `token-${copy}`, customerId: `customer-${copy}` }));
    await plans.growMessaging();
    const operator = await shop.service.post(`/vehicles/${vehicle?.id}/calendar-feed`, {}, olga);
    const own = await shop.service.post('/calendar-feeds', {}, plans.ann);
    for (const { body } of [own, operator]) await plans.ask(new URL(String(body['url'])).pathname);
    const feeds = ['station_status', 'vehicle_status', 'vehicle_availability'];
    for (const feed of feeds) await plans.ask(`/gbfs/v3/${feed}`);
    const tables = ['orders', 'bookings', 'occupations', 'vehicles', 'calendar_feeds', 'secrets'];
    expect(await plans.fullScans(tables)).toEqual([]);
  }, 120_000);
});
