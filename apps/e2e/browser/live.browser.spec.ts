import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { eventually } from '../src/support/eventually.js';
import { Storage } from '../src/support/storage.js';
import { TestShop } from '../src/support/test-shop.js';
import { DESKTOP, faults, launch, PHONE, screenshot } from './support/browser.js';
import { Customer } from './support/customer.js';

const TABS = 10;
/** Time limit from the click to the row in the list, on a busy machine. */
const PROMPT_MS = 10_000;

describe('The live page', () => {
  let storage: Storage;
  let shop: TestShop;
  let browser: Browser;
  let context: BrowserContext;
  let customers: Customer[];
  beforeAll(async () => {
    storage = await Storage.create();
    [shop, browser] = await Promise.all([TestShop.open(storage.env), launch()]);
  });
  beforeEach(async () => {
    customers = [];
    context = await browser.newContext(DESKTOP);
  });
  afterEach(async () => {
    await context.close();
    expect(customers.flatMap(({ errors }) => errors)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
    await storage.remove();
  });

  async function open(): Promise<Customer> {
    const customer = await Customer.inNewTab(await context.newPage(), shop.shop.urls.gateway);
    customers.push(customer);
    return customer;
  }

  /** The tabs with an open stream. */
  function streams(): Set<Page> {
    const open = new Set<Page>();
    const isStream = (url: string): boolean => url.endsWith('/customerpages/stream');
    context.on('request', (request) => isStream(request.url()) && open.add(request.frame().page()));
    const closed = (request: Request): boolean => isStream(request.url()) && open.delete(request.frame().page());
    context.on('requestfinished', closed);
    context.on('requestfailed', closed);
    return open;
  }

  async function ordersPromptly(customer: Customer): Promise<number> {
    const begun = Date.now();
    const id = await customer.shipped('1001');
    expect(Date.now() - begun).toBeLessThan(PROMPT_MS);
    return id;
  }

  it('shares one stream between ten tabs, and orders are answered promptly in each', async () => {
    const streamTabs = streams();
    for (let tab = 0; tab < TABS; tab += 1) await (await open()).live();
    expect(streamTabs.size).toBe(1);
    const last = await ordersPromptly(customers.at(-1)!);
    const first = await ordersPromptly(customers[0]!);
    for (const customer of customers) {
      await customer.status(customer.rental(first), 'Shipped');
      await customer.status(customer.rental(last), 'Shipped');
    }
  });

  it('goes on in the other tabs when the one that holds the stream is closed', async () => {
    const streamTabs = streams();
    for (let tab = 0; tab < 3; tab += 1) await (await open()).live();
    const [leader] = streamTabs;
    await leader!.close();
    streamTabs.delete(leader!);
    await eventually(async () => expect(streamTabs.size).toBe(1));
    const { id } = await shop.front.shipped('1001');
    const left = customers.filter(({ page }) => page !== leader);
    expect(left).toHaveLength(2);
    for (const customer of left) await customer.status(customer.rental(id), 'Shipped');
  });

  it('holds a stream only in the tab that is looked at where tabs cannot share one', async () => {
    await context.addInitScript(() => {
      Object.defineProperty(navigator, 'locks', { value: undefined });
      let visibility = 'visible';
      Object.defineProperty(document, 'visibilityState', { get: () => visibility });
      Object.assign(globalThis, {
        look: (state: string) => {
          visibility = state;
          document.dispatchEvent(new Event('visibilitychange'));
        },
      });
    });
    const look = async (customer: Customer | undefined, state: string): Promise<void> => {
      await customer!.page.evaluate((next) => {
        (globalThis as unknown as { look: (to: string) => void }).look(next);
      }, state);
    };
    const streamTabs = streams();
    for (let tab = 0; tab < TABS; tab += 1) {
      if (tab > 0) {
        await look(customers.at(-1), 'hidden');
        await customers.at(-1)!.live('off');
      }
      await (await open()).live();
    }
    expect(streamTabs.size).toBe(1);
    const id = await ordersPromptly(customers.at(-1)!);
    await look(customers[0], 'visible');
    await customers[0]!.live();
    await customers[0]!.status(customers[0]!.rental(id), 'Shipped');
  });

  it('reads everything it shows again after it was offline, also beyond the first 20 rentals', async () => {
    storage.change('order', "UPDATE cars SET stock = 100 WHERE product_id = '1005'");
    const ids: number[] = [];
    for (let count = 0; count < 25; count += 1) ids.push((await shop.front.shipped('1005')).id);
    const customer = await open();
    await customer.live();
    await customer.page.getByRole('button', { name: 'Show older rentals' }).click();
    const oldest = customer.rental(ids[0]!);
    await customer.status(oldest, 'Shipped');
    await context.setOffline(true);
    await customer.live('off');
    await shop.front.cancel(ids[0]!);
    await shop.front.reaches(ids[0]!, 'Cancelled');
    await context.setOffline(false);
    await customer.live();
    await customer.status(oldest, 'Cancelled');
  });

  it('shows how far it is behind while the read model is stalled, and that it has caught up', async () => {
    const [customer, phone] = [await open(), await Customer.arrive(browser, shop.shop.urls.gateway, PHONE)];
    await customer.live();
    // Another member of the group holds its partitions and reads nothing.
    const lease = "UPDATE groups SET owner = ?, lease_until = ? WHERE name = 'statusview'";
    storage.change('log', lease, 'a consumer that stopped', Date.now() + 3_600_000);
    await sleep(3_000);
    const { id } = await shop.front.ordered('1002');
    await customer.live('behind');
    expect((await shop.front.page(id))?.status).toBeUndefined();
    expect(await customer.page.locator('#live').textContent()).toMatch(
      /Updates are \d+ s behind.*as of \d\d:\d\d:\d\d/s,
    );
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'behind');
    await phone.live('behind');
    expect(await faults(phone.page)).toEqual([]);
    await screenshot(phone.page, 'behind-phone');
    expect((await shop.client('customerpage').get('/health/ready')).status).toBe(200);
    storage.change('log', lease, 'a consumer that stopped', 0);
    await customer.live();
    await customer.status(customer.rental(id), 'Shipped');
    await phone.leave();
  });

  it('promises the full price where the events carry no amount', async () => {
    const goods = { productId: '1003', qty: 1 };
    const event = { timestamp: '20260102030405', ...goods };
    storage.publish(9_001, { ...event, eventType: 'Ordered', id: 9_001, status: 'Placed' });
    storage.publish(9_001, { ...event, eventType: 'Paid', id: 9_001, orderId: 9_001, status: 'OrderApproved' });
    const customer = await open();
    await customer.askToCancel(9_001);
    await customer.dialog.getByText('You get the full price back').waitFor();
    await customer.dialog.getByRole('button', { name: 'Cancel and refund in full' }).waitFor();
    expect(await customer.dialog.textContent()).not.toMatch(/[€\d]/);
    expect(await customer.rental(9_001).textContent()).not.toMatch(/€|null/);
    expect(await faults(customer.page)).toEqual([]);
    await screenshot(customer.page, 'cancel-unknown-amount');
  });

  it.each([
    ['desktop', DESKTOP, ''],
    ['phone', PHONE, ''],
    ['operator-desktop', DESKTOP, '/operator'],
    ['operator-phone', PHONE, '/operator'],
  ])('explains that it needs JavaScript: %s', async (name, options, path) => {
    const plain = await browser.newContext({ ...options, javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(shop.shop.urls.gateway + path);
    const note = page.getByRole('heading', { name: 'This page needs JavaScript' });
    await note.waitFor();
    await page.getByRole('heading', { name: '이 페이지에는 JavaScript가 필요합니다' }).waitFor();
    expect((await note.boundingBox())!.y).toBeLessThan(150);
    expect(await page.getByText('Connecting…').isVisible()).toBe(false);
    await screenshot(page, `no-script-${name}`);
    await plain.close();
  });
});
