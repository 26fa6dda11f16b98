import { afterAll, beforeAll, expect, describe, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import { readRecorded, repeat } from './support/recorded-answers.js';
import { TestShop } from './support/test-shop.js';

/** The README's requests and the lists around them, answered by the last version without bookings. */
const RECORDED = readRecorded(new URL('recorded/instant-order.json', import.meta.url));
/**
 * What `GET /cars` has gained: the version that a stale edit is refused by, and the prices of a booking. No other answer has a
 * member that was not there before.
 */
const ADDED = ['version', 'pricePerDay', 'pricePerHour'];
/** What one model of the demo fleet has besides: a price by distance. */
const ADDED_IN_LISTS = [...ADDED, 'pricePerKm'];

describe('An instant order', () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await TestShop.open();
  });
  afterAll(() => shop.close());

  it('is answered byte for byte as before there were bookings, but for ids and times', async () => {
    expect(RECORDED.length).toBeGreaterThan(0);
    for (const recorded of RECORDED) {
      const { service, method, path } = recorded;
      const added = path.startsWith('/cars') ? ADDED_IN_LISTS : [];
      const check = async (): Promise<void> =>
        expect(await repeat(shop.shop.urls[service], recorded, added)).toEqual(recorded);
      // A list follows the events of the order; what changes something is sent once.
      await (method === 'GET' ? eventually(check) : check());
    }
  });

  it('finds its car with exactly a version and the prices of a booking added', async () => {
    const recorded = RECORDED.find(({ path }) => path === '/cars/1001')?.answer ?? '{}';
    const { body } = await shop.client('order').get<object>('/cars/1001');
    const added = Object.keys(body).filter((name) => !Object.hasOwn(JSON.parse(recorded) as object, name));
    expect(added).toEqual(ADDED);
  });
});
