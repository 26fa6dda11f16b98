import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SERVICES } from './support/launcher.js';
import { observed, selectors } from './support/promql.js';
import { TestShop } from './support/test-shop.js';

/** Exported only where identity is on; the test of `RemoteKeySet` covers it. */
const WITH_IDENTITY = 'identity_key_set_age_seconds';

describe('The alert rules and the dashboard', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await TestShop.open();
  });
  afterAll(() => shop.close());

  it('ask only for metrics and labels that the running services export', async () => {
    await shop.front.shipped('1001');
    const exported = new Map<string, Set<string>>();
    for (const service of SERVICES) {
      const { body } = await shop.client(service).get<string>('/metrics');
      for (const [, metric = '', labels = ''] of body.matchAll(/^(\w+)\{([^}]*)\}/gm)) {
        const known = exported.get(metric) ?? new Set();
        for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
        exported.set(metric, known);
      }
    }
    const { expressions, recorded } = observed();
    const asked = expressions
      .flatMap(selectors)
      .filter(({ metric }) => !recorded.includes(metric) && metric !== WITH_IDENTITY);
    expect(new Set(asked.map(({ metric }) => metric)).size).toBeGreaterThan(8);
    const missing = asked.flatMap(({ metric, labels }) => {
      const known = exported.get(metric);
      return known ? labels.filter((label) => !known.has(label)).map((label) => `${metric}{${label}}`) : [metric];
    });
    expect(missing).toEqual([]);
  });
});

describe('The metrics of an expression', () => {
  it.each([
    [
      'sum by (service) (rate(parked_events{kind!="x"}[5m])) > 0',
      [{ metric: 'parked_events', labels: ['kind', 'service'] }],
    ],
    ['a:b > 0.1 * ((c:d or vector(0)) + a:b)', ['a:b', 'c:d', 'a:b'].map((metric) => ({ metric, labels: [] }))],
  ])('%s', (expression, found) => {
    expect(selectors(expression)).toEqual(found);
  });
});
