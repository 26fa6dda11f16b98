import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { gatewayDocument } from './api-document.ts';
import { API_TYPES, apiTypes } from './api-types.ts';
import { ROOT } from './shop.ts';

describe('The types of the API', () => {
  it('are the committed ones: otherwise run npx nx run launcher:api-docs', () => {
    expect(readFileSync(join(ROOT, API_TYPES), 'utf8')).toBe(apiTypes(gatewayDocument(ROOT)));
  });

  it('are not written when a schema is missing or has no type that a page knows', () => {
    const document = gatewayDocument(ROOT);
    const schemas = document.components['schemas']!;
    const write = (MailsView: unknown) => () =>
      apiTypes({ ...document, components: { schemas: { ...schemas, MailsView } } });
    expect(write(undefined)).toThrow('the API documents define no MailsView');
    for (const enabled of [{}, { type: 'object' }, { type: ['string', 'file'] }]) {
      expect(write({ type: 'object', properties: { enabled } })).toThrow('web pages have no type for');
    }
  });
});
