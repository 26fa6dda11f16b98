import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { eventually } from '../src/support/eventually.js';
import { TestShop } from '../src/support/test-shop.js';
import { DESKTOP, faults, launch, PHONE, screenshot } from './support/browser.js';
import { Operator } from './support/operator.js';
import { hence, Plans } from './support/plans.js';

const VIEWS: [string, BrowserContextOptions][] = [
  ['desktop', DESKTOP],
  ['phone-dark-korean', { ...PHONE, colorScheme: 'dark', locale: 'ko-KR' }],
];
const FEED = 'https://shop.example/calendar-feeds/c2VjcmV0.ics';

/** The console over answers of the test in place of the services. */
describe('What is left after a rental, in the operator console', () => {
  let shop: TestShop;
  let browser: Browser;
  let operator: Operator;
  let plans: Plans;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([TestShop.open(), launch()]);
  });
  beforeEach(async () => {
    operator = await Operator.arrive(browser, shop.shop.urls.gateway);
    plans = await Plans.on(operator.page);
  });
  afterEach(async () => {
    await operator.leave();
    expect(operator.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  const press = (name: string): Promise<void> => operator.dialog.getByRole('button', { name, exact: true }).click();

  it('lists what is owed, charges it again, and waives it with a reason', async () => {
    plans.when('POST /operator/order/owed/31/retry', () => ({ json: { ...plans.owed[0], status: 'Open' } }));
    plans.when('POST /operator/order/owed/31/waive', () => {
      plans.owed = plans.owed.slice(1);
      return { json: {} };
    });
    await operator.open('owed');
    await operator.page.locator('[data-tab=owed] .count').getByText('2').waitFor();
    const row = operator.row('#31');
    await row.getByText('€36.50').waitFor();
    await row.getByText('Settlement at return').waitFor();
    const again = row.getByRole('button', { name: 'Charge again: order 31' });
    await again.click();
    await operator.page.locator('#trouble').getByText('The amount is still unpaid').waitFor();
    plans.when('POST /operator/order/owed/31/retry', () => ({ json: { ...plans.owed[0], status: 'Paid' } }));
    await again.click();
    await operator.page.getByText('Order 31: €36.50 is paid.').waitFor({ state: 'attached' });
    expect(await operator.page.locator('#trouble').textContent()).toBe('');
    await row.getByRole('button', { name: 'Waive: order 31' }).click();
    await press('Waive');
    await operator.dialog.getByText('Enter a reason').waitFor();
    await operator.dialog.getByLabel('Reason').fill('The key was our fault.');
    await press('Waive');
    await row.waitFor({ state: 'detached' });
    expect(plans.body('POST /operator/order/owed/31/waive')).toEqual({ reason: 'The key was our fault.' });
  });

  it('says so when nothing is owed', async () => {
    plans.owed = [];
    await operator.open('owed');
    await operator.page.getByText('Nothing is owed').waitFor();
    expect(await operator.page.locator('[data-tab=owed] .count').isVisible()).toBe(false);
  });

  it('shows a damaged vehicle, and puts it back in service', async () => {
    await operator.open('vehicles');
    const row = operator.row('B-CS 4');
    await row.getByText('Damage').waitFor();
    await row.getByRole('button', { name: 'Details: B-CS 4' }).click();
    await press('Put back in service');
    await operator.dialog.getByText('A damage was reported at its last return.').waitFor();
    plans.when('PATCH /vehicles/4', () => ({ json: {} }));
    await press('Put back in service');
    await operator.dialog.waitFor({ state: 'detached' });
    expect(plans.body('PATCH /vehicles/4')).toEqual({ state: 'InService' });
  });

  it('creates a calendar link that is shown once, and revokes it', async () => {
    await operator.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    plans.when('POST /vehicles/1/calendar-feed', () => ({ status: 201, json: { url: FEED } }));
    plans.when('DELETE /vehicles/1/calendar-feed', () => ({ status: 204 }));
    await operator.open('vehicles');
    await operator.row('B-CS 1').getByRole('button', { name: 'Details: B-CS 1' }).click();
    await press('Calendar link');
    await press('Create a new link');
    const link = operator.dialog.getByLabel('Link', { exact: true });
    await eventually(async () => expect(await link.inputValue()).toBe(FEED));
    expect(await faults(operator.page)).toEqual([]);
    await press('Copy');
    await operator.dialog.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await operator.page.evaluate(() => navigator.clipboard.readText())).toBe(FEED);
    await press('Revoke the link');
    await operator.dialog.getByText('The link no longer works.').waitFor();
    expect(await link.isVisible()).toBe(false);
  });

  it("marks what is late and at risk on the day's list", async () => {
    const entry = { status: 'Placed', productId: '1001', model: 'City', qty: 1, customerId: 'mina', vehicleId: 1 };
    const bring = [
      { ...entry, orderId: 41, plate: 'B-CS 1', place: 'Hauptstr. 5', at: hence(2), isLate: false, isAtRisk: true },
      { ...entry, orderId: 42, plate: 'B-CS 2', place: null, at: hence(-2), isLate: true, isAtRisk: false },
    ];
    await operator.page.route(/\/operator\/order\/agenda/, (route) => route.fulfill({ json: { bring, fetch: [] } }));
    await operator.open('today');
    await operator.row('#41').getByText('At risk').waitFor();
    await operator.row('#42').getByText('Late').waitFor();
    expect(await operator.row('#41').getByText('Late').count()).toBe(0);
  });

  it.each(VIEWS)('finds every screen usable on the %s', async (view, options) => {
    const here = await Operator.arrive(browser, shop.shop.urls.gateway, options);
    await Plans.on(here.page);
    const judged = async (screen: string): Promise<void> => {
      expect([screen, ...(await faults(here.page))]).toEqual([screen]);
      await screenshot(here.page, `operator-${view}-${screen}`);
    };
    await here.open('owed');
    await here.row('#31').waitFor();
    await judged('owed');
    await here.row('#31').locator('[data-focus=waive]').click();
    await judged('owed-waive');
    await here.page.keyboard.press('Escape');
    await here.open('vehicles');
    await here.row('B-CS 4').waitFor();
    await judged('vehicles-damage');
    expect(here.errors).toEqual([]);
    await here.leave();
  });
});
