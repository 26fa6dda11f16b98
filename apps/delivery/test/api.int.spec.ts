import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventsOf, eventually, Issuer, RunningService } from '@carshare/testing';
import { parts } from './parts.js';

type Headers = Record<string, string>;

describe('The delivery API', () => {
  let issuer: Issuer;
  let delivery: RunningService;
  let service: Headers;
  let operator: Headers;
  let ann: Headers;
  const cancel = (body: object, headers: Headers) =>
    delivery.post('/cancellations', body, { 'idempotency-key': 'k', ...headers });

  beforeAll(async () => {
    issuer = await Issuer.create();
    delivery = await RunningService.start(parts, issuer.environment);
    [service, operator, ann] = [
      await issuer.bearer('payment', 'service'),
      await issuer.bearer('olga', 'operator'),
      await issuer.bearer('ann'),
    ];
    await delivery.log.publish([
      eventsOf(1, { customerId: 'ann' })['paid']!,
      eventsOf(2, { customerId: 'bob' })['paid']!,
      eventsOf(3, { customerId: 'ann' })['paid']!,
    ]);
    await eventually(async () => expect(await delivery.list('/deliveries', operator)).toHaveLength(3));
  });
  afterAll(() => delivery.stop());

  it('takes cancellations from another service only', async () => {
    expect(await cancel({ orderId: 1 }, {})).toMatchObject({ status: 401, body: { code: 'identity.missing' } });
    for (const somebody of [ann, operator]) {
      expect(await cancel({ orderId: 1 }, somebody)).toMatchObject({
        status: 403,
        body: { code: 'identity.forbidden' },
      });
    }
    expect(await delivery.list('/cancellations', operator)).toEqual([]);
    expect((await cancel({ orderId: 1, paymentId: 101 }, service)).status).toBe(201);
  });

  it('lets an operator alone ship', async () => {
    const [{ id } = {}] = await delivery.list('/deliveries', operator);
    const path = `/deliveries/${String(id)}/ship`;
    expect(await delivery.post(path, {})).toMatchObject({ status: 401, body: { code: 'identity.missing' } });
    for (const other of [ann, service]) {
      expect(await delivery.post(path, {}, other)).toMatchObject({ status: 403, body: { code: 'identity.forbidden' } });
    }
    expect(await delivery.post(path, {}, operator)).toMatchObject({ status: 409, body: { code: 'delivery.canceled' } });
    expect(await delivery.post('/deliveries/999999/ship', {}, operator)).toMatchObject({
      status: 404,
      body: { code: 'delivery.not_found' },
    });
  });

  it('shows customers their own alone', async () => {
    expect((await delivery.list('/deliveries', ann)).map(({ orderId }) => orderId)).toEqual([1, 3]);
    const [his] = await delivery.list('/deliveries', await issuer.bearer('bob'));
    expect(await delivery.get(`/deliveries/${String(his?.['id'])}`, ann)).toMatchObject({
      status: 404,
      body: { code: 'delivery.not_found' },
    });
    const [cancellation] = await delivery.list('/cancellations', ann);
    const path = `/cancellations/${String(cancellation?.['id'])}`;
    expect(await delivery.get(path, ann)).toMatchObject({
      status: 200,
      body: { orderId: 1, status: 'DeliveryCanceled' },
    });
    expect(await delivery.get(path, await issuer.bearer('bob'))).toMatchObject({
      status: 404,
      body: { code: 'cancellation.not_found' },
    });
  });

  it('pages, sorts, and refuses what is malformed', async () => {
    const ids = (await delivery.list('/deliveries?sort=id,desc&size=2', operator)).map(({ orderId }) => orderId);
    expect(ids).toEqual([3, 2]);
    for (const path of [
      '/deliveries/0',
      '/cancellations/x',
      '/deliveries?sort=status',
      '/deliveries?size=201',
      "/deliveries?page='",
    ]) {
      expect(await delivery.get(path, operator)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    }
    for (const body of [{}, { orderId: "1' OR '1'='1" }, { orderId: 1.5 }, { orderId: null }]) {
      expect(await cancel(body, service)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    }
  });
});
