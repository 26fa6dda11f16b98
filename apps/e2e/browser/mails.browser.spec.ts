import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { faults, launch, screenshot } from './support/browser.js';
import { Customer } from './support/customer.js';
import { FakeShop, type Sent } from './support/fake-shop.js';
import { booking } from './support/rentals.js';

describe('A customer', () => {
  let shop: FakeShop;
  let browser: Browser;
  let customer: Customer;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([FakeShop.open(), launch()]);
  });
  beforeEach(async () => {
    shop.reset();
    shop.has([booking()]);
    shop.on('POST /orders', ({ body }) => ({
      status: 201,
      body: { ...body, id: 8, status: 'Placed', amount: 49, currency: 'EUR', createdAt: new Date().toISOString() },
    }));
    customer = await Customer.arrive(browser, shop.url);
  });
  afterEach(async () => {
    await customer.leave();
    expect(customer.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  const sent = (method: string, path: string): Sent[] =>
    shop.sent.filter((each) => each.method === method && each.path === path);
  const ordered = async (): Promise<Record<string, unknown> | undefined> => {
    await customer.pay();
    return sent('POST', '/orders')[0]?.body;
  };

  it('orders without an e-mail address', async () => {
    await customer.choose('1001');
    const body = await ordered();
    expect(Object.keys(body ?? {}).filter((name) => ['email', 'mails'].includes(name))).toEqual([]);
  });

  it('orders with an e-mail address, and is told when it cannot be one', async () => {
    await customer.choose('1001');
    const address = customer.dialog.getByLabel('E-mail address');
    await address.fill('kim at example.org');
    await customer.submit.click();
    await customer.dialog.getByText('This is not an e-mail address').waitFor();
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'order-bad-email');
    expect(sent('POST', '/orders')).toEqual([]);
    await address.fill('kim@example.org');
    expect(await ordered()).toMatchObject({ email: 'kim@example.org' });
  });

  it('orders without any e-mails', async () => {
    await customer.choose('1001');
    await customer.dialog.getByLabel('Send me e-mails about this rental').uncheck();
    expect(await customer.dialog.getByLabel('E-mail address').isVisible()).toBe(false);
    const body = await ordered();
    expect(body).toMatchObject({ mails: false });
    expect(body).not.toHaveProperty('email');
  });

  it('stops the e-mails of a rental later, and sends them again', async () => {
    shop.on('GET /orders/7/mails', () => ({ body: { enabled: true, hasAddress: true } }));
    shop.on('PATCH /orders/7/mails', ({ body }) => ({ body: { enabled: body['enabled'], hasAddress: true } }));
    await customer
      .rental(7)
      .getByRole('button', { name: /^E-mails/ })
      .click();
    await customer.dialog.getByRole('button', { name: 'Stop e-mails' }).click();
    await customer.dialog.getByText('You get no e-mails about this rental.').first().waitFor();
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'mails');
    await customer.dialog.getByRole('button', { name: 'Send e-mails' }).click();
    await customer.dialog.getByText('You get e-mails about this rental.').first().waitFor();
    expect(sent('PATCH', '/orders/7/mails').map(({ body }) => body)).toEqual([{ enabled: false }, { enabled: true }]);
  });

  it('is told that a rental has no address', async () => {
    shop.on('GET /orders/7/mails', () => ({ body: { enabled: true, hasAddress: false } }));
    await customer
      .rental(7)
      .getByRole('button', { name: /^E-mails/ })
      .click();
    await customer.dialog.getByText('This rental has no e-mail address').first().waitFor();
    expect(await customer.submit.isVisible()).toBe(false);
  });

  it('makes a private link for a calendar, and revokes it', async () => {
    const url = `${shop.url}/calendar-feeds/0123456789abcdef.ics`;
    shop.on('POST /calendar-feeds', () => ({ status: 201, body: { url } }));
    shop.on('DELETE /calendar-feeds', () => ({ status: 204 }));
    await customer.page.getByRole('button', { name: 'In my calendar' }).click();
    await customer.dialog.getByRole('button', { name: 'Create a link' }).click();
    await customer.dialog.getByLabel('Your private link').waitFor();
    expect(await customer.dialog.getByLabel('Your private link').inputValue()).toBe(url);
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'calendar');
    await customer.dialog.getByRole('button', { name: 'Copy' }).click();
    await customer.dialog.getByRole('button', { name: 'Copied' }).waitFor();
    await customer.dialog.getByRole('button', { name: 'Revoke the link' }).click();
    await customer.dialog.getByText('The link no longer works.').waitFor();
    expect(await customer.dialog.getByLabel('Your private link').isVisible()).toBe(false);
  });
});
