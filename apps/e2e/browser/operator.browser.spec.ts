import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { eventually } from '../src/support/eventually.js';
import { Storage } from '../src/support/storage.js';
import { TestShop } from '../src/support/test-shop.js';
import { Issuer } from '../src/support/tokens.js';
import { DESKTOP, faults, holdAnswers, launch, PHONE, screenshot, viewsOf } from './support/browser.js';
import { Operator } from './support/operator.js';

const VIEWS: [string, BrowserContextOptions][] = [
  ['desktop', DESKTOP],
  ['desktop-dark-korean', { ...DESKTOP, colorScheme: 'dark', locale: 'ko-KR' }],
  ['phone', PHONE],
  ['phone-dark-korean', { ...PHONE, colorScheme: 'dark', locale: 'ko-KR' }],
];

describe('The operator console', () => {
  let storage: Storage;
  let shop: TestShop;
  let browser: Browser;
  let operator: Operator;
  beforeAll(async () => {
    storage = await Storage.create();
    [shop, browser] = await Promise.all([TestShop.open(storage.env), launch()]);
  });
  beforeEach(async () => {
    operator = await Operator.arrive(browser, shop.shop.urls.gateway);
  });
  afterEach(async () => {
    await operator.leave();
    expect(operator.errors).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
    await storage.remove();
  });

  it("shows one order's timeline across the four services, with the traces of its two requests", async () => {
    const { id } = await shop.front.shipped('1001');
    await shop.front.cancel(id);
    await shop.front.reaches(id, 'Cancelled');
    await operator.open('orders');
    await operator.page.getByRole('button', { name: 'All', exact: true }).click();
    await operator.row(`#${id}`).getByText('1 × City Electric').waitFor();
    await operator.row(`#${id}`).getByRole('link').click();
    await eventually(async () => {
      const steps = await operator.steps();
      expect(steps.map((step) => step.name).sort()).toEqual(
        [
          ...['opened', 'charge', 'Paid', 'Shipped', 'Ordered'],
          ...['DeliveryCanceled', 'refund', 'PayCancelled', 'OrderCancelled'],
        ].sort(),
      );
      expect(await operator.page.locator('.arrivals [data-done=false]').count()).toBe(0);
      const traceOf = (name: string): string | null | undefined => steps.find((step) => step.name === name)?.trace;
      const placed = traceOf('opened');
      expect(placed).toMatch(/^[0-9a-f]{32}$/);
      expect(['Paid', 'Shipped', 'Ordered'].map(traceOf)).toEqual([placed, placed, placed]);
      const cancelled = traceOf('PayCancelled');
      expect(cancelled).not.toBe(placed);
      expect(['DeliveryCanceled', 'OrderCancelled'].map(traceOf)).toEqual([cancelled, cancelled]);
    });
    expect(await operator.page.locator('.places strong').allTextContents()).toEqual([
      'Cancelled',
      'Refunded',
      'Delivery stopped',
      'Cancelled',
    ]);
  });

  it('shows every tab on a desktop, also when three of them count something', async () => {
    await operator.open('orders');
    const cut = await operator.page.locator('.tabs').evaluate((tabs) => {
      for (const count of [...tabs.querySelectorAll<HTMLElement>('.count')].slice(0, 3)) {
        count.textContent = '12';
        count.hidden = false;
      }
      return tabs.scrollWidth - tabs.clientWidth;
    });
    expect(cut).toBe(0);
  });

  it('cancels an order and sees its refund', async () => {
    const { id } = await shop.front.shipped('1002');
    await operator.open(`orders/${id}`);
    await operator.page.getByRole('button', { name: 'Cancel and refund' }).click();
    await operator.dialog.locator('button[type=submit]').click();
    await operator.page.locator('.order-timeline-head .chip[data-status=Cancelled]').waitFor();
    await operator.open('refunds');
    await operator.row(`#${id}`).getByText('€69').waitFor();
  });

  it('retries an order without an answer immediately', async () => {
    const pending = shop.front.order('1004', 1, { paymentMethod: 'pm_card_late' });
    await pending;
    const row = operator.row('Checking payment').first();
    await row.waitFor();
    await row.getByRole('button', { name: /Retry now/ }).click();
    await operator.page.getByText(/Order \d+ is retried/).waitFor();
    await operator.page.getByText('Everything is settled').waitFor();
  });

  it('changes the stock, which customers see', async () => {
    await operator.open('fleet');
    const row = operator.row('Long Van');
    await row.getByLabel('Free', { exact: true }).fill('33');
    await row.getByRole('button', { name: 'Save' }).click();
    await row.getByText('33 available').waitFor();
    expect(await shop.front.stock('1004')).toBe(33);
  });

  it('learns that orders arrived before the stock was saved, and saves it after a check', async () => {
    await operator.open('fleet');
    const row = operator.row('Long Van');
    const before = await shop.front.stock('1004');
    await row.getByLabel('Free', { exact: true }).fill(String(before + 5));
    await shop.front.shipped('1004');
    await row.getByRole('button', { name: 'Save' }).click();
    await row.getByText(`${before - 1} are free now, because new orders arrived.`).waitFor();
    expect(await shop.front.stock('1004')).toBe(before - 1);
    expect(await row.getByLabel('Free', { exact: true }).inputValue()).toBe(String(before + 5));
    await row.getByRole('button', { name: 'Save' }).click();
    await row.getByText(`${before + 5} available`).waitFor();
    expect(await shop.front.stock('1004')).toBe(before + 5);
  });

  it('shows which service is down, and that it is up again', async () => {
    await shop.kill('delivery');
    await operator.open('services');
    try {
      await operator.row('Delivery').getByText('No answer').waitFor();
      expect(await faults(operator.page)).toEqual([]);
      await screenshot(operator.page, 'operator-service-unreachable');
    } finally {
      await shop.start('delivery');
    }
    await operator.row('Delivery').getByText('Ready').waitFor();
  });

  it.each(viewsOf(VIEWS))('finds every screen usable on the %s', async (view, options) => {
    const { id } = await shop.front.shipped('1005');
    storage.publish(id, { eventType: 'Paid', orderId: id });
    const here = await Operator.arrive(browser, shop.shop.urls.gateway, options);
    for (const part of ['orders', `orders/${id}`, 'stuck', 'refunds', 'fleet', 'services', 'orders/99999']) {
      await here.open(part);
      await here.live();
      await here.page.locator('#view :is(.empty, tbody tr, .entry, .stock-row, .service)').first().waitFor();
      if (part === 'stuck') await here.row(`#${id}`).first().waitFor();
      if (part === 'orders') {
        await here.page.locator('.segments button').nth(1).click();
        await here.row(`#${id}`).waitFor();
      }
      expect([part, ...(await faults(here.page))]).toEqual([part]);
      await screenshot(here.page, `operator-${view}-${part.replace(`/${id}`, '-timeline').replace('/99999', '-none')}`);
    }
    expect(here.errors).toEqual([]);
    await here.leave();
  });
});

