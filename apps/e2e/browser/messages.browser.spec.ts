import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { TestShop } from '../src/support/test-shop.js';
import { faults, launch, screenshot } from './support/browser.js';
import { Customer } from './support/customer.js';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('The page, when something fails,', () => {
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

  const orders = async (): Promise<number> => (await shop.front.orders()).page.totalElements;

  /** Checks that the message is visible, announced and complete, and that axe finds no fault. */
  async function shows(kind: string, ...texts: string[]): Promise<void> {
    const message = customer.message(kind);
    await message.waitFor();
    expect(await message.getAttribute('role')).toBe('alert');
    for (const text of texts) expect(await message.textContent()).toContain(text);
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, `message-${kind}`);
  }

  it('reports a declined card, and accepts another card', async () => {
    await customer.order('1001', 'pm_card_chargeDeclined');
    await shows('declined', 'Nothing was charged', 'Choose another card');
    await customer.pick('pm_card_visa');
    await customer.submit.click();
    await customer.status(customer.rentals.first(), 'Shipped');
  });

  it('reports that the last cars are taken, and shows the new stock', async () => {
    await customer.choose('1003');
    const stock = await shop.front.stock('1003');
    const others = await shop.front.ordered('1003', stock);
    await customer.submit.click();
    await shows('outOfStock', 'Nothing was charged', 'another car');
    await customer.car('1003').getByText('Sold out').waitFor();
    await shop.front.cancel(others.id);
    await shop.front.reaches(others.id, 'Cancelled');
  });

  it('reports that payment is down and nothing was charged, and counts down to the retry', async () => {
    await shop.kill('payment');
    try {
      await customer.order('1002');
      await customer.dialog.getByRole('button', { name: /^Try again in \d s$/ }).waitFor();
      await shows('unpaid', 'Nothing was charged and nothing was ordered');
    } finally {
      await shop.start('payment');
    }
    await customer.dialog.getByRole('button', { name: 'Pay €69' }).click();
    await customer.status(customer.rentals.first(), 'Shipped');
  });

  it('asks for a little patience when the shop is full, and goes on with the same order', async () => {
    const keys: string[] = [];
    await customer.page.route('**/orders', async (route) => {
      keys.push(route.request().headers()['idempotency-key'] ?? '');
      if (keys.length > 1) return route.continue();
      return route.fulfill({
        status: 503,
        headers: { 'retry-after': '2' },
        contentType: 'application/problem+json',
        json: { status: 503, code: 'service.overloaded' },
      });
    });
    await customer.order('1001');
    await shows('overloaded', 'Wait a moment and try again', 'never charged twice');
    const retry = customer.dialog.getByRole('button', { name: 'Try again', exact: true });
    await retry.waitFor();
    await retry.click();
    await customer.status(customer.rentals.first(), 'Shipped');
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(keys[0]).toMatch(/^[\da-f]{32}$/);
  });

  it('reports a connection lost after the order was sent, and does not order twice', async () => {
    const before = await orders();
    await customer.page.route('**/orders', async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await customer.order('1001');
    await shows('offline', 'Check your network', 'never charged twice');
    await customer.page.unrouteAll();
    await customer.submit.click();
    await customer.dialog.waitFor({ state: 'detached' });
    await customer.status(customer.rentals.first(), 'Shipped');
    expect(await orders()).toBe(before + 1);
  });

  it('reports that the bank has not answered, and gets the result of the same order', async () => {
    const before = await orders();
    await customer.order('1004', 'pm_card_late');
    await customer.dialog.getByText('The bank is taking a little longer').waitFor();
    await shows('unsettled', 'is settled automatically', 'never charged twice');
    expect(await orders()).toBe(before + 1);
  });

  it('shows the trace id of an unexpected failure', async () => {
    await customer.page.route('**/orders', (route) =>
      route.fulfill({ status: 500, json: { status: 500, code: 'service.failed', traceId: TRACE_ID } }),
    );
    await customer.order('1001');
    await shows('unknown', 'send the trace id below to support', TRACE_ID);
  });

  it('reports a cancellation without an answer, and treats the earlier one as done', async () => {
    const id = await customer.shipped('1001');
    await customer.page.route(`**/orders/${id}`, async (route) => {
      await route.fetch();
      await route.abort('connectionreset');
    });
    await customer.askToCancel(id);
    await customer.submit.click();
    await shows('offline', 'refunded once, never twice');
    await customer.page.unrouteAll();
    await customer.submit.click();
    await customer.dialog.waitFor({ state: 'detached' });
    await customer.status(customer.rental(id), 'Cancelled');
    expect(await shop.front.refunds(id)).toHaveLength(1);
  });

  it('marks its content as old while the live stream is down, and catches up automatically', async () => {
    await customer.live();
    await shop.kill('customerpage');
    await customer.live('off');
    expect(await customer.page.locator('#live').textContent()).toMatch(/Not live.*as of \d\d:\d\d:\d\d.*reconnecting/s);
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'not-live');
    const { id } = await shop.front.ordered('1001');
    await shop.start('customerpage');
    await customer.live();
    await customer.status(customer.rental(id), 'Shipped');
  });
});
