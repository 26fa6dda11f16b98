import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import type { Answer } from './support/client.js';
import { SHIPPED_WITHIN } from './support/profile.js';
import type { Car, CustomerPage, List, Order, Payment } from './support/resources.js';
import type { Storefront } from './support/storefront.js';
import { TestShop } from './support/test-shop.js';

describe('An order', () => {
  let shop: TestShop;
  let front: Storefront;
  beforeAll(async () => {
    shop = await TestShop.open();
    front = shop.front;
  });
  afterAll(() => shop.close());

  it('is paid, established and within a second shipped', async () => {
    const { pricePerUnit, stock } = (await front.client.get<Car>('/cars/1001')).body;
    const answer = await front.client.post<Order>('/orders', { productId: '1001', qty: '2', status: 'order' });
    expect(answer).toMatchObject({ status: 201, headers: { location: expect.stringMatching(/\/orders\/1$/) } });
    expect(answer.body).toMatchObject({
      id: 1,
      productId: '1001',
      qty: 2,
      status: 'Placed',
      amount: 2 * pricePerUnit,
      currency: expect.stringMatching(/^[A-Z]{3}$/),
      customerId: expect.any(String),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      updatedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      _links: { self: { href: expect.stringMatching(/\/orders\/1$/) } },
    });
    await front.reaches(1, 'Shipped', SHIPPED_WITHIN);
    expect(await front.stock('1001')).toBe(stock - 2);
  });

  it('shows the same facts at payment, delivery and on the customer page', async () => {
    const order = await front.shipped('1002', 1);
    const payment = await front.payment(order.id);
    expect(payment).toMatchObject({
      orderId: order.id,
      productId: '1002',
      qty: 1,
      amount: order.amount,
      currency: order.currency,
      status: 'OrderApproved',
    });
    const delivery = await front.delivery(order.id);
    expect(delivery).toMatchObject({ orderId: order.id, paymentId: payment?.id, status: 'Shipped' });
    await eventually(async () =>
      expect(await front.page(order.id)).toMatchObject({
        orderId: order.id,
        productId: '1002',
        qty: 1,
        status: 'Shipped',
        paymentId: payment?.id,
        deliveryId: delivery?.id,
        amount: order.amount,
        currency: order.currency,
        updatedAt: expect.any(String),
      }),
    );
    expect((await front.page(order.id))?.history.length).toBeGreaterThanOrEqual(2);
  });

  it('is cancelled everywhere, and the stock and the money are back', async () => {
    const stock = await front.stock('1001');
    const { id, amount } = await front.shipped('1001', 3);
    expect(await front.cancel(id)).toMatchObject({ status: 202 });
    await front.reaches(id, 'Cancelled');
    await eventually(async () => expect(await front.stock('1001')).toBe(stock));
    expect(await front.payment(id)).toMatchObject({ status: 'PaymentCancelled', amount });
    expect(await front.refunds(id)).toMatchObject([
      { orderId: id, productId: '1001', qty: 3, status: 'PaymentCancelled' },
    ]);
    expect(await front.delivery(id)).toMatchObject({ status: 'DeliveryCanceled' });
    const cancellations = (await front.all<{ orderId: number }>('cancellations')).filter(
      (entry) => entry.orderId === id,
    );
    expect(cancellations).toMatchObject([{ orderId: id, status: 'DeliveryCanceled' }]);
    await eventually(async () => expect(await front.page(id)).toMatchObject({ status: 'Cancelled' }));
  });

  it('is cancelled once: the second cancel is a conflict', async () => {
    const { id } = await front.shipped('1002');
    const answers = await Promise.all([front.cancel(id), front.cancel(id), front.cancel(id)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([202, 409, 409]);
    await front.reaches(id, 'Cancelled');
    const late = await front.cancel(id);
    expect(late).toMatchObject({
      status: 409,
      headers: { 'content-type': expect.stringContaining('application/problem+json') },
    });
    expect(late.body).toMatchObject({
      status: 409,
      code: expect.any(String),
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    });
    expect(await front.refunds(id)).toHaveLength(1);
  });

  it('can be cancelled before it is shipped, with one outcome', async () => {
    const stock = await front.stock('1003');
    const { id } = await front.ordered('1003');
    expect(await front.cancel(id)).toMatchObject({ status: 202 });
    await front.reaches(id, 'Cancelled');
    expect(await front.payment(id)).toMatchObject({ status: 'PaymentCancelled' });
    await eventually(async () => expect(await front.delivery(id)).toMatchObject({ status: 'DeliveryCanceled' }));
    await eventually(async () => expect(await front.stock('1003')).toBe(stock));
  });

  it('with an Idempotency-Key is placed once, whatever the number of calls', async () => {
    const stock = await front.stock('1001');
    const client = front.client.with({ 'idempotency-key': 'a-customer-retries' });
    const order = (qty: number): Promise<Answer<Order>> => client.post<Order>('/orders', { productId: '1001', qty });
    const first = await order(1);
    const second = await order(1);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).toBe(first.body.id);
    expect(second.headers['location']).toBe(first.headers['location']);
    expect(await order(2)).toMatchObject({ status: 422, body: { status: 422, code: expect.any(String) } });
    expect(await front.stock('1001')).toBe(stock - 1);
    await front.reaches(first.body.id, 'Shipped');
  });

  it('with an Idempotency-Key is placed once by calls at the same time', async () => {
    const stock = await front.stock('1001');
    const client = front.client.with({ 'idempotency-key': 'a-double-click' });
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => client.post<Order>('/orders', { productId: '1001', qty: 1 })),
    );
    const placed = answers.filter((answer) => answer.status === 201);
    expect(placed.length).toBeGreaterThan(0);
    expect(new Set(placed.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.status !== 201 && answer.status !== 409)).toEqual([]);
    expect(await front.stock('1001')).toBe(stock - 1);
  });

  it('is found in lists with paging and sorting, and on the page by its number', async () => {
    const { id } = await front.shipped('1002');
    // A database may leave gaps between ids.
    const ids = (await front.all<Order>('orders')).map((order) => order.id);
    expect(ids[0]).toBe(id);
    const newest = await front.orders('?page=0&size=2&sort=id,desc');
    expect(newest._embedded['orders']?.map((order) => order.id)).toEqual(ids.slice(0, 2));
    expect(newest.page).toMatchObject({
      size: 2,
      number: 0,
      totalElements: ids.length,
      totalPages: Math.ceil(ids.length / 2),
    });
    const oldest = await front.orders(`?page=${newest.page.totalPages - 1}&size=2&sort=id,desc`);
    expect(oldest._embedded['orders']?.at(-1)?.id).toBe(1);
    expect(oldest._links['next']).toBeUndefined();
    const next = await front.client.get<List<Order>>(String(newest._links['next']?.href));
    expect(next.body._embedded['orders']?.[0]?.id).toBe(ids[2]);
    await eventually(async () => {
      const found = await front.client.get<List<CustomerPage>>(`/customerpages/search/findByOrderId?orderId=${id}`);
      expect(found.status).toBe(200);
      expect(found.body._embedded['customerpages']).toMatchObject([{ orderId: id, status: 'Shipped' }]);
    });
  });

  it('comes with its own address in every list', async () => {
    for (const name of [
      'orders',
      'payments',
      'deliveries',
      'customerpages',
      'cars',
      'paymentCancellations',
      'cancellations',
    ]) {
      const { status, body } = await front.client.get<List<Payment>>(`/${name}?size=1`);
      // The fleet fits on one page.
      expect([name, status, body._embedded[name]?.length]).toEqual([name, 200, name === 'cars' ? 5 : 1]);
      const href = String(body._embedded[name]?.[0]?._links.self.href);
      expect(href).toContain(`/${name}/`);
      expect(await front.client.get<object>(new URL(href, 'http://shop').pathname)).toMatchObject({
        status: 200,
        body: body._embedded[name]?.[0],
      });
    }
  });

  it('is traced through the gateway', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const client = front.client.with({ traceparent: `00-${traceId}-00f067aa0ba902b7-01` });
    expect((await client.get<{ traceId: string }>('/orders/2000000000')).body.traceId).toBe(traceId);
  });
});
