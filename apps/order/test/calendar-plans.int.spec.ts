import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allEngines, type QueryPlans } from '@carshare/testing';
import { Booking } from '../src/bookings/booking.entity.js';
import { Order } from '../src/orders/order.entity.js';
import { Block } from '../src/vehicles/block.entity.js';
import { Occupation } from '../src/vehicles/occupation.entity.js';
import { booking } from './fleet.js';
import type { OrderService } from './order-service.js';
import { watchShop } from './watched-shop.js';

const OVER = { startsAt: new Date(1_000), endsAt: new Date(2_000) };

describe.each(allEngines())('On $name, with a long history', (engine) => {
  let plans: QueryPlans;
  let shop: OrderService;

  beforeAll(async () => {
    ({ shop, plans } = await watchShop(engine));
    const block = "INSERT INTO blocks (vehicle_id, starts_at, ends_at, reason, created_at) VALUES (1, 0, 1, 'over', 0)";
    await shop.service.execute(block);
    expect((await shop.service.post('/orders', booking(0, 9), plans.ann)).status).toBe(201);
    await plans.grow(Occupation, (copy) => ({ ...OVER, vehicleId: 1_000 + copy, orderId: 1_000_000 + copy }));
    await plans.grow(Booking, (copy) => ({ orderId: 1_000_000 + copy, agendaAt: null }));
    await plans.grow(Order, (copy) => ({ status: 'Completed' as const, idempotencyKey: `key-${copy}` }));
    await plans.grow(Block, (copy) => ({ vehicleId: 1_000 + copy }));
    await plans.growMessaging();
  });
  afterAll(() => shop.stop());

  it('the calendar reads none of it from end to end', async () => {
    await plans.askAsOperator('/operator/order/calendar');
    expect(await plans.fullScans(['orders', 'bookings', 'occupations', 'blocks'])).toEqual([]);
  });
});
