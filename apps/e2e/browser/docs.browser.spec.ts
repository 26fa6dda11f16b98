import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { TestShop } from '../src/support/test-shop.js';
import { DESKTOP, launch, screenshot } from './support/browser.js';

describe('The API page', () => {
  let shop: TestShop;
  let browser: Browser;
  beforeAll(async () => {
    [shop, browser] = [await TestShop.open(), await launch()];
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  it('is drawn within the policy, and its example orders a car as it stands', async () => {
    const page = await browser.newPage(DESKTOP);
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.goto(`${shop.shop.urls.gateway}/docs`);
    const operation = page.locator('#operations-orders-postOrders');
    await operation.locator('.opblock-summary-control').click();
    await operation.locator('.try-out__btn').click();
    await operation.locator('.execute').click();
    const status = operation.locator('.live-responses-table tbody .response-col_status');
    await status.waitFor();
    expect(await status.innerText()).toContain('201');
    expect((await shop.front.orders()).page.totalElements).toBe(1);
    expect(errors).toEqual([]);
    await screenshot(page, 'api-page');
  });
});
