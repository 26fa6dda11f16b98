import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from '../src/support/eventually.js';
import { TestShop } from '../src/support/test-shop.js';
import { launch } from './support/browser.js';
import { Customer } from './support/customer.js';

describe('A customer at the page', () => {
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

  it('orders a car and sees it Shipped, the history and the stock without a reload', async () => {
    const stock = await shop.front.stock('1001');
    const id = await customer.shipped('1001');
    // Order and delivery publish independently: Shipped may arrive first.
    await eventually(async () => expect(await customer.steps(id)).toEqual(['Ordered', 'Paid', 'Shipped']));
    expect(await customer.rental(id).locator('time').first().textContent()).toMatch(/^\d\d:\d\d:\d\d$/);
    await customer
      .car('1001')
      .getByText(`${stock - 1} available`)
      .waitFor();
    expect(await customer.rental(id).evaluate((rental) => rental === document.activeElement)).toBe(true);
  });

  it('orders several cars for their price', async () => {
    await customer.choose('1002');
    await customer.dialog.getByRole('button', { name: 'One more' }).click();
    await customer.dialog.getByText('€138', { exact: true }).waitFor();
    await customer.submit.click();
    await customer.rentals.first().getByText('2 cars · €138').waitFor();
    await customer.status(customer.rentals.first(), 'Shipped');
  });

  it('shows the refund before a cancellation, then Cancelled and refunded', async () => {
    const id = await customer.shipped('1003');
    await customer.askToCancel(id);
    await customer.dialog.getByText('You get €89 back').waitFor();
    await customer.submit.click();
    await customer.status(customer.rental(id), 'Cancelled');
    await customer.rental(id).getByText('€89 refunded').waitFor();
    await customer.rental(id).locator('[data-event=OrderCancelled]').waitFor();
    expect(await customer.steps(id)).toEqual([
      'Ordered',
      'Paid',
      'Shipped',
      'DeliveryCanceled',
      'PayCancelled',
      'OrderCancelled',
    ]);
    expect(await shop.front.refunds(id)).toHaveLength(1);
  });

  it('keeps the rental when the question is answered with no', async () => {
    const id = await customer.shipped('1001');
    await customer.askToCancel(id);
    await customer.dialog.getByRole('button', { name: 'Keep rental' }).click();
    await customer.dialog.waitFor({ state: 'detached' });
    expect((await shop.front.reaches(id, 'Shipped')).status).toBe('Shipped');
  });

  it('never sees the old state after a cancel, though the view is late, not even after a reload', async () => {
    const id = await customer.shipped('1001');
    const { page } = customer;
    const stale = (await shop.client('gateway').get<object>('/customerpages?page=0&size=20&sort=id,desc')).body;
    await page.route(/\/customerpages\?/, (route) => route.fulfill({ json: stale }));
    await page.route(/\/customerpages\/stream/, (route) => route.abort());
    await page.reload();
    await customer.status(customer.rental(id), 'Shipped');
    await customer.cancel(id);
    await customer.status(customer.rental(id), 'Cancelling');
    await page.reload();
    await customer.status(customer.rental(id), 'Cancelling');
    expect(
      await customer
        .rental(id)
        .getByRole('button', { name: /Cancel rental/ })
        .count(),
    ).toBe(0);
    await page.unrouteAll();
    await customer.status(customer.rental(id), 'Cancelled');
  });

  it('reloads in the middle of an order and finishes the same one', async () => {
    const before = (await shop.front.orders()).page.totalElements;
    await customer.order('1002', 'pm_card_delay');
    await customer.dialog.getByText('Paying…').waitFor();
    await customer.page.reload();
    await customer.message('interrupted').waitFor();
    await customer.submit.click();
    await customer.dialog.waitFor({ state: 'detached' });
    await customer.status(customer.rentals.first(), 'Shipped');
    expect((await shop.front.orders()).page.totalElements).toBe(before + 1);
  });

  it('sees in one tab what happens in the other', async () => {
    const other = await customer.otherTab();
    await other.live();
    const id = await customer.shipped('1004');
    await other.status(other.rental(id), 'Shipped');
    await other.cancel(id);
    await customer.status(customer.rental(id), 'Cancelled');
    expect(other.errors).toEqual([]);
  });

  it('orders with the keyboard alone', async () => {
    const { keyboard } = customer.page;
    await customer.car('1001').getByRole('button').focus();
    await keyboard.press('Enter');
    await customer.dialog.waitFor();
    await customer.dialog.locator('input[name=paymentMethod]').first().focus();
    await keyboard.press('Enter');
    await customer.status(customer.rentals.first(), 'Shipped');
    await customer.car('1001').getByRole('button').focus();
    await keyboard.press('Enter');
    await keyboard.press('Escape');
    await customer.dialog.waitFor({ state: 'detached' });
    await eventually(async () =>
      expect(await customer.page.evaluate(() => document.activeElement?.getAttribute('data-focus'))).toBe('order'),
    );
  });
});
