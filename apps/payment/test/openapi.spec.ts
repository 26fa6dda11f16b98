import { expect, it } from '@jest/globals';
import { checkPublishedApi } from '@carshare/testing';
import { parts } from './payment-service.js';

it('the API keeps what was published, and its documents are current', async () => {
  expect(await checkPublishedApi(parts, new URL('../', import.meta.url))).toEqual([]);
});
