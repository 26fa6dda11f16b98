import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { DESKTOP, faults, launch, PHONE, screenshot, viewsOf } from './support/browser.js';
import { Customer } from './support/customer.js';
import { FakeShop } from './support/fake-shop.js';
import { booking, inHours, overdueBooking, owingBooking } from './support/rentals.js';

const KOREAN: BrowserContextOptions = { ...PHONE, locale: 'ko-KR', timezoneId: 'Asia/Seoul' };
const VIEWS: [string, BrowserContextOptions][] = [
  ['desktop', DESKTOP],
  ['desktop-korean', { ...DESKTOP, locale: 'ko-KR', timezoneId: 'Asia/Seoul' }],
  ['phone', PHONE],
  ['phone-korean', KOREAN],
  ['phone-korean-dark', { ...KOREAN, colorScheme: 'dark' }],
];
const RETURN = {
  late: 0,
  distance: null,
  early: 12,
  amount: -12,
  currency: 'EUR',
  includedKm: 200,
  pricePerKm: 0.25,
};
const SETTLEMENT = { late: 15, distance: 3, early: 0, amount: 18, owed: 18, status: 'Owed' };

describe('The end of a rental', () => {
  let shop: FakeShop;
  let browser: Browser;
  let customer: Customer;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([FakeShop.open(), launch()]);
  });
  beforeEach(() => shop.reset());
  afterEach(async () => {
    await customer.leave();
    expect(customer.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  const arrive = async (rental: object, options?: BrowserContextOptions): Promise<void> => {
    shop.has([rental]);
    customer = await Customer.arrive(browser, shop.url, options);
    await customer.rental(7).waitFor();
    await customer.live();
  };
  const line = (name: string): Promise<string | null> =>
    customer.rental(7).locator(`[data-line="${name}"] span:last-child`).textContent();

  it('is overdue with the time since when, until the booking is extended', async () => {
    await arrive(overdueBooking());
    const rental = customer.rental(7);
    await customer.message('overdue').getByText('Overdue since').waitFor();
    expect(await rental.locator('.chip').textContent()).toBe('Overdue');
    await rental.getByRole('button', { name: /^Return the car/ }).waitFor();
    await rental.getByRole('button', { name: /^Extend/ }).waitFor();
    shop.publish(booking({ to: inHours(3), extendedAt: inHours(0), updatedAt: inHours(0) }));
    await customer.message('overdue').waitFor({ state: 'detached' });
    await customer.status(rental, 'InUse');
  });

  it('shows how the final price came about and what is owed, which only falls', async () => {
    shop.on('GET /orders/7', () => ({ body: { id: 7, settlement: SETTLEMENT } }));
    await arrive(owingBooking());
    await customer.rental(7).locator('[data-line="late"]').waitFor();
    expect(await Promise.all(['booked', 'late', 'distance', 'total', 'owed'].map(line))).toEqual([
      '€61',
      '€15',
      '€3',
      '€79',
      '€18',
    ]);
    shop.publish(owingBooking({ owed: 0, settledAmount: 18 }));
    await customer.rental(7).locator('[data-line="owed"]').waitFor({ state: 'detached' });
    expect(await line('charged')).toBe('€18');
    shop.publish(owingBooking());
    await customer.rental(7).locator('[data-line="charged"]').waitFor();
    expect(await customer.rental(7).locator('[data-line="owed"]').count()).toBe(0);
  });

  it('shows its amounts while the order service does not answer', async () => {
    shop.refuses('GET /orders/7', 503, 'service.overloaded');
    await arrive(owingBooking());
    expect(await line('owed')).toBe('€18');
  });

  it('shows what a return now refunds and charges, as the shop computes it, and afterwards what it refunded', async () => {
    shop.on('GET /orders/7/return', ({ query }) => ({
      body: query.has('odometer') ? { ...RETURN, distance: 10, amount: -2 } : RETURN,
    }));
    await arrive(booking());
    await customer
      .rental(7)
      .getByRole('button', { name: /^Return the car/ })
      .click();
    const quoted = (name: string): Promise<string | null> =>
      customer.dialog.locator(`[data-line="${name}"] span:last-child`).textContent();
    expect(await Promise.all(['final.early', 'return.refunded'].map(quoted))).toEqual(['-€12', '€12']);
    await customer.dialog.getByText('includes 200 km; each further kilometre costs €0.25').waitFor();
    await customer.dialog.locator('#odometer').fill('12 540');
    await customer.dialog.locator('[data-line="final.distance"]').waitFor();
    expect(await Promise.all(['final.distance', 'return.refunded'].map(quoted))).toEqual(['€10', '€2']);
    expect(shop.sent.map(({ query }) => query.get('odometer')).filter(Boolean)).toEqual(['12540']);
    expect(await faults(customer.page)).toEqual([]);
    await customer.page.keyboard.press('Escape');
    const early = { amount: 37, owed: 0, settledAmount: -12, overdueSince: undefined };
    shop.publish(owingBooking(early));
    await customer.rental(7).locator('[data-line="refunded"]').waitFor();
    expect(await line('refunded')).toBe('€12');
  });

  it('can be returned while the shop cannot compute what the return costs', async () => {
    shop.refuses('GET /orders/7/return', 503, 'service.overloaded');
    await arrive(booking());
    await customer.rental(7).locator('[data-focus="giveBack"]').click();
    await customer.dialog.getByText('cannot be shown at the moment').waitFor();
    expect(await customer.dialog.locator('button[type="submit"]').isEnabled()).toBe(true);
  });

  it.each(viewsOf(VIEWS))('is usable by everybody on the %s', async (view, options) => {
    const judged = async (screen: string): Promise<void> => {
      expect([screen, ...(await faults(customer.page))]).toEqual([screen]);
      await screenshot(customer.page, `${view}-${screen}`);
    };
    shop.on('GET /orders/7', () => ({ body: { id: 7, settlement: SETTLEMENT } }));
    shop.on('GET /orders/7/extension', ({ query }) => ({
      body: { to: query.get('to'), amount: 6, total: 55, currency: 'EUR', latestTo: inHours(12), available: true },
    }));
    await arrive(overdueBooking(), options);
    await customer.rental(7).scrollIntoViewIfNeeded();
    await judged('overdue');
    await customer.rental(7).locator('[data-focus="extend"]').click();
    await customer.dialog.locator('.price-lines').waitFor();
    await judged('extension');
    shop.on('GET /orders/7/extension', ({ query }) => ({
      body: { to: query.get('to'), amount: 6, total: 55, currency: 'EUR', latestTo: inHours(5), available: false },
    }));
    await customer.dialog.locator('.steps button').last().click();
    await customer.message('extensionRefused').waitFor();
    await judged('extension-refused');
    await customer.page.keyboard.press('Escape');
    shop.on('GET /orders/7/return', () => ({ body: { ...RETURN, late: 16, early: 0, amount: 16 } }));
    await customer.rental(7).locator('[data-focus="giveBack"]').click();
    await customer.dialog.locator('.price-lines').waitFor();
    await judged('return');
    await customer.page.keyboard.press('Escape');
    shop.publish(owingBooking());
    await customer.rental(7).locator('[data-line="late"]').waitFor();
    await judged('owed');
    await customer.page.locator('input[name="when"][value="period"]').check();
    await customer.page.locator('.price strong').first().waitFor();
    await customer.choose('1001');
    await customer.dialog.locator('.terms').waitFor();
    await customer.dialog.locator('#email').scrollIntoViewIfNeeded();
    await judged('order-with-email');
  });
});
