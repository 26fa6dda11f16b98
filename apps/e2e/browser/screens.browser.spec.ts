import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { TestShop } from '../src/support/test-shop.js';
import { DESKTOP, faults, launch, PHONE, screenshot, viewsOf } from './support/browser.js';
import { Customer } from './support/customer.js';

const VIEWS: [string, BrowserContextOptions, string][] = [
  ['desktop', DESKTOP, 'Our cars'],
  ['desktop-dark-korean', { ...DESKTOP, colorScheme: 'dark', locale: 'ko-KR' }, '차량'],
  ['phone', PHONE, 'Our cars'],
  ['phone-dark-korean', { ...PHONE, colorScheme: 'dark', locale: 'ko-KR' }, '차량'],
];

describe('The screens', () => {
  let shop: TestShop;
  let browser: Browser;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([TestShop.open(), launch()]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  it.each(viewsOf(VIEWS))('are usable by everybody on the %s', async (view, options, title) => {
    const { id } = await shop.front.shipped('1002');
    const customer = await Customer.arrive(browser, shop.shop.urls.gateway, options);
    const judged = async (screen: string): Promise<void> => {
      expect([screen, ...(await faults(customer.page))]).toEqual([screen]);
      await screenshot(customer.page, `${view}-${screen}`);
    };
    await customer.live();
    await customer.page.getByRole('heading', { name: title, exact: true }).waitFor();
    await judged('fleet');
    await customer.choose('1005');
    await judged('order');
    await customer.page.keyboard.press('Escape');
    await customer.dialog.waitFor({ state: 'detached' });
    await customer.rental(id).scrollIntoViewIfNeeded();
    await judged('rentals');
    await customer.cancel(id);
    await customer.status(customer.rental(id), 'Cancelled');
    await judged('cancelled');
    expect(customer.errors).toEqual([]);
    await customer.leave();
  });

  it('show an empty state before the first order', async () => {
    const fresh = await TestShop.open();
    const customer = await Customer.arrive(browser, fresh.shop.urls.gateway, PHONE);
    await customer.page.getByText('No rentals yet').waitFor();
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'phone-empty');
    await customer.leave();
    await fresh.close();
  });

  it('change their language immediately and keep it', async () => {
    const customer = await Customer.arrive(browser, shop.shop.urls.gateway);
    await customer.page.getByRole('button', { name: '한국어' }).click();
    await customer.page.getByRole('heading', { name: '내 대여' }).waitFor();
    await customer.page.reload();
    await customer.page.getByRole('heading', { name: '내 대여' }).waitFor();
    expect(await customer.page.locator('html').getAttribute('lang')).toBe('ko');
    await customer.leave();
  });
});
