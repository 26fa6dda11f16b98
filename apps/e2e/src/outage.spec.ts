import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { SERVICES } from './support/launcher.js';
import type { Storefront } from './support/storefront.js';
import { TestShop } from './support/test-shop.js';

describe('A service that is killed', () => {
  let shop: TestShop;
  let front: Storefront;
  beforeAll(async () => {
    shop = await TestShop.open();
    front = shop.front;
  });
  afterAll(() => shop.close());

  it('payment: customers are asked to come back, nothing is charged or established, and the same call works later', async () => {
    await front.shipped('1001');
    const [stock, orders] = [await front.stock('1001'), (await front.orders()).page.totalElements];
    await shop.kill('payment');
    const answer = await front.order('1001', 1);
    expect(answer).toMatchObject({
      status: 503,
      headers: {
        'content-type': expect.stringContaining('application/problem+json'),
        'retry-after': expect.stringMatching(/^\d+$/),
      },
    });
    expect(answer.body).toMatchObject({
      status: 503,
      code: expect.any(String),
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    });
    expect(await front.stock('1001')).toBe(stock);
    const later = await front.orders('?size=200');
    expect(later._embedded['orders']?.slice(orders).every((order) => order.status === 'Refused')).toBe(true);
    expect(await front.client.get('/payments')).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.any(String) },
    });

    await shop.start('payment');
    const { id } = await front.ordered('1001');
    await front.reaches(id, 'Shipped');
    const paid = (await front.all<{ orderId: number }>('payments')).map((payment) => payment.orderId);
    expect(paid).toEqual(expect.arrayContaining([id]));
    expect(paid).toHaveLength(2);
    expect(await front.stock('1001')).toBe(stock - 1);
  });

  it('delivery: orders are taken, and shipped when it is back', async () => {
    await shop.kill('delivery');
    const orders = [await front.ordered('1001'), await front.ordered('1002')];
    expect(await front.client.get('/deliveries')).toMatchObject({ status: 503 });
    await shop.start('delivery');
    for (const { id } of orders) await front.reaches(id, 'Shipped');
    for (const { id } of orders) expect(await front.delivery(id)).toMatchObject({ orderId: id, status: 'Shipped' });
  });

  it('delivery: a cancel is taken, and carried out when it is back', async () => {
    const stock = await front.stock('1001');
    const { id } = await front.shipped('1001');
    await shop.kill('delivery');
    expect(await front.cancel(id)).toMatchObject({ status: 202 });
    await front.reaches(id, 'Cancelling');
    await shop.start('delivery');
    await front.reaches(id, 'Cancelled');
    expect(await front.refunds(id)).toHaveLength(1);
    expect(await front.delivery(id)).toMatchObject({ status: 'DeliveryCanceled' });
    await eventually(async () => expect(await front.stock('1001')).toBe(stock));
  });

  it('customerpage: the shop goes on, and the view catches up', async () => {
    await shop.kill('customerpage');
    const orders = [await front.shipped('1001'), await front.shipped('1002')];
    expect(await front.client.get('/customerpages')).toMatchObject({ status: 503, body: { status: 503 } });
    await shop.start('customerpage');
    for (const { id, amount } of orders) {
      await eventually(async () => expect(await front.page(id)).toMatchObject({ status: 'Shipped', amount }));
    }
  });

  it('order: what is under way goes on without it, and is known when it is back', async () => {
    const { id } = await front.ordered('1001');
    await shop.kill('order');
    await eventually(async () => expect(await front.page(id)).toMatchObject({ status: 'Shipped' }));
    expect(await front.order('1001', 1)).toMatchObject({ status: 503 });
    await shop.start('order');
    await front.reaches(id, 'Shipped');
  });

  it('all of them: what was acknowledged is there after the restart', async () => {
    const orders = [];
    for (let index = 0; index < 5; index += 1) orders.push(await front.ordered('1001'));
    await Promise.all(SERVICES.map((service) => shop.kill(service)));
    await Promise.all(SERVICES.map((service) => shop.start(service)));
    for (const { id } of orders) {
      await front.reaches(id, 'Shipped');
      expect(await front.payment(id)).toMatchObject({ status: 'OrderApproved' });
      expect(await front.delivery(id)).toMatchObject({ status: 'Shipped' });
      await eventually(async () => expect(await front.page(id)).toMatchObject({ status: 'Shipped' }));
    }
  });
});
