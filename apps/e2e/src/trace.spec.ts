import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import type { Order } from './support/resources.js';
import { TestShop } from './support/test-shop.js';
import { TraceCollector, type ReportedSpan } from './support/trace-collector.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const BROWSER_SPAN = '00f067aa0ba902b7';

describe('A trace', () => {
  let collector: TraceCollector;
  let shop: TestShop;
  beforeAll(async () => {
    collector = await TraceCollector.open();
    shop = await TestShop.open({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint });
  });
  afterAll(async () => {
    await shop.close();
    collector.close();
  });

  it('follows one order from the browser through all four services and the topic', async () => {
    const traceparent = `00-${TRACE_ID}-${BROWSER_SPAN}-01`;
    const answer = await shop.front.client.send<Order>(
      'POST',
      '/orders',
      JSON.stringify({ productId: '1001', qty: 1 }),
      {
        'content-type': 'application/json',
        traceparent,
      },
    );
    expect(answer.status).toBe(201);

    const expected = [
      'order: POST /orders',
      'order: POST /payments',
      'payment: POST /payments',
      'payment: publish Paid',
      'order: publish Ordered',
      'delivery: process Paid',
      'delivery: publish Shipped',
      'order: process Shipped',
      'customerpage: process Ordered',
      'customerpage: process Paid',
      'customerpage: process Shipped',
    ];
    await eventually(async () => expect(namesOf(collector.spans)).toEqual(expect.arrayContaining(expected)));

    const spans = collector.spans.filter(({ traceId }) => traceId === TRACE_ID);
    const ids = new Map(spans.map((span) => [span.spanId, span]));
    const root = spans.find(({ parentSpanId }) => parentSpanId === BROWSER_SPAN);
    expect(root).toMatchObject({ service: 'order', name: 'POST /orders' });
    const shown = spans.find(({ service, name }) => service === 'customerpage' && name === 'process Shipped');
    expect(ancestors(shown, ids)).toEqual([
      'delivery: publish Shipped',
      'delivery: process Paid',
      'payment: publish Paid',
      'payment: POST /payments',
      'order: POST /payments',
      'order: POST /orders',
    ]);
  });
});

function namesOf(spans: ReportedSpan[]): string[] {
  return spans.filter(({ traceId }) => traceId === TRACE_ID).map(({ service, name }) => `${service}: ${name}`);
}

/** The services from the span's parent up to the first span that is not the shop's. */
function ancestors(span: ReportedSpan | undefined, ids: Map<string, ReportedSpan>): string[] {
  const parent = ids.get(span?.parentSpanId ?? '');
  return parent ? [`${parent.service}: ${parent.name}`, ...ancestors(parent, ids)] : [];
}
