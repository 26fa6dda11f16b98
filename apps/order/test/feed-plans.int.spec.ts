import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, type QueryPlans } from '@carshare/testing';
import { Booking } from '../src/bookings/booking.entity.js';
import { CalendarFeed } from '../src/calendars/calendar-feed.entity.js';
import { Order } from '../src/orders/order.entity.js';
import { Occupation } from '../src/vehicles/occupation.entity.js';
import { Vehicle } from '../src/vehicles/vehicle.entity.js';
import { booking } from './fleet.js';
import type { OrderService } from './order-service.js';
import { watchShop } from './watched-shop.js';

describe.each(engines('mysql'))('On $name, with many bookings', (engine) => {
  let plans: QueryPlans;
  let shop: OrderService;
  let olga: Record<string, string>;

  beforeAll(async () => {
    ({ shop, plans, operator: olga } = await watchShop(engine));
    await shop.service.post('/orders', booking(0, 9), plans.ann);
  });
  afterAll(() => shop.stop());

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
  });
});
