import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from '../src/support/eventually.js';
import { TestShop } from '../src/support/test-shop.js';
import { launch } from './support/browser.js';
import { Customer } from './support/customer.js';

interface Extension {
  to: string;
  amount: number;
  total: number;
}

describe('A customer whose plans change', () => {
  let shop: TestShop;
  let browser: Browser;
  let customer: Customer;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([TestShop.open(), launch()]);
  });
  beforeEach(async () => {
    customer = await Customer.arrive(browser, shop.shop.urls.gateway);
  });
  afterEach(async () => {
    await customer.leave();
    expect(customer.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  /** The mails of the shop, each as its text. */
  const mails = async (): Promise<string[]> => {
    const folder = join(String(shop.storage['DATA_DIR']), 'mails');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.eml'));
    return Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  };

  it('gets an e-mail, extends the rental under way, pays, and sees the new end and total', async () => {
    await customer.period();
    await customer.choose('1004');
    await customer.dialog.getByLabel('E-mail address').fill('kim@example.org');
    const id = await customer.pay();
    const rental = customer.rental(id);
    await customer.status(rental, 'Placed');
    await eventually(async () => expect(await mails()).toContainEqual(expect.stringContaining('kim@example.org')));
    const delivery = await shop.front.delivery(id);
    await shop.client('gateway').post(`/deliveries/${delivery!.id}/handover`, {});
    await customer.status(rental, 'InUse');

    await rental.getByRole('button', { name: /^Extend/ }).click();
    // One hour more costs nothing: the price of a day includes it.
    await customer.dialog.getByText('To pay now').waitFor();
    const quoted = customer.page.waitForResponse((response) => response.url().includes(`/orders/${id}/extension?`));
    await customer.dialog.getByRole('button', { name: '+ 1 day', exact: true }).click();
    const quote = (await (await quoted).json()) as Extension;
    await customer.dialog.getByRole('button', { name: `Pay €${quote.amount}` }).waitFor();
    const paid = customer.page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith(`/orders/${id}/extensions`),
    );
    await customer.submit.click();
    const { to, amount, total } = (await (await paid).json()) as Extension;
    expect({ to, amount, total }).toEqual({ to: quote.to, amount: quote.amount, total: 79 + quote.amount });
    expect(amount).toBeGreaterThan(0);
    await customer.dialog.waitFor({ state: 'detached' });
    await rental.locator('[data-event="OrderExtended"]').waitFor();
    await rental.getByText(`€${total}`).waitFor();
    expect(await shop.front.page(id)).toMatchObject({ to, amount: total, status: 'InUse' });
  });

  it('reads the rentals in a calendar until the link is revoked', async () => {
    await customer.page.getByRole('button', { name: 'In my calendar' }).click();
    await customer.dialog.getByRole('button', { name: 'Create a link' }).click();
    const link = customer.dialog.getByLabel('Your private link');
    await link.waitFor();
    const url = await link.inputValue();
    const calendar = await fetch(url);
    expect([calendar.status, calendar.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
    expect(await calendar.text()).toMatch(/^BEGIN:VCALENDAR\r\n[^]*BEGIN:VEVENT/);
    await customer.dialog.getByRole('button', { name: 'Revoke the link' }).click();
    await customer.dialog.getByText('The link no longer works.').waitFor();
    expect((await fetch(url)).status).toBe(404);
  });
});
