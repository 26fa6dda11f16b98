import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DELIVERY_STATUSES, ORDER_STATUSES, PAYMENT_STATUSES, RENTAL_STATUSES, SERVICES } from '@carshare/events';
import { orderStatuses, services } from '../../web/operator/js/contract.js';
import en from '../../web/operator/js/locales/en.js';
import ko from '../../web/operator/js/locales/ko.js';
import { vehicleStates } from '../../web/operator/js/rental-model.js';

interface Document {
  components: { schemas: Record<string, { properties: Record<string, { enum: (string | null)[] }> }> };
  paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
}

function documentOf(service: string): Document {
  return JSON.parse(readFileSync(new URL(`../../../${service}/openapi.json`, import.meta.url), 'utf8')) as Document;
}

/** The values of an enumeration in a service's OpenAPI document. */
function valuesOf(service: string, schema: string, property: string): string[] {
  const values = documentOf(service).components.schemas[schema]?.properties[property]?.enum ?? [];
  return values.filter((value) => value !== null);
}

/** The codes with which an operation refuses a request, by its service's OpenAPI document. */
function codesOf(service: string, method: string, path: string): string[] {
  const { responses = {} } = documentOf(service).paths[path]?.[method] ?? {};
  // Two decorators of one status leave two sentences, the second after an empty line.
  return Object.values(responses).flatMap(({ description }) =>
    [...description.matchAll(/^Refused: (.+)\.$/gm)].flatMap(([, codes = '']) => codes.split(', ')),
  );
}

describe('What the operator console repeats of the contract', () => {
  it('are the services, in their order', () => expect(services).toEqual(SERVICES));

  it('are the states of a vehicle', () => {
    expect([...vehicleStates].sort()).toEqual(valuesOf('order', 'VehicleView', 'state').sort());
  });

  it('are the statuses of an order', () => expect(orderStatuses).toEqual(ORDER_STATUSES));

  it.each([
    ['service', [...SERVICES]],
    ['at', [...ORDER_STATUSES, ...PAYMENT_STATUSES, ...DELIVERY_STATUSES, ...RENTAL_STATUSES]],
    ['kind', valuesOf('order', 'StuckWorkView', 'kind')],
    ['decision', valuesOf('payment', 'DecisionView', 'kind')],
    ['refundBy', valuesOf('payment', 'RefundView', 'kind')],
    ['vehicleState', valuesOf('order', 'VehicleView', 'state')],
    ['owedStatus', valuesOf('order', 'OwedView', 'status')],
    ['acted', valuesOf('order', 'OperatorActionView', 'action')],
  ])('has a text for every %s', (group, values) => {
    expect(values.length).toBeGreaterThan(2);
    expect(values.filter((value) => !(`operator.${group}.${value}` in en))).toEqual([]);
  });

  it.each([
    ['order', 'post', '/cars', 1],
    ['order', 'patch', '/cars/{productId}', 2],
    ['order', 'delete', '/cars/{productId}', 2],
    ['order', 'post', '/vehicles', 2],
    ['order', 'patch', '/vehicles/{id}', 5],
    ['order', 'post', '/vehicles/{id}/blocks', 6],
    ['order', 'delete', '/blocks/{id}', 1],
    ['order', 'post', '/orders/{id}/vehicle', 3],
    ['order', 'get', '/orders/{id}/extension', 3],
    ['order', 'post', '/orders/{id}/extensions', 8],
    ['order', 'post', '/operator/order/owed/{orderId}/retry', 1],
    ['order', 'post', '/operator/order/owed/{orderId}/waive', 1],
    ['delivery', 'post', '/deliveries/{id}/ship', 1],
    ['delivery', 'post', '/deliveries/{id}/handover', 4],
    ['delivery', 'post', '/deliveries/{id}/return', 4],
  ])('has a sentence for every code with which %s refuses %s %s', (service, method, path, atLeast) => {
    const codes = codesOf(service, method, path);
    expect(codes.length).toBeGreaterThanOrEqual(atLeast);
    expect(codes.filter((code) => !(`operator.code.${code}` in en))).toEqual([]);
  });

  it.each(['en', 'ko'])('has the same values in every text of %s', (locale) => {
    const texts: Record<string, Record<string, string>> = { en, ko };
    const params = (text = ''): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
    const other = locale === 'en' ? 'ko' : 'en';
    const unequal = Object.keys(texts[locale] ?? {}).filter(
      (key) => params(texts[locale]?.[key]).join() !== params(texts[other]?.[key]).join(),
    );
    expect(unequal).toEqual([]);
  });
});