describe('The operator console with identity', () => {
  it('admits only operators, and records who discarded what', async () => {
    const [issuer, storage] = [await Issuer.create(), await Storage.create()];
    const env = { ...storage.env, ...(await issuer.environment()) };
    const [shop, browser] = await Promise.all([TestShop.open(env), launch()]);
    const operator = await Operator.arrive(browser, shop.shop.urls.gateway);
    const signIn = async (claims: { sub: string; roles?: string[] }): Promise<void> => {
      await operator.page.getByRole('button', { name: 'Sign in' }).click();
      await operator.dialog.getByLabel('Access token').fill(await issuer.token(claims));
      await operator.dialog.locator('button[type=submit]').click();
    };
    await operator.page.getByText('Sign in to use the operator console').waitFor();
    expect(await faults(operator.page)).toEqual([]);
    await signIn({ sub: 'mina' });
    await operator.page.getByText('You are not signed in as an operator').waitFor();
    await screenshot(operator.page, 'operator-forbidden');
    await operator.page.getByRole('button', { name: 'Sign out' }).click();
    await signIn({ sub: 'olga', roles: ['operator'] });
    await operator.page.getByText('Everything is settled').waitFor();
    storage.publish(7, { eventType: 'Shipped', orderId: 7 });
    await operator.open('stuck');
    await operator.discard(operator.stuck('Order', 7), 'There is no order 7.');
    expect(storage.rows('order', 'SELECT operator, action, subject, reason FROM operator_actions')).toEqual([
      { operator: 'olga', action: 'discard', subject: 'event Shipped of order 7', reason: 'There is no order 7.' },
    ]);
    expect(operator.errors).toEqual([]);
    const held = await holdAnswers(operator.page, '**/operator/order/health');
    await held.asked;
    await operator.page.getByRole('button', { name: 'Sign out' }).click();
    await operator.page.getByText('Sign in to use the operator console').waitFor();
    held.release();
    await sleep(1_000);
    expect(await operator.page.locator('#live').getAttribute('data-state')).toBe('out');
    expect(await operator.page.getByText('Sign in to use the operator console').isVisible()).toBe(true);
    await browser.close();
    await shop.close();
    await storage.remove();
  });
});
