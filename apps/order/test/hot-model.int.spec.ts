import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Reader } from '@carshare/persistence';
import { allEngines, type Answer } from '@carshare/testing';
import { Car } from '../src/cars/car.entity.js';
import { CarNotFound } from '../src/cars/car.errors.js';
import { Order } from '../src/orders/order.entity.js';
import { StockReservationsService } from '../src/orders/stock-reservations.service.js';
import { OrderService, willing } from './order-service.js';

describe.each(allEngines())('On $name, 64 connections that order one model', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
  });
  beforeEach(async () => {
    shop.payment.become(willing);
    await shop.service.execute("UPDATE orders SET status = 'Completed', qty = 0, due_at = NULL");
    await shop.service.execute("UPDATE cars SET stock = fleet, retired_at = NULL WHERE product_id = '1001'");
  });
  afterAll(() => shop.stop());

  const order = (qty = 1, more: object = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    shop.service.post('/orders', { productId: '1001', qty, ...more }, headers);
  const all = (work: (index: number) => Promise<Answer>): Promise<Answer[]> =>
    Promise.all(Array.from({ length: 64 }, (_, index) => work(index)));
  const counts = (answers: Answer[]): Record<string, number> => {
    const groups = Object.entries(
      Object.groupBy(answers, ({ status, body: { code } }) => (typeof code === 'string' ? code : String(status))),
    );
    return Object.fromEntries(groups.map(([outcome, group = []]) => [outcome, group.length]));
  };
  /** What the fleet lacks, and what the open orders have. */
  const taken = async (): Promise<number[]> => {
    const rows = [
      ...(await shop.service.rows<{ n: unknown }>("SELECT fleet - stock AS n FROM cars WHERE product_id = '1001'")),
      ...(await shop.service.rows<{ n: unknown }>('SELECT COALESCE(SUM(qty), 0) AS n FROM orders')),
    ];
    return rows.map(({ n }) => Number(n));
  };

  it('get exactly the 10 cars of its stock, and no order is stored or charged beside them', async () => {
    await shop.setStock(10);
    expect(counts(await all(() => order()))).toEqual({ 201: 10, 'car.out_of_stock': 54 });
    expect(await shop.stock()).toBe(0);
    expect(await taken()).toEqual([10, 10]);
    expect(shop.payment.asked('POST', '/payments')).toHaveLength(10);
    expect(counts(await all(() => order()))).toEqual({ 'car.out_of_stock': 64 });
  });

  it('take as many cars as their orders have, when some orders are too large for what is left', async () => {
    await shop.setStock(30);
    const answers = await all((index) => order((index % 5) + 1));
    const placed = answers.filter(({ status }) => status === 201);
    const cars = placed.reduce((sum, { body }) => sum + Number(body['qty']), 0);
    // An order of one car is refused only when no car is left.
    expect({ cars, left: await shop.stock() }).toEqual({ cars: 30, left: 0 });
    expect(await taken()).toEqual([30, 30]);
    expect(counts(answers)).toEqual({ 201: placed.length, 'car.out_of_stock': 64 - placed.length });
  });

  it('open one order for each key, also when four requests with one key arrive together', async () => {
    await shop.setStock(64);
    const answers = await all((index) => order(1, {}, index % 2 ? { 'idempotency-key': `four-${index >> 3}` } : {}));
    expect(counts(answers)).toEqual({ 201: 64 });
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(32 + 8);
    expect(await taken()).toEqual([40, 40]);
  });

  it('get one answer for one key, also for the last car', async () => {
    await shop.setStock(1);
    const answers = await all(() => order(1, {}, { 'idempotency-key': 'last' }));
    expect(counts(answers)).toEqual({ 201: 64 });
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
  });

  it('keep the address of each order', async () => {
    await shop.setStock(64);
    const answers = await all((index) => order(1, { email: `customer-${index}@example.org` }));
    const contacts = await shop.service.rows<{ address: string }>('SELECT order_id, address FROM mail_contacts');
    const addresses = contacts.map((contact) => JSON.stringify(contact)).sort();
    const expected = answers.map(({ body }, index) =>
      JSON.stringify({ order_id: body['id'], address: `customer-${index}@example.org` }),
    );
    expect(addresses).toEqual(expected.sort());
  });

  it('and an operator who changes the stock: the fleet has the cars of the open orders and of the stock', async () => {
    await shop.setStock(40);
    const change = (stockChange: number): Promise<Answer> => shop.service.patch('/cars/1001', { stockChange });
    const fleet = async (): Promise<number> =>
      Number((await shop.service.rows<{ n: number }>("SELECT fleet AS n FROM cars WHERE product_id = '1001'"))[0]?.n);
    const before = await fleet();
    const changes = [...[3, -2, 5, -4].map(change)];
    const answers = await all(() => order());
    for (const { status } of await Promise.all(changes)) expect(status).toBe(200);
    const placed = counts(answers)['201'] ?? 0;
    expect(await fleet()).toBe(before + 2);
    expect(await taken()).toEqual([placed, placed]);
  });

  it('take no car of a model that was retired after their prices were read', async () => {
    await shop.setStock(64);
    const car = await shop.service.app.get(Reader).find(Car, { productId: '1001' });
    expect((await shop.service.delete('/cars/1001')).status).toBe(204);
    const reservations = shop.service.app.get(StockReservationsService);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 64 }, () =>
        reservations.reserve(Order.open({ car: car!, qty: 1, customerId: 'ann' }), undefined),
      ),
    );
    for (const outcome of outcomes) expect(outcome).toEqual({ status: 'rejected', reason: new CarNotFound('1001') });
    expect(await taken()).toEqual([0, 0]);
    expect(counts([await order()])).toEqual({ 'car.not_found': 1 });
  });
});
