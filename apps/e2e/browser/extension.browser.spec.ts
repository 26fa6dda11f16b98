import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { DESKTOP, faults, launch, screenshot } from './support/browser.js';
import { Customer } from './support/customer.js';
import { FakeShop, type Sent } from './support/fake-shop.js';
import { booking, inHours } from './support/rentals.js';

const SEOUL: BrowserContextOptions = { ...DESKTOP, timezoneId: 'Asia/Seoul' };
const PATH = '/orders/7/extension';

/** Three euros per hour, and the next booking after 12 hours. */
function quote({ query }: Sent): { body: object } {
  const hours = (Date.parse(query.get('to') ?? '') - Date.parse(inHours(3))) / 3_600_000;
  const available = hours <= 9;
  const price = { amount: 3 * hours, total: 49 + 3 * hours, currency: 'EUR' };
  return { body: { to: query.get('to'), ...price, latestTo: inHours(12), available } };
}

describe('A customer who needs the car longer', () => {
  let shop: FakeShop;
  let browser: Browser;
  let customer: Customer;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([FakeShop.open(), launch()]);
  });
  beforeEach(async () => {
    shop.reset();
    shop.has([booking()]);
    shop.on(`GET ${PATH}`, quote);
    customer = await Customer.arrive(browser, shop.url, SEOUL);
    await customer
      .rental(7)
      .getByRole('button', { name: /^Extend/ })
      .click();
    await customer.dialog.getByRole('button', { name: 'Pay €3' }).waitFor();
  });
  afterEach(async () => {
    await customer.leave();
    expect(customer.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  const posts = (): Sent[] => shop.sent.filter(({ method, path }) => method === 'POST' && path === `${PATH}s`);
  const step = (name: string): Promise<void> => customer.dialog.getByRole('button', { name, exact: true }).click();
  const shows = async (kind: string, ...texts: string[]): Promise<void> => {
    await customer.message(kind).waitFor();
    for (const text of texts) expect(await customer.message(kind).textContent()).toContain(text);
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, `extension-${kind}`);
  };

  it('sees what it costs now and in all, pays, and has the new end', async () => {
    await step('+ 3 h');
    await customer.dialog.getByRole('button', { name: 'Pay €9' }).waitFor();
    await customer.dialog.getByText('€58').waitFor();
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'extension-dialog');
    const answer = { orderId: 7, number: 1, from: inHours(3), to: inHours(6), amount: 9, total: 58 };
    shop.on(`POST ${PATH}s`, () => ({ status: 201, body: { ...answer, currency: 'EUR', status: 'Placed' } }));
    await customer.submit.click();
    await customer.dialog.waitFor({ state: 'detached' });
    const [sent] = posts();
    expect(sent?.body).toMatchObject({ expectedAmount: 9, paymentMethod: 'pm_card_visa' });
    expect(sent?.body['to']).toMatch(/\+09:00$/);
    expect(Date.parse(String(sent?.body['to']))).toBe(Date.parse(inHours(6)));
    await customer.rental(7).getByText('€58').waitFor();
    shop.publish(booking());
    const extended = booking({ to: inHours(6), amount: 58, extendedAt: inHours(0), updatedAt: inHours(0) });
    shop.publish({ ...extended, history: [{ event: 'OrderExtended', at: inHours(0) }] });
    await customer.rental(7).locator('[data-event="OrderExtended"]').waitFor();
    expect(await customer.steps(7)).toEqual(['Ordered', 'Paid', 'Shipped', 'HandedOver', 'OrderExtended']);
    await customer.rental(7).getByText('€58').waitFor();
  });

  it('is refused by the next booking, and takes the latest possible end', async () => {
    await step('+ 1 day');
    await shows('extensionRefused', 'Nothing was charged');
    expect(await customer.submit.getAttribute('aria-disabled')).toBe('true');
    await customer.dialog.getByRole('button', { name: /^Until/ }).click();
    await customer.dialog.getByRole('button', { name: 'Pay €27' }).waitFor();
    shop.refuses(`POST ${PATH}s`, 409, 'extension.not_available', { latestTo: null });
    await customer.submit.click();
    await customer.dialog.getByText('No later end is possible').waitFor();
  });

  it('pays with another card after a decline, as another attempt', async () => {
    await customer.pick('pm_card_chargeDeclined');
    shop.refuses(`POST ${PATH}s`, 402, 'payment.declined');
    await customer.submit.click();
    await shows('declined', 'the end is unchanged', 'Choose another card');
    await customer.pick('pm_card_visa');
    await customer.submit.click();
    await shows('declined');
    await eventually(() => posts().length === 2);
    expect(posts()[0]?.key).not.toBe(posts()[1]?.key);
  });

  it('repeats the same attempt while the outcome is unknown', async () => {
    shop.refuses(`POST ${PATH}s`, 503, 'payment.unknown', {}, { 'retry-after': '1' });
    await customer.submit.click();
    await shows('unsettled', 'The bank has not answered', 'never charged twice');
    await customer.dialog.getByRole('button', { name: 'Try again', exact: true }).click();
    await eventually(() => posts().length === 2);
    expect(posts()[0]?.key).toBe(posts()[1]?.key);
  });

  it('waits while another extension is open', async () => {
    shop.on(`GET ${PATH}`, (sent) => ({ body: { ...quote(sent).body, available: false } }));
    await step('+ 3 h');
    await shows('extensionOpen', 'Wait until it is settled');
    shop.on(`GET ${PATH}`, quote);
    await step('+ 1 h');
    await customer.dialog.getByRole('button', { name: 'Pay €3' }).waitFor();
    shop.refuses(`POST ${PATH}s`, 409, 'extension.open');
    await customer.submit.click();
    await shows('extensionOpen', 'Wait until it is settled');
    expect(await customer.submit.isVisible()).toBe(false);
  });

  it('is asked again when the price has changed', async () => {
    shop.refuses(`POST ${PATH}s`, 409, 'price.changed');
    shop.on(`GET ${PATH}`, (sent) => ({ body: { ...quote(sent).body, amount: 5, total: 54 } }));
    await customer.submit.click();
    await shows('priceChanged', 'pay only if you agree');
    await customer.dialog.getByRole('button', { name: 'Pay €5' }).waitFor();
  });

  it('is told what is wrong with an end, and reaches everything with the keyboard', async () => {
    const input = customer.dialog.getByLabel('New end');
    await input.fill('2026-01-01T10:00');
    await customer.dialog.getByText('Choose an end after the present one.').waitFor();
    expect(await input.getAttribute('aria-invalid')).toBe('true');
    await customer.dialog.getByRole('button', { name: '+ 3 h', exact: true }).focus();
    await customer.page.keyboard.press('Enter');
    await customer.dialog.getByRole('button', { name: 'Pay €9' }).waitFor();
    await customer.page.keyboard.press('Escape');
    await customer.dialog.waitFor({ state: 'detached' });
    expect(await customer.page.evaluate(() => document.activeElement?.textContent)).toBe('Extend');
  });
});

/** Waits until a request of the page has arrived. */
async function eventually(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 100 && !isSo(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isSo()).toBe(true);
}
