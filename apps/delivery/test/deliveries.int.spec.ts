import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually, foreign, original, RunningService, type Answer } from '@carshare/testing';
import { parts } from './parts.js';

const told = ({ status, body }: Answer): object => ({ status, body: { ...body, traceId: undefined } });

describe.each(engines('mysql'))('On $name, delivery', (engine) => {
  let delivery: RunningService;
  let orderId = 0;

  beforeAll(async () => {
    delivery = await RunningService.on(engine, parts);
  });
  beforeEach(() => {
    orderId += 1;
  });
  afterAll(() => delivery.stop());
  const paid = (order = orderId) => eventsOf(order)['paid']!;
  const cancel = (more: object = {}): Promise<Answer> =>
    delivery.post('/cancellations', { orderId, ...more }, { 'idempotency-key': `cancel-${orderId}` });
  const mine = async (path: string): Promise<Record<string, unknown>[]> =>
    (await delivery.list(`${path}?size=200`)).filter((row) => row['orderId'] === orderId);
  const published = async (): Promise<string[]> =>
    (await delivery.history())
      .filter((event) => event.orderId === orderId && event.eventType !== 'Paid')
      .map((event) => event.eventType);
  /** Everything published before is handled when a later order is shipped. */
  const handled = async (): Promise<void> => {
    const later = orderId + 10_000;
    await delivery.log.publish([paid(later)]);
    await eventually(async () =>
      expect(await delivery.rows(`SELECT id FROM deliveries WHERE order_id = ${later}`)).toHaveLength(1),
    );
  };

  it('ships a paid order once, however often Paid is told', async () => {
    const message = paid();
    await delivery.log.publish([message, message, foreign(message), paid()]);
    await handled();
    expect(await mine('/deliveries')).toEqual([
      expect.objectContaining({ orderId, paymentId: orderId + 100, status: 'Shipped' }),
    ]);
    await eventually(async () => expect(await published()).toEqual(['Shipped']));
    expect(await delivery.rows('SELECT reason FROM stuck_events')).toEqual([]);
  });

  it('ships on the word of a publisher without headers', async () => {
    await delivery.log.publish([foreign(paid())]);
    await eventually(async () => expect(await mine('/deliveries')).toHaveLength(1));
  });

  it('ships on the word of the replaced payment service', async () => {
    await delivery.log.publish([original(paid())]);
    await eventually(async () => expect(await mine('/deliveries')).toMatchObject([{ paymentId: orderId + 100 }]));
    expect(await delivery.rows('SELECT reason FROM stuck_events')).toEqual([]);
  });

  it('cancels a shipped delivery once', async () => {
    await delivery.log.publish([paid()]);
    await handled();
    const answers = await Promise.all(Array.from({ length: 20 }, () => cancel({ paymentId: orderId + 100 })));
    for (const answer of answers) expect(told(answer)).toEqual({ ...told(answers[0]!), status: 201 });
    expect(answers[0]?.headers.get('location')).toBe(`/cancellations/${String(answers[0]?.body['id'])}`);
    expect(await mine('/deliveries')).toEqual([expect.objectContaining({ status: 'DeliveryCanceled' })]);
    expect(await mine('/cancellations')).toHaveLength(1);
    await eventually(async () => expect(await published()).toEqual(['Shipped', 'DeliveryCanceled']));
  });

  it('refuses a key that was used for another order, and cancels nothing of that order', async () => {
    const key = `cancel-${orderId}`;
    expect((await cancel({ status: 'cancel' })).status).toBe(201);
    expect((await cancel({ status: 'cancelled' })).status).toBe(201);
    orderId += 1;
    const reused = await delivery.post('/cancellations', { orderId }, { 'idempotency-key': key });
    expect(reused).toMatchObject({ status: 422, body: { code: 'idempotency.reused' } });
    expect(await mine('/deliveries')).toEqual([]);
  });

  it('takes the requests of the replaced payment service, whose key is the order, and of this one after it', async () => {
    const request = { id: null, orderId, status: 'DeliveryCanceled' };
    const ours = { orderId, paymentId: orderId + 100, customerId: 'guest', status: 'DeliveryCanceled' };
    const answers = [
      await delivery.post('/cancellations', { ...request, paymentId: 21 }),
      await delivery.post('/cancellations', { ...request, paymentId: 22 }),
      await delivery.post('/cancellations', { ...request, paymentId: null }),
      await delivery.post('/cancellations', ours, { 'idempotency-key': `cancel-${orderId}` }),
    ];
    for (const answer of answers) expect(told(answer)).toEqual({ ...told(answers[0]!), status: 201 });
    expect(await mine('/cancellations')).toHaveLength(1);
    await eventually(async () => expect(await published()).toEqual(['DeliveryCanceled']));
  });

  it('never ships what was cancelled before Paid was heard of', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => cancel()));
    for (const answer of answers) expect(told(answer)).toEqual({ ...told(answers[0]!), status: 201 });
    await delivery.log.publish([paid()]);
    await handled();
    expect(await mine('/deliveries')).toEqual([expect.objectContaining({ status: 'DeliveryCanceled' })]);
    await eventually(async () => expect(await published()).toEqual(['DeliveryCanceled']));
  });

  it('decides once when Paid and the cancellation come at the same moment', async () => {
    const [answer] = await Promise.all([cancel(), delivery.log.publish([paid()])]);
    expect(answer.status).toBe(201);
    await handled();
    expect(await mine('/deliveries')).toEqual([expect.objectContaining({ status: 'DeliveryCanceled' })]);
    await eventually(async () => expect((await published()).at(-1)).toBe('DeliveryCanceled'));
  });
});
