import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DELIVERY_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES, RENTAL_STATUSES, SERVICES } from '@carshare/events';
import { orderStatuses, services } from '../../web/operator/js/contract.js';
import en from '../../web/operator/js/locales/en.js';

/** The values of an enumeration in a service's OpenAPI document. */
function valuesOf(service: string, schema: string, property: string): string[] {
  const file = new URL(`../../../${service}/openapi.json`, import.meta.url);
  const document = JSON.parse(readFileSync(file, 'utf8')) as {
    components: { schemas: Record<string, { properties: Record<string, { enum: (string | null)[] }> }> };
  };
  const values = document.components.schemas[schema]?.properties[property]?.enum ?? [];
  return values.filter((value) => value !== null);
}

describe('What the operator console repeats of the contract', () => {
  it('are the services, in their order', () => expect(services).toEqual(SERVICES));

  it('are the statuses of an order', () => expect(orderStatuses).toEqual(ORDER_STATUSES));

  it.each([
    ['service', [...SERVICES]],
    ['at', [...ORDER_STATUSES, ...PAYMENT_STATUSES, ...DELIVERY_STATUSES, ...RENTAL_STATUSES]],
    ['kind', valuesOf('order', 'StuckWorkView', 'kind')],
    ['decision', valuesOf('payment', 'DecisionView', 'kind')],
    ['refundBy', valuesOf('payment', 'RefundView', 'kind')],
  ])('has a text for every %s', (group, values) => {
    expect(values.length).toBeGreaterThan(2);
    expect(values.filter((value) => !(`operator.${group}.${value}` in en))).toEqual([]);
  });
});
