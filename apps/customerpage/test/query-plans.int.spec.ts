import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually, Issuer, QueryPlans, RunningService } from '@carshare/testing';
import { Customerpage } from '../src/customerpages/customerpage.entity.js';
import { PageChange } from '../src/customerpages/page-change.entity.js';
import { parts } from './parts.js';

describe.each(engines('postgres'))('On $name, with many orders', (engine) => {
  let plans: QueryPlans;
  let pages: RunningService;

  beforeAll(async () => {
    const issuer = await Issuer.create();
    pages = await RunningService.on(engine, parts, issuer.environment);
    plans = await QueryPlans.watch(pages, issuer);
    await follow(1);
    await plans.grow(Customerpage, (copy) => ({
      orderId: copy + 10,
      customerId: `customer-${copy % 1_000}`,
      touchedAt: new Date(copy),
    }));
    await plans.grow(PageChange, () => ({}));
    await plans.growMessaging();
  });
  afterAll(() => pages.stop());

  async function follow(orderId: number): Promise<void> {
    const { ordered, shipped } = eventsOf(orderId, { customerId: 'ann' });
    await pages.log.publish([ordered!, shipped!]);
    await eventually(async () =>
      expect((await pages.get(`/customerpages/${orderId}`, plans.ann)).body).toMatchObject({ status: 'Shipped' }),
    );
  }

  it('reads no table from end to end', async () => {
    const live = new AbortController();
    const stream = await fetch(`${pages.url}/customerpages/stream`, { headers: plans.ann, signal: live.signal });
    expect(stream.status).toBe(200);
    await follow(100_000);
    for (const path of ['', '?page=3&sort=id,desc', '/1', '/search/findByOrderId?orderId=1']) {
      await plans.ask(`/customerpages${path}`);
    }
    await plans.askDesk('customerpage', 1);
    live.abort();
    expect(await plans.fullScans(['customerpages', 'customerpage_changes', 'inbox'])).toEqual([]);
  });
});
