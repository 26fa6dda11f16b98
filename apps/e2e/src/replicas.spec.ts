import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import type { Order } from './support/resources.js';
import type { Storefront } from './support/storefront.js';
import { TestShop } from './support/test-shop.js';

/** Two models of cars, with fewer orders than stock. */
const ORDERS = 16;

describe('Two replicas of each service', () => {
  let shop: TestShop;
  let twin: TestShop;
  let fronts: Storefront[];
  beforeAll(async () => {
    shop = await TestShop.open();
    twin = await shop.replica();
    fronts = [shop.front, twin.front];
  });
  afterAll(async () => {
    await twin.close();
    await shop.close();
  });

  const front = (index: number): Storefront => fronts[index % 2] ?? shop.front;

  async function orders(count: number): Promise<Order[]> {
    return await Promise.all(
      Array.from({ length: count }, (_, index) => front(index).ordered(index % 4 < 2 ? '1001' : '1002')),
    );
  }

  it('take every order once: one payment, one delivery, one page', async () => {
    const stock = await shop.front.stock('1001');
    const placed = await orders(ORDERS);
    expect(new Set(placed.map((order) => order.id)).size).toBe(ORDERS);
    for (const [index, { id }] of placed.entries()) await front(index + 1).reaches(id, 'Shipped');
    expect(await shop.front.stock('1001')).toBe(stock - ORDERS / 2);
    for (const name of ['payments', 'deliveries']) {
      const rows = (await shop.front.all<{ orderId: number }>(name)).map((row) => row.orderId);
      expect([name, rows.sort(ascending)]).toEqual([name, placed.map((order) => order.id).sort(ascending)]);
    }
    for (const { id } of placed) {
      await eventually(async () => expect(await twin.front.page(id)).toMatchObject({ status: 'Shipped' }));
    }
  });

  it('cancel an order once when both are asked', async () => {
    const stock = await shop.front.stock('1001');
    const placed = await orders(4);
    for (const { id } of placed) await shop.front.reaches(id, 'Shipped');
    for (const { id } of placed) {
      const answers = await Promise.all(fronts.map((each) => each.cancel(id)));
      expect(answers.map((answer) => answer.status).sort()).toEqual([202, 409]);
    }
    for (const { id } of placed) {
      await twin.front.reaches(id, 'Cancelled');
      expect(await shop.front.refunds(id)).toHaveLength(1);
    }
    await eventually(async () => expect(await shop.front.stock('1001')).toBe(stock));
  });

  it('keep an Idempotency-Key between them', async () => {
    const clients = fronts.map((each) => each.client.with({ 'idempotency-key': 'both' }));
    const answers = await Promise.all(
      clients.map((client) => client.post<Order>('/orders', { productId: '1002', qty: 1 })),
    );
    const ids = answers.filter((answer) => answer.status === 201).map((answer) => answer.body.id);
    expect(new Set(ids).size).toBe(1);
  });

  it('go on when one of each is killed', async () => {
    for (const service of ['payment', 'delivery', 'customerpage', 'order'] as const) await twin.kill(service);
    const { id } = await shop.front.ordered('1001');
    await shop.front.reaches(id, 'Shipped');
    await eventually(async () => expect(await shop.front.page(id)).toMatchObject({ status: 'Shipped' }));
    for (const service of ['payment', 'delivery', 'customerpage', 'order'] as const) await twin.start(service);
    await twin.front.reaches(id, 'Shipped');
  });
});

const ascending = (a: number, b: number): number => a - b;
