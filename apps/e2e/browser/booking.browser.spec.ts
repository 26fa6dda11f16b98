import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { TestShop } from '../src/support/test-shop.js';
import { DESKTOP, faults, launch, PHONE, screenshot } from './support/browser.js';
import { Customer } from './support/customer.js';

const BERLIN: BrowserContextOptions = { ...DESKTOP, timezoneId: 'Europe/Berlin' };
const PHONE_390: BrowserContextOptions = { ...PHONE, viewport: { width: 390, height: 844 }, locale: 'ko-KR' };
const HOUR = 3_600_000;

/** The local time in the time zone UTC, for an input. */
const utc = (at: number): string => new Date(at).toISOString().slice(0, 16);

describe('A customer who books', () => {
  let shop: TestShop;
  let browser: Browser;
  let customer: Customer;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([TestShop.open(), launch()]);
  });
  beforeEach(async () => {
    customer = await Customer.arrive(browser, shop.shop.urls.gateway, BERLIN);
  });
  afterEach(async () => {
    await customer.leave();
    expect(customer.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  const visitIn = async (options: BrowserContextOptions): Promise<void> => {
    await customer.leave();
    customer = await Customer.arrive(browser, shop.shop.urls.gateway, options);
  };

  it('sees what is free tomorrow, the price and the terms, pays, and follows the booking to its end', async () => {
    await customer.period();
    await customer.car('1002').getByText('€69').waitFor();
    await customer.choose('1002');
    await customer.dialog.getByText('1 day at €69').waitFor();
    await customer.dialog.getByText('After the hand-over you can no longer cancel.').waitFor();
    await customer.dialog.getByLabel('Where do we bring it?').fill('Hauptstr. 5, 10115 Berlin');
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'booking-dialog');
    const id = await customer.pay();
    const rental = customer.rental(id);
    await customer.status(rental, 'Placed');
    await rental.getByText(/09:00\s–\s18:00/).waitFor();
    await rental.getByText('Car is sent in time for').waitFor();
    expect(await rental.textContent()).not.toContain('Hauptstr');
    const { body } = await shop.client('gateway').get<{ from: string; place: string }>(`/orders/${id}`);
    expect(body).toMatchObject({ place: 'Hauptstr. 5, 10115 Berlin' });

    const delivery = await shop.front.delivery(id);
    await shop.client('gateway').post(`/deliveries/${delivery!.id}/handover`, {});
    await customer.status(rental, 'InUse');
    await rental.getByRole('button', { name: /^Return the car/ }).click();
    await customer.dialog.getByLabel('Odometer').fill('13 020');
    expect(await faults(customer.page)).toEqual([]);
    await customer.submit.click();
    await customer.status(rental, 'Completed');
    expect(await customer.steps(id)).toEqual([
      'Ordered',
      'Paid',
      'Shipped',
      'HandedOver',
      'Returned',
      'OrderCompleted',
    ]);
    await screenshot(customer.page, 'booking-completed');
  });

  it('cancels within the last 24 hours, for the fee that was shown', async () => {
    await visitIn({ ...DESKTOP, timezoneId: 'UTC' });
    const from = Date.now() + 3 * HOUR;
    await customer.period({ from: utc(from), to: utc(from + 24 * HOUR) });
    await customer.choose('1001');
    await customer.dialog.getByText('€24.50 until the car is handed over.').waitFor();
    const id = await customer.pay();
    await customer.askToCancel(id);
    await customer.dialog.getByText('Cancelling now costs €24.50. You get €24.50 back').waitFor();
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'booking-cancel');
    await customer.submit.click();
    await customer.status(customer.rental(id), 'Cancelled');
    await customer.rental(id).getByText('€24.50 refunded · €24.50 fee').waitFor();
    expect(await shop.front.refunds(id)).toHaveLength(1);
  });

  it('is refused a car that another customer took meanwhile, and takes the next free window', async () => {
    await visitIn({ ...DESKTOP, timezoneId: 'UTC' });
    const from = Math.ceil((Date.now() + 48 * HOUR) / HOUR) * HOUR;
    const period = { from: new Date(from).toISOString(), to: new Date(from + 9 * HOUR).toISOString() };
    await customer.period({ from: utc(from), to: utc(from + 9 * HOUR) });
    await customer.choose('1005');
    await customer.dialog.getByRole('button', { name: 'Pay €99' }).waitFor();
    const other = await shop.client('gateway').post('/orders', { productId: '1005', qty: 1, ...period });
    expect(other.status).toBe(201);
    await customer.submit.click();
    await customer.message('notAvailable').waitFor();
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'booking-refused');
    await customer.dialog.locator('[data-window]').first().click();
    await customer.dialog.getByRole('button', { name: 'Pay €99' }).waitFor();
    const later = await customer.page.locator('#when-from').inputValue();
    expect(Date.parse(`${later}Z`)).toBeGreaterThanOrEqual(from + 9 * HOUR);
    await customer.status(customer.rental(await customer.pay()), 'Placed');
    await customer.page.locator('#when-from').fill(utc(from));
    await customer.page.locator('#when-to').fill(utc(from + 9 * HOUR));
    await customer.car('1005').getByRole('button', { name: 'Free times' }).click();
    await customer.dialog.locator('[data-window]').first().waitFor();
  });

  it('is asked again when the price has changed, and pays the new one', async () => {
    await customer.period();
    const sent: unknown[] = [];
    const quote = { lines: [{ unit: 'day', quantity: 1, unitPrice: 88, amount: 88 }], amount: 88, currency: 'EUR' };
    await customer.page.route('**/orders', (route) => {
      sent.push(route.request().postDataJSON());
      return route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        json: { status: 409, code: 'price.changed', quote: { ...quote, cancellation: [{ until: null, fee: 44 }] } },
      });
    });
    await customer.choose('1004');
    await customer.dialog.getByRole('button', { name: 'Pay €79' }).click();
    await customer.message('priceChanged').waitFor();
    await customer.dialog.getByRole('button', { name: 'Pay €88' }).click();
    await customer.message('priceChanged').waitFor();
    expect(sent).toMatchObject([{ expectedAmount: 79 }, { expectedAmount: 88 }]);
  });

  it.each([
    ['desktop', { ...BERLIN, colorScheme: 'dark' as const }],
    ['phone', PHONE_390],
  ])('finds every screen usable on the %s', async (view, options) => {
    await visitIn(options);
    await customer.period();
    const judged = async (screen: string): Promise<void> => {
      expect([screen, ...(await faults(customer.page))]).toEqual([screen]);
      await screenshot(customer.page, `${view}-booking-${screen}`);
    };
    await judged('fleet');
    await customer.choose('1001');
    await customer.dialog.locator('.terms').waitFor();
    await judged('dialog');
    await customer.page.keyboard.press('Escape');
    await customer.page.locator('#when-from').fill('2027-03-28T02:30');
    await customer.page.locator('#when-to').fill('2027-01-01T00:00');
    await customer.page.locator('#when-error:not(:empty)').waitFor();
    await judged('fault');
  });
});
