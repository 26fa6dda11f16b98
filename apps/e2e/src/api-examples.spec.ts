import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiExamples, type ApiDocument } from './support/api-examples.js';
import { ROOT, type ServiceName } from './support/launcher.js';
import { TestShop } from './support/test-shop.js';

/** Operations that create something, and those whose example matches nothing for an instant order in a shop without failures. */
const STATUSES: Record<string, number> = {
  'POST /payments/webhooks/stripe': 404,
  'POST /operator/order/orders/{id}/retry': 409,
  'GET /paymentAdjustments/{id}': 404,
  'GET /orders/{id}/extension': 409,
  'GET /orders/{id}/return': 409,
  'POST /orders/{id}/extensions': 409,
  'POST /vehicles/{id}/blocks': 201,
  'DELETE /blocks/{id}': 204,
  'POST /orders/{id}/vehicle': 409,
  'POST /operator/order/owed/{orderId}/retry': 404,
  'POST /operator/order/owed/{orderId}/waive': 404,
  'POST /calendar-feeds': 201,
  'DELETE /calendar-feeds': 204,
  'POST /vehicles/{id}/calendar-feed': 201,
  'DELETE /vehicles/{id}/calendar-feed': 204,
  'GET /calendar-feeds/{file}': 404,
  'GET /mails/unsubscribe/{token}': 404,
  'POST /mails/unsubscribe/{token}': 404,
  'POST /cars': 201,
  'POST /vehicles': 201,
};
const expectedOf = (operation: string): number | undefined =>
  /\/(stuck|decisions)\/\{id\}/.test(operation) ? 404 : STATUSES[operation];

/** The life of order 1, which the examples change; each has its own step below. */
const RENTAL = ['POST /deliveries/{id}/ship', 'POST /deliveries/{id}/handover', 'POST /deliveries/{id}/return'];

describe('The examples of the API documents', () => {
  let shop: TestShop;
  beforeEach(async () => {
    shop = await TestShop.open();
  });
  afterEach(() => shop.close());

  it('work at the gateway as they are pasted, from the order to its cancellation', async () => {
    const { status, body } = await shop.client('gateway').get<ApiDocument>('/docs-json');
    expect(status).toBe(200);
    const examples = new ApiExamples(body, shop.client('gateway'));
    expect(await examples.send('POST /orders')).toBe(201);
    await shop.front.reaches(1, 'Shipped');
    const cancelled = ['GET /paymentCancellations/{id}', 'GET /cancellations/{id}'];
    const others = examples.operations.filter(
      (name) =>
        ![
          'POST /orders',
          'DELETE /orders/{id}',
          'DELETE /cars/{productId}',
          'GET /customerpages/stream',
          ...cancelled,
          ...RENTAL,
        ].includes(name),
    );
    expect(others.length).toBeGreaterThan(30);
    for (const name of others) expect([name, await examples.send(name)]).toEqual([name, expectedOf(name) ?? 200]);
    expect(await examples.send('DELETE /orders/{id}')).toBe(202);
    await shop.front.reaches(1, 'Cancelled');
    for (const name of cancelled) expect([name, await examples.send(name)]).toEqual([name, 200]);
  });

  it('work from the order to its return, and retire a model without vehicles', async () => {
    const { body } = await shop.client('gateway').get<ApiDocument>('/docs-json');
    const examples = new ApiExamples(body, shop.client('gateway'));
    expect(await examples.send('POST /orders')).toBe(201);
    await shop.front.reaches(1, 'Shipped');
    for (const name of RENTAL) expect([name, await examples.send(name)]).toEqual([name, 200]);
    await shop.front.reaches(1, 'Completed');
    expect(await examples.send('DELETE /cars/{productId}')).toBe(409);
  });

  it('work between the services as well', async () => {
    const send = (service: ServiceName, name: string): Promise<number> => {
      const document = JSON.parse(readFileSync(join(ROOT, 'apps', service, 'openapi.json'), 'utf8')) as ApiDocument;
      return new ApiExamples(document, shop.client(service)).send(name);
    };
    expect(await send('delivery', 'POST /cancellations')).toBe(201);
    expect(await send('payment', 'POST /payments')).toBe(201);
    expect(await send('payment', 'POST /paymentAdjustments')).toBe(201);
    expect(await send('payment', 'POST /paymentAdjustmentCancellations')).toBe(201);
    expect(await send('payment', 'POST /paymentCancellations')).toBe(201);
  });

  it('are shown to people at /docs', async () => {
    const { status, body } = await shop.client('gateway').get<string>('/docs');
    expect([status, body]).toEqual([200, expect.stringContaining('swagger-ui')]);
    expect((await shop.client('gateway').get('/docs/swagger-ui-bundle.js')).status).toBe(200);
  });
});
