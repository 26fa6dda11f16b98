import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  engines,
  eventsOf,
  eventually,
  foreign,
  Issuer,
  original,
  raw,
  RunningService,
  timestamp,
} from '@carshare/testing';
import { bookingEventsOf, USE } from './support/booking-events.js';
import { StreamReader } from './support/stream-reader.js';
import { parts } from './parts.js';

type Headers = Record<string, string>;

describe.each(engines('postgres'))('On $name, the customer page', (engine) => {
  let issuer: Issuer;
  let pages: RunningService;
  let operator: Headers;
  let ann: Headers;
  let order = 0;
  const page = async (id: number, caller = operator): Promise<Record<string, unknown>> =>
    (await pages.get(`/customerpages/${id}`, caller)).body;
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await page(id)).toMatchObject({ status }));

  beforeAll(async () => {
    issuer = await Issuer.create();
    pages = await RunningService.on(engine, parts, issuer.environment);
    [operator, ann] = [await issuer.bearer('olga', 'operator'), await issuer.bearer('ann')];
  });
  afterAll(() => pages.stop());

  it('follows an order through its life, each event once, in whatever order', async () => {
    const id = (order += 1);
    const { ordered, paid, shipped, deliveryCanceled, payCancelled, orderCancelled } = eventsOf(id);
    await pages.log.publish([paid!, shipped!, paid!]);
    await becomes(id, 'Shipped');
    await pages.log.publish([ordered!, foreign(ordered!)]);
    await eventually(async () => expect((await page(id))['history']).toHaveLength(3));
    expect(await page(id)).toMatchObject({
      id,
      orderId: id,
      paymentId: id + 100,
      deliveryId: id + 200,
      productId: '1001',
      qty: 1,
      amount: 49,
    });
    await pages.log.publish([orderCancelled!, deliveryCanceled!]);
    await becomes(id, 'Cancelled');
    await pages.log.publish([payCancelled!, ...Object.values(eventsOf(id))]);
    await eventually(async () => expect((await page(id))['history']).toHaveLength(6));
    expect((await page(id))['status']).toBe('Cancelled');
  });

  it('follows a booking to its end, with its period and its use', async () => {
    const id = (order += 1);
    const { ordered, paid, shipped, handedOver, returned, orderCompleted } = bookingEventsOf(id);
    await pages.log.publish([paid!, handedOver!, ordered!]);
    await becomes(id, 'InUse');
    expect(await page(id)).not.toHaveProperty('returnedAt');
    await pages.log.publish([orderCompleted!, returned!, shipped!, returned!]);
    await eventually(async () => expect((await page(id))['history']).toHaveLength(6));
    expect(await page(id)).toMatchObject({
      ...USE,
      status: 'Completed',
      vehicleId: 7,
      from: expect.any(String),
      to: expect.any(String),
      completedAt: expect.any(String),
      deliveryId: id + 200,
    });
  });

  it('shows what the cancellation of a booking cost, and nothing of the kind for an instant order', async () => {
    const [booking, instant] = [(order += 1), (order += 1)];
    await pages.log.publish([...Object.values(eventsOf(instant)), bookingEventsOf(booking)['payCancelled']!]);
    await becomes(booking, 'Cancelled');
    expect(await page(booking)).toMatchObject({ fee: 24.5, refunded: 24.5 });
    await eventually(async () => expect((await page(instant))['history']).toHaveLength(6));
    expect(await page(instant)).not.toHaveProperty('refunded');
  });

  it('follows a life told by the replaced services, and takes the amount that one of ours knows', async () => {
    const id = (order += 1);
    const { ordered, paid, ...others } = eventsOf(id);
    const unpriced = ordered!.value.replace('"amount":49,"currency":"EUR"', '"amount":null,"currency":null');
    await pages.log.publish([
      { ...ordered!, value: unpriced },
      ...Object.values(others).map(original),
      original(paid!),
    ]);
    await eventually(async () => expect((await page(id))['history']).toHaveLength(6));
    expect(await page(id)).toMatchObject({
      status: 'Cancelled',
      paymentId: id + 100,
      deliveryId: id + 200,
      amount: null,
      currency: null,
    });
    await pages.log.publish([paid!]);
    await eventually(async () => expect(await page(id)).toMatchObject({ amount: 49, currency: 'EUR' }));
    expect(await pages.rows('SELECT reason FROM stuck_events')).toEqual([]);
  });

  it('goes on after events that it cannot read or store, and keeps them with the reason', async () => {
    const id = (order += 1);
    const paid = {
      eventType: 'Paid',
      timestamp: timestamp(),
      id: 7,
      orderId: id,
      productId: '1001',
      qty: 1,
      status: 'OrderApproved',
    };
    await pages.log.publish([
      raw('1', '{"eventType":'),
      raw('1', { ...paid, qty: 'one' }),
      raw('77', { ...paid, orderId: 99_000_000_000, productId: 'x' }),
      raw(String(id), { eventType: 'Washed', timestamp: timestamp(), orderId: id }),
      eventsOf(id)['shipped']!,
    ]);
    await becomes(id, 'Shipped');
    const stuck = await pages.rows<{ kind: string; reason: string }>(
      'SELECT kind, reason FROM stuck_events ORDER BY id',
    );
    expect(stuck[0]).toEqual({ kind: 'dead', reason: 'the value is not JSON' });
    expect(stuck[1]).toEqual({ kind: 'dead', reason: expect.stringContaining('qty must be') });
  });

  it('shows customers their own rentals alone', async () => {
    const [hers, his] = [(order += 1), (order += 1)];
    await pages.log.publish([
      eventsOf(hers, { customerId: 'ann' })['paid']!,
      eventsOf(his, { customerId: 'Ann' })['paid']!,
    ]);
    await becomes(his, 'Placed');
    expect((await pages.list('/customerpages', ann)).map((row) => row['orderId'])).toEqual([hers]);
    expect((await pages.get(`/customerpages/${hers}`, ann)).status).toBe(200);
    expect(await pages.get(`/customerpages/${his}`, ann)).toMatchObject({
      status: 404,
      body: { code: 'customerpage.not_found' },
    });
    expect(await pages.list(`/customerpages/search/findByOrderId?orderId=${his}`, ann)).toEqual([]);
    expect(await pages.list(`/customerpages/search/findByOrderId?orderId=${his}`, operator)).toHaveLength(1);
    expect(await pages.get('/customerpages')).toMatchObject({ status: 401, body: { code: 'identity.missing' } });
    expect((await pages.get('/customerpages/config')).body).toEqual({ identity: true });
    expect((await pages.list('/customerpages', await issuer.bearer("x' OR '1'='1"))).length).toBe(0);
  });

  it('pages and sorts', async () => {
    const ids = async (query: string): Promise<unknown[]> =>
      (await pages.list(`/customerpages?${query}`, operator)).map(({ id }) => id);
    const all = (await ids('size=200')) as number[];
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(await ids('size=1&sort=id,desc')).toEqual([all.at(-1)]);
    expect(await ids('size=2&page=1&sort=orderId')).toEqual(all.slice(2, 4));
    for (const query of ['sort=qty', 'size=0', 'page=x', 'status=Placed']) {
      expect(await pages.get(`/customerpages?${query}`, operator)).toMatchObject({
        status: 400,
        body: { code: 'request.invalid' },
      });
    }
    for (const path of [
      '/customerpages/0',
      '/customerpages/search/findByOrderId',
      '/customerpages/search/findByOrderId?orderId=x',
    ]) {
      expect(await pages.get(path, operator)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    }
  });

  it('streams changes to their customer alone, and ends the stream when it stops', async () => {
    const response = await fetch(`${pages.url}/customerpages/stream`, { headers: ann });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let told = '';
    const reading = (async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body!) told += decoder.decode(chunk as Uint8Array);
    })();
    await eventually(() => expect(told).toContain('event: ready'));
    const [hers, his] = [(order += 1), (order += 1)];
    await pages.log.publish([
      eventsOf(his, { customerId: 'bob' })['paid']!,
      eventsOf(hers, { customerId: 'ann' })['paid']!,
    ]);
    await eventually(() => expect(told).toContain(`"orderId":${hers}`));
    expect(told).not.toContain(`"orderId":${his},`);
    const again = await RunningService.start(parts);
    const stream = await StreamReader.open(again.url);
    await again.stop();
    await eventually(() => expect(stream.ended).toBe(true));
    await response.body?.cancel().catch(() => undefined);
    void reading.catch(() => undefined);
  });

  it('serves the web page at /, and answers for what is not there in our form', async () => {
    const home = await fetch(`${pages.url}/`);
    expect(home.headers.get('content-type')).toContain('text/html');
    expect(await home.text()).toContain('<html');
    const nowhere = await pages.get('/nowhere');
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'request.unknown_path' } });
    expect(await pages.get('/..%2f..%2fpackage.json')).toMatchObject({ status: 404 });
  });
});
