import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createConfig, lint } from '@redocly/openapi-core';
import { GATEWAY_DOCUMENT, gatewayDocument, mergeDocuments, type ApiDocument } from './api-document.ts';
import { parseRoutes } from './routes.ts';
import { SERVICES } from './services.ts';
import { ROOT } from './shop.ts';

const DOCUMENTS = [...SERVICES.map((service) => `apps/${service}/openapi.json`), GATEWAY_DOCUMENT];

/** Redocly's recommended rules, each as an error. */
const RULES: Parameters<typeof createConfig>[0] = {
  extends: ['recommended-strict'],
  rules: { 'no-invalid-media-type-examples': 'error' },
};

const document = (path: string, schema: object): ApiDocument => ({
  openapi: '3.1.0',
  info: { title: 'x' },
  paths: { [path]: { get: { responses: { 503: {} } }, post: { responses: { 503: {} } } } },
  components: { schemas: { View: schema } },
});

describe('The API documents', () => {
  it.each(DOCUMENTS)('%s passes the linter', async (file) => {
    const problems = await lint({ ref: join(ROOT, file), config: await createConfig(RULES) });
    const found = problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer]);
    expect(found).toEqual([]);
  });

  it('are merged for the gateway as they are committed: otherwise run npx nx run launcher:api-docs', () => {
    const committed = readFileSync(join(ROOT, GATEWAY_DOCUMENT), 'utf8');
    expect(JSON.parse(committed)).toEqual(JSON.parse(JSON.stringify(gatewayDocument(ROOT))));
  });

  it('show at the gateway what it routes, and no way to move money', () => {
    const { paths } = gatewayDocument(ROOT);
    expect(Object.keys(paths['/orders'] ?? {})).toEqual(expect.arrayContaining(['get', 'post']));
    expect(Object.keys(paths['/payments'] ?? {})).toEqual(['get']);
    expect(Object.keys(paths['/cancellations'] ?? {})).toEqual(['get']);
    expect(paths).toHaveProperty(['/operator/payment/refunds']);
  });

  it('are not merged when two services mean different things by one name', () => {
    const routes = parseRoutes(readFileSync(join(ROOT, 'istio', 'gateway.yaml'), 'utf8'));
    const order = document('/orders', { type: 'string' });
    const merge = (schema: object) => () =>
      mergeDocuments(
        [
          ['order', order],
          ['delivery', document('/deliveries', schema)],
        ] as const,
        routes,
      );
    expect(merge({ type: 'string' })).not.toThrow();
    expect(merge({ type: 'integer' })).toThrow('describe View differently');
  });
});
