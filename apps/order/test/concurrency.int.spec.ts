import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventually, type Answer } from '@carshare/testing';
import { OrderService, willing } from './order-service.js';

const REQUEST = { productId: '1001', qty: 1 };
const times = <T>(n: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: n }, (_, index) => work(index)));
const count = (answers: Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;
/** What a client compares: the trace id is the request's own. */
const told = ({ status, body }: Answer): object => ({ status, body: { ...body, traceId: undefined } });

describe.each(engines('mysql'))('On $name, at the same moment', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
  });
  beforeEach(() => shop.payment.become(willing));
  afterAll(() => shop.stop());

  it('100 orders for the last car: one is Placed, 99 are told 409, and only the one is charged', async () => {
    await shop.setStock(1);
    const answers = await times(100, () => shop.service.post('/orders', REQUEST));
    expect({ placed: count(answers, 201), conflicts: count(answers, 409) }).toEqual({ placed: 1, conflicts: 99 });
    expect(answers.find(({ status }) => status === 409)?.body['code']).toBe('car.out_of_stock');
    expect(shop.payment.asked('POST', '/payments')).toHaveLength(1);
    expect(await shop.stock()).toBe(0);
  });

  it('50 times the same Idempotency-Key: one order, one charge, one answer', async () => {
    await shop.setStock(10);
    const before = await shop.service.list('/orders?size=200');
    const answers = await times(50, () => shop.service.post('/orders', REQUEST, { 'idempotency-key': 'fifty' }));
    for (const answer of answers) expect(told(answer)).toEqual({ ...told(answers[0]!), status: 201 });
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect(await shop.service.list('/orders?size=200')).toHaveLength(before.length + 1);
    expect(shop.payment.asked('POST', '/payments')).toHaveLength(1);
    expect(await shop.stock()).toBe(9);
  });

  it('50 times the same Idempotency-Key for a declined card: one order, one charge, one answer', async () => {
    shop.payment.become(() => ({ status: 402, body: { detail: 'Too little money.' }, afterMs: 50 }));
    const answers = await times(50, () => shop.service.post('/orders', REQUEST, { 'idempotency-key': 'declined' }));
    for (const answer of answers) expect(told(answer)).toEqual(told(answers[0]!));
    expect(answers[0]).toMatchObject({ status: 402, body: { code: 'payment.declined', detail: 'Too little money.' } });
    expect(shop.payment.asked('POST', '/payments')).toHaveLength(1);
  });

  it('50 cancellations of one order: one is accepted, 49 are told 409, and payment is asked once', async () => {
    await shop.setStock(10);
    const id = await shop.place();
    const answers = await times(50, () => shop.service.delete(`/orders/${id}`));
    expect({ accepted: count(answers, 202), conflicts: count(answers, 409) }).toEqual({ accepted: 1, conflicts: 49 });
    expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'order.not_cancellable' });
    await eventually(() => expect(shop.payment.asked('POST', '/paymentCancellations')).toHaveLength(1));
  });

  it('keys that differ only in case are two orders', async () => {
    await shop.setStock(10);
    const first = await shop.service.post('/orders', REQUEST, { 'idempotency-key': 'Case' });
    const second = await shop.service.post('/orders', REQUEST, { 'idempotency-key': 'case' });
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(second.body['id']).not.toBe(first.body['id']);
  });
});
