import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { eventually } from '../src/support/eventually.js';
import { TestShop } from '../src/support/test-shop.js';
import { DESKTOP, faults, launch, PHONE, screenshot, viewsOf } from './support/browser.js';
import { Operator } from './support/operator.js';
import { booking, hence, Plans } from './support/plans.js';

const VIEWS: [string, BrowserContextOptions][] = [
  ['desktop', DESKTOP],
  ['desktop-dark-korean', { ...DESKTOP, colorScheme: 'dark', locale: 'ko-KR' }],
  ['phone', PHONE],
  ['phone-dark-korean', { ...PHONE, colorScheme: 'dark', locale: 'ko-KR' }],
];

/** The calendar over answers of the test in place of the services. */
describe('The calendar of the operator console', () => {
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
    await operator.open('calendar');
    await cell(12).waitFor();
  });
  afterEach(async () => {
    await operator.leave();
    expect(operator.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  const cell = (orderId: number): Locator => operator.page.locator(`[data-key="booking-${orderId}"]`);
  const focused = (): Promise<string | null> =>
    operator.page.evaluate(() => document.activeElement?.textContent ?? null);
  const press = (name: string | RegExp, within: Locator = operator.dialog): Promise<void> =>
    within.getByRole('button', { name, exact: true }).click();
  const closed = (): Promise<void> => operator.dialog.waitFor({ state: 'detached' });
  const details = async (orderId: number): Promise<void> => {
    await cell(orderId).focus();
    await operator.page.keyboard.press('Enter');
    await operator.dialog.waitFor();
  };

  it('names order, customer, period and state of each bar, and marks what is late and at risk', async () => {
    const grid = operator.page.getByRole('grid', { name: 'Calendar' });
    await grid.getByRole('gridcell', { name: /^Order #11 ?, ?customer-11 ?, .+ – .+, ?In use, Late$/ }).waitFor();
    await grid.getByRole('gridcell', { name: /^Order #12 ?, ?customer-12 ?, .+, ?Placed, At risk$/ }).waitFor();
    await grid.getByRole('gridcell', { name: /^Blocked, ?Brakes ?, / }).waitFor();
    await grid.getByRole('rowheader', { name: /^B-CS 4 ?, ?Out of service ?, ?Damage$/ }).waitFor();
    await operator.page.getByText('1 out now · 1 late · 1 at risk').waitFor();
    expect(await operator.page.locator('.cal-now').count()).toBe(1);
    expect(await grid.getByRole('columnheader').count()).toBe(8);
    await press('Day', operator.page.locator('.bar'));
    await eventually(async () => expect(await grid.getByRole('columnheader').count()).toBeGreaterThan(23));
  });

  it('is walked through with the arrow keys, one cell in the tab order, and Enter opens the details', async () => {
    const { keyboard } = operator.page;
    await cell(14).focus();
    for (const [key, name] of [
      ['ArrowRight', /^Free, /],
      ['ArrowRight', /^Order #15, /],
      ['Home', /^B-CS 2, City$/],
      ['End', /^Free, /],
      ['ArrowLeft', /^Order #16, /],
      ['ArrowDown', /^Blocked, Brakes/],
      ['ArrowUp', /^Order #16, /],
    ] as const) {
      await keyboard.press(key);
      expect(await focused()).toMatch(name);
    }
    expect(await operator.page.locator('#calendar [tabindex="0"]').count()).toBe(1);
    await keyboard.press('Enter');
    await operator.dialog.getByRole('heading', { name: 'Order 16' }).waitFor();
    await keyboard.press('Escape');
    await closed();
    expect(await focused()).toMatch(/^Order #16, /);
  });

  it('shows what the live stream reports, and keeps focus and scroll', async () => {
    await operator.page.setViewportSize({ width: 600, height: 800 });
    await press('Week', operator.page.locator('.bar'));
    await cell(12).focus();
    const scroll = operator.page.locator('.cal-scroll');
    const before = await scroll.evaluate((node) => (node.scrollLeft = 60));
    // Until the stream is open, which causes a read of its own.
    let reads = -1;
    while (reads !== plans.count('/operator/order/calendar')) {
      reads = plans.count('/operator/order/calendar');
      await operator.page.waitForTimeout(3_000);
    }
    plans.vehicles[0]?.occupations.push(booking(99, 40, 50));
    await operator.page.waitForTimeout(3_500);
    expect(plans.count('/operator/order/calendar')).toBe(reads);
    await shop.front.ordered('1003');
    // Sooner than without the stream.
    await cell(99).waitFor({ timeout: 15_000 });
    expect(await focused()).toMatch(/^Order #12, /);
    expect(await scroll.evaluate((node) => node.scrollLeft)).toBe(before);
  });

  it('moves the focus to a neighbour when the focused bar has gone', async () => {
    await cell(15).focus();
    plans.vehicles[1]!.occupations = plans.vehicles[1]!.occupations.filter(({ orderId }) => orderId !== 15);
    await shop.front.ordered('1003');
    await cell(15).waitFor({ state: 'detached' });
    expect(await focused()).toMatch(/^Free, /);
  });

  it('moves a booking to another vehicle of its model; a refusal says why', async () => {
    await details(12);
    await press('Move');
    const select = operator.dialog.getByLabel('New vehicle');
    expect(await select.locator('option').allTextContents()).toEqual(['B-CS 2 – taken then', 'B-CS 3 – taken then']);
    plans.when('POST /orders/12/vehicle', () => ({ status: 409, json: { code: 'car.not_available' } }));
    await select.selectOption('3');
    await press('Move');
    await operator.dialog.getByText('The vehicle is not free for the whole period. Choose another one.').waitFor();
    expect(await faults(operator.page)).toEqual([]);
    plans.when('POST /orders/12/vehicle', () => ({ json: { id: 12 } }));
    await press('Move');
    await closed();
    expect(plans.body('POST /orders/12/vehicle')).toEqual({ vehicleId: 3 });
    await operator.page.getByText('Order 12 has B-CS 3 now.').waitFor({ state: 'attached' });
    expect(await focused()).toMatch(/^Order #12, /);
  });

  it('extends a booking for its price, and names the latest end when it is refused', async () => {
    const quote = { amount: 18, total: 96, currency: 'EUR', latestTo: hence(58), available: true };
    plans.when('GET /orders/12/extension', () => ({ json: { ...quote, to: hence(28) } }));
    await details(12);
    await press('Extend');
    await operator.dialog.getByText('The customer pays €18 now, €96 in total.').waitFor();
    plans.when('POST /orders/12/extensions', () => ({
      status: 409,
      json: { code: 'extension.not_available', latestTo: hence(27) },
    }));
    await press('Extend');
    await operator.dialog.getByText('The vehicle is needed afterwards. The latest possible end is').waitFor();
    expect(await faults(operator.page)).toEqual([]);
    plans.when('POST /orders/12/extensions', () => ({ status: 201, json: {} }));
    await press('Extend');
    await closed();
    expect(plans.body('POST /orders/12/extensions')).toMatchObject({ expectedAmount: 18 });
  });

  it('cancels a booking for the fee that order answers', async () => {
    plans.when('GET /orders/12/cancellation', () => ({ json: { fee: 0, refund: 78, currency: 'EUR', until: null } }));
    plans.when('DELETE /orders/12', () => ({ status: 202, json: {} }));
    await details(12);
    await press('Cancel and refund');
    await operator.dialog.getByRole('button', { name: /€78/ }).click();
    await closed();
    expect(plans.count('/orders/12/cancellation')).toBe(1);
  });

  it('blocks a free stretch: the bookings in the way are moved and cancelled, or all displaced', async () => {
    const hit = [14, 15, 16].map((orderId) => ({
      orderId,
      from: hence(2),
      to: hence(4),
      customerId: 'mina',
      status: 'Placed',
    }));
    const displaced = [{ orderId: 16, outcome: 'cancelled' }];
    plans.when('POST /vehicles/2/blocks', ({ displace }) =>
      displace
        ? { status: 201, json: { id: 1, displaced } }
        : { status: 409, json: { code: 'vehicle.booked', bookings: hit } },
    );
    plans.when('POST /orders/14/vehicle', () => ({ json: {} }));
    plans.when('GET /orders/15/cancellation', () => ({ json: { fee: 0, refund: 78, currency: 'EUR', until: null } }));
    plans.when('DELETE /orders/15', () => ({ status: 202, json: {} }));
    await operator.page.locator('#track-2 [data-kind=free]').last().click();
    await press('Block');
    await operator.dialog.getByText('Enter a reason of at least 3 characters.').waitFor();
    await operator.dialog.getByLabel('Reason').fill('New brakes');
    await press('Block');
    const item = (id: number): Locator => operator.page.locator(`#block-dialog [data-order="${id}"]`);
    await item(16).waitFor();
    expect(await faults(operator.page)).toEqual([]);
    await press('Move: order 14', item(14));
    await press('Move', operator.page.locator('#move-dialog'));
    await item(14).getByText('Moved to B-CS').waitFor();
    await press('Cancel and refund: order 15', item(15));
    await operator.page.locator('#cancel-dialog button[type=submit]').click();
    await item(15).getByText('Being cancelled.').waitFor();
    await press('Move or cancel all');
    await operator.dialog.getByText('cancelled without a fee').waitFor();
    expect(plans.body('POST /vehicles/2/blocks')).toMatchObject({ reason: 'New brakes', displace: true });
    expect(await faults(operator.page)).toEqual([]);
    await press('Close', operator.dialog.locator('.buttons'));
    await closed();
  });

  it('removes a block', async () => {
    plans.when('DELETE /blocks/5', () => ({ status: 204 }));
    await operator.page.locator('#track-3 [data-kind=block]').click();
    await press('Remove the block');
    await operator.dialog.getByText('“Brakes”').waitFor();
    await press('Remove the block');
    await closed();
    expect(plans.count('/blocks/5')).toBe(1);
  });

  it.each(viewsOf(VIEWS))('finds every screen usable on the %s', async (view, options) => {
    const here = await Operator.arrive(browser, shop.shop.urls.gateway, options);
    const own = await Plans.on(here.page);
    own.when('GET /orders/12/extension', () => ({
      json: { to: hence(28), amount: 18, total: 96, currency: 'EUR', latestTo: hence(58), available: true },
    }));
    const judged = async (screen: string): Promise<void> => {
      expect([screen, ...(await faults(here.page))]).toEqual([screen]);
      await screenshot(here.page, `operator-${view}-${screen}`);
    };
    await here.open('calendar');
    await here.page.locator('#calendar-rows [role=row]').first().waitFor();
    for (const scale of ['day', 'week']) {
      await here.page.locator(`.segments [data-scale=${scale}]`).click();
      await here.page.locator(`.cal-scroll[data-scale=${scale}]`).waitFor();
      await judged(`calendar-${scale}`);
    }
    await here.page.locator('[data-key="booking-12"]').press('Enter');
    await judged('calendar-details');
    await here.page.locator('#booking-dialog .buttons button').nth(3).click();
    await here.page.locator('#extend-dialog .lead:not(:empty)').waitFor();
    await judged('calendar-extend');
    await here.page.keyboard.press('Escape');
    await here.page.locator('#track-4 [data-kind=free]').press('Enter');
    await here.dialog.waitFor();
    await judged('calendar-block');
    await here.page.keyboard.press('Escape');
    await here.page.locator('[data-key="4"] .cal-vehicle').press('Enter');
    await here.dialog.waitFor();
    await judged('calendar-vehicle');
    expect(here.errors).toEqual([]);
    await here.leave();
  });
});
