import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, Issuer, QueryPlans, type TestDatabase } from '@carshare/testing';
import { OrdersRetention } from '../src/orders/orders.retention.js';
import { Order } from '../src/orders/order.entity.js';
import { OrderService } from './order-service.js';

describe.each(engines('mysql'))('On $name, with many orders', (engine) => {
  let database: TestDatabase;
  let plans: QueryPlans;
  let shop: OrderService;

  beforeAll(async () => {
    const issuer = await Issuer.create();
    database = await engine.create();
    shop = await OrderService.start({
      ...issuer.environment,
      DATABASE_URL: database.url,
      JWT_SERVICE_TOKEN: 'service-token',
    });
    plans = await QueryPlans.watch(shop.service, issuer);
    await order();
    await plans.grow(Order, (copy) => ({ customerId: `customer-${copy % 1_000}`, idempotencyKey: `key-${copy}` }));
    await plans.growMessaging();
  }, 120_000);
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  async function order(): Promise<number> {
    const { body } = await shop.service.post(
      '/orders',
      { productId: '1001', qty: 1 },
      { ...plans.ann, 'idempotency-key': 'a' },
    );
    return Number(body['id']);
  }

  it('reads no table from end to end', async () => {
    const id = await order();
    expect([200, 202]).toContain((await shop.service.delete(`/orders/${id}`, plans.ann)).status);
    for (const path of ['', '?status=Refused', '?page=3&sort=id,desc', `/${id}`]) await plans.ask(`/orders${path}`);
    for (const query of ['', '?status=Refused', '?owed=true', '?before=500', '?olderThan=60']) {
      await plans.askAsOperator(`/operator/order/orders${query}`);
    }
    await plans.askDesk('order', id);
    await shop.service.app.get(OrdersRetention).forget();
    expect(await plans.fullScans(['orders', 'outbox', 'inbox'])).toEqual([]);
  });
});
