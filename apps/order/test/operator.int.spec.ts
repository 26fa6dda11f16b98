import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, eventsOf, Issuer, raw, RunningService } from '@carshare/testing';
import { OrderService, parts } from './order-service.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACED = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };

interface Row {
  id: number;
  status: string;
  traceId: string | null;
  dueAt: string | null;
}

describe('The operator console at order', () => {
  let shop: OrderService;
  beforeAll(async () => {
    shop = await OrderService.start();
  });
  afterAll(() => shop.stop());

  async function orders(query: string): Promise<{ rows: Row[]; next: unknown; due: unknown; owed: unknown }> {
    const { status, body } = await shop.service.get(`/operator/order/orders?${query}`);
    expect(status).toBe(200);
    return { rows: body['orders'] as Row[], next: body['next'], due: body['due'], owed: body['owed'] };
  }

  it('lists orders by status, newest first, page by page', async () => {
    const ids = [await shop.place(), await shop.place(), await shop.place()];
    const first = await orders('status=Placed&size=2');
    expect(first.rows.map((row) => row.id)).toEqual([ids[2], ids[1]]);
    const second = await orders(`status=Placed&size=2&before=${String(first.next)}`);
    expect(second.rows[0]?.id).toBe(ids[0]);
    expect((await orders('status=Cancelled')).rows).toEqual([]);
  });

  it('lists the orders with a due step, the longest waiting first, and filters by age', async () => {
    const young = await shop.pending('soon');
    const old = await shop.place();
    await shop.service.execute('UPDATE orders SET created_at = created_at - 3600000 WHERE id = ?', [old]);
    expect((await orders('due=true')).rows.map((row) => row.id)).toEqual([young]);
    expect(await orders('due=true')).toMatchObject({ due: 1, owed: 1 });
    expect((await orders('olderThan=1800')).rows.map((row) => row.id)).toEqual([old]);
    await shop.makeDue(young);
    await eventually(async () => expect((await orders('due=true')).rows).toEqual([]));
  });

  it('retries a due step now, records the operator, and refuses an order without a due step', async () => {
    const id = await shop.pending('later');
    const retry = (of: number): Promise<unknown> => shop.service.post(`/operator/order/orders/${of}/retry`, {});
    expect(await retry(id)).toMatchObject({ status: 200, body: { id } });
    await eventually(async () => expect(await shop.status(id)).not.toBe('Pending'));
    expect(await retry(await shop.place())).toMatchObject({ status: 409, body: { code: 'order.nothing_due' } });
    expect(await retry(99_999)).toMatchObject({ status: 404 });
    expect(await shop.service.rows('SELECT operator, action, subject FROM operator_actions')).toEqual([
      { operator: 'guest', action: 'retry', subject: `order ${id} in Pending` },
    ]);
  });

  it.each(['status=Lost', 'due=maybe', 'owed=maybe', 'olderThan=-1', 'size=0', 'before=0', 'page=1'])(
    'refuses the query %s',
    async (query) => {
      expect((await shop.service.get(`/operator/order/orders?${query}`)).status).toBe(400);
    },
  );

  it("reads an order's timeline: its row, what was published and what was handled, with the trace of the request", async () => {
    const { body: order } = await shop.service.post('/orders', { productId: '1001', qty: 1 }, TRACED);
    const id = Number(order['id']);
    const paid = eventsOf(id)['paid']!;
    await shop.service.log.publish([paid]);
    const eventId = paid.headers['ce_id']!;
    await eventually(async () => {
      const { body } = await shop.service.get(`/operator/order/timeline/${id}?events=${eventId},unheard`);
      expect(body).toMatchObject({
        service: 'order',
        orderId: id,
        records: [{ what: 'order', id, status: 'Placed', details: { traceId: TRACE_ID, amount: 49 } }],
        published: [{ type: 'Ordered', traceId: TRACE_ID, sentAt: expect.any(String) }],
        received: [{ eventId, at: expect.any(String) }],
        stuck: [],
      });
    });
  });

  it('keeps the trace of an order that its own request did not settle', async () => {
    shop.payment.become(() => 'break');
    const { body } = await shop.service.post('/orders', { productId: '1001', qty: 1 }, TRACED);
    shop.payment.become(({ method, body: asked, path }) =>
      method === 'GET'
        ? { status: 200, body: { _embedded: { payments: [{ status: 'OrderApproved' }] } } }
        : { status: 201, body: { ...asked, id: 1, status: path } },
    );
    const id = Number(body['orderId']);
    await shop.makeDue(id);
    await eventually(async () =>
      expect((await shop.service.get(`/operator/order/timeline/${id}`)).body).toMatchObject({
        records: [{ status: 'Placed' }],
        published: [{ type: 'Ordered', traceId: TRACE_ID }],
      }),
    );
  });

  it('shows the stuck events of an order, and counts them in its report', async () => {
    await shop.service.log.publish([raw('4711', { eventType: 'Paid', orderId: 4711, status: 'no more' })]);
    await eventually(async () => {
      const { body } = await shop.service.get('/operator/order/timeline/4711');
      expect(body['stuck']).toEqual([expect.objectContaining({ kind: 'dead', type: 'Paid', traceId: null })]);
    });
    await eventually(async () => {
      const { body } = await shop.service.get('/operator/order/health');
      expect(body).toMatchObject({ service: 'order', ready: true, lag: 0, parked: 0, dead: 1, outboxWaiting: 0 });
      expect(body['checks']).toContainEqual({ name: 'database', up: true, reason: null });
    });
  });

  it('accepts the former names for one version', async () => {
    const id = await shop.pending('soon');
    const placed = await shop.place();
    expect((await orders('owed=true')).rows.map((row) => row.id)).toEqual([id]);
    expect((await orders('owed=true&due=false')).rows.map((row) => row.id)).toContain(placed);
    const timeline = await shop.service.get(`/operator/order/timeline/${id}`);
    expect(await shop.service.get(`/operator/order/story/${id}`)).toMatchObject({ status: 200, body: timeline.body });
    const refused = await shop.service.post(`/operator/order/orders/${placed}/retry`, {});
    expect(refused.body).toMatchObject({ code: 'order.nothing_due', formerCode: 'order.not_owed' });
    const metrics = await (await fetch(`${shop.service.url}/metrics`)).text();
    expect(metrics).toContain('orders_due{service="order"} 1');
    expect(metrics).toContain('orders_owed{service="order"} 1');
    expect(metrics).toContain('orders_owed_oldest_age_seconds{service="order"}');
    await shop.makeDue(id);
    await eventually(async () => expect(await shop.status(id)).not.toBe('Pending'));
  });

  it('is for operators alone', async () => {
    const issuer = await Issuer.create();
    const service = await RunningService.start(parts, { PAYMENT_URL: shop.payment.url, ...issuer.environment });
    for (const path of ['orders', 'health', 'timeline/1', 'story/1']) {
      expect((await service.get(`/operator/order/${path}`)).status).toBe(401);
      expect((await service.get(`/operator/order/${path}`, await issuer.bearer('mina', 'service'))).status).toBe(403);
      expect((await service.get(`/operator/order/${path}`, await issuer.bearer('mina', 'operator'))).status).toBe(200);
    }
    await service.stop();
  });
});
