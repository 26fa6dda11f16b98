import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually, Issuer, QueryPlans, RunningService } from '@carshare/testing';
import { Cancellation } from '../src/deliveries/cancellation.entity.js';
import { Delivery } from '../src/deliveries/delivery.entity.js';
import { NotesRetention } from '../src/deliveries/notes.retention.js';
import { parts } from './parts.js';

describe.each(engines('mysql'))('On $name, with many orders', (engine) => {
  let plans: QueryPlans;
  let delivery: RunningService;
  let operator: Record<string, string>;
  let story: (orderId: number) => Promise<void>;
  let rental: (orderId: number) => Promise<void>;

  beforeAll(async () => {
    const issuer = await Issuer.create();
    delivery = await RunningService.on(engine, parts, issuer.environment);
    plans = await QueryPlans.watch(delivery, issuer);
    const service = await issuer.bearer('payment', 'service');
    story = async (orderId) => {
      await delivery.log.publish([eventsOf(orderId, { customerId: 'ann' })['paid']!]);
      await eventually(async () =>
        expect(await delivery.rows(`SELECT 1 FROM deliveries WHERE order_id = ${orderId}`)).toHaveLength(1),
      );
      const key = { ...service, 'idempotency-key': `key-of-${orderId}` };
      expect((await delivery.post('/cancellations', { orderId, customerId: 'ann' }, key)).status).toBe(201);
    };
    operator = await issuer.bearer('olga', 'operator');
    rental = async (orderId) => {
      const { value, ...message } = eventsOf(orderId, { customerId: 'ann' })['paid']!;
      const booking = { from: new Date().toISOString(), vehicleId: orderId };
      await delivery.log.publish([
        { ...message, value: JSON.stringify({ ...(JSON.parse(value) as object), ...booking }) },
      ]);
      await eventually(async () =>
        expect(await delivery.rows(`SELECT 1 FROM deliveries WHERE order_id = ${orderId}`)).toHaveLength(1),
      );
      const [row] = await delivery.rows<{ id: number }>(`SELECT id FROM deliveries WHERE order_id = ${orderId}`);
      for (const step of ['handover', 'return']) {
        expect((await delivery.post(`/deliveries/${String(row?.id)}/${step}`, {}, operator)).status).toBe(200);
      }
    };
    await story(1);
    const vary = (copy: number): object => ({
      orderId: copy + 10,
      customerId: `customer-${copy % 1_000}`,
      outVehicleId: copy % 2 === 0 ? copy + 10 : null,
    });
    await plans.grow(Delivery, vary);
    await plans.grow(Cancellation, (copy) => ({ ...vary(copy), idempotencyKey: `key-${copy}` }));
    await plans.growMessaging();
  });
  afterAll(() => delivery.stop());

  it('reads no table from end to end', async () => {
    await story(100_000);
    await rental(100_001);
    // The vehicle of a copied row is out, so the service looks for its holder.
    await delivery.execute('UPDATE deliveries SET vehicle_id = 10, status = ? WHERE id = 1', ['Shipped']);
    expect((await delivery.post('/deliveries/1/handover', {}, operator)).status).toBe(409);
    await plans.ask('/deliveries?orderId=12&orderId=13&orderId=14');
    await plans.askAsOperator('/deliveries?orderId=12&orderId=13&orderId=14&size=200');
    for (const list of ['deliveries', 'cancellations']) {
      for (const path of ['', '?page=3&sort=id,desc', '/1']) await plans.ask(`/${list}${path}`);
    }
    await delivery.app.get(NotesRetention).erase();
    await plans.askDesk('delivery', 1);
    expect(await plans.fullScans(['deliveries', 'cancellations', 'outbox', 'inbox'])).toEqual([]);
  });
});
