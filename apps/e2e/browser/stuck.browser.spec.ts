import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from '../src/support/eventually.js';
import { Storage } from '../src/support/storage.js';
import { TestShop } from '../src/support/test-shop.js';
import { faults, launch, screenshot } from './support/browser.js';
import { Operator } from './support/operator.js';

const ACTIONS = 'SELECT action, subject, reason, outcome FROM operator_actions ORDER BY id';
const CLOSED = "CREATE TRIGGER closed BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ABORT, 'the yard is closed'); END";

describe('Work that is stuck', () => {
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

  const hasDone = (service: 'order' | 'delivery' | 'customerpage'): unknown[] => storage.rows(service, ACTIONS);

  it('is a dead letter when no service can read it, and is discarded only with a reason', async () => {
    const { id } = await shop.front.shipped('1001');
    const goods = { orderId: id, productId: '1001', qty: 'many' };
    storage.publish(id, { eventType: 'Paid', timestamp: '20260102030405', id: 7, ...goods, status: 'OrderApproved' });
    await operator.open('stuck');
    for (const service of ['Order', 'Delivery', 'Customer page']) {
      const row = operator.stuck(service, id);
      await row.getByText('Dead letter').waitFor();
      expect(await row.innerText()).toMatch(/Paid\s+.*qty/);
    }
    await operator.page.locator('[data-tab=stuck] .count').getByText('3').waitFor();

    const row = operator.stuck('Delivery', id);
    await row.getByRole('button', { name: /^Retry now/ }).click();
    await operator.page.getByText('The retry failed').waitFor();
    await row.getByRole('button', { name: /^Discard/ }).click();
    await operator.dialog.getByRole('button', { name: 'Discard' }).click();
    await operator.dialog.getByText('Enter a reason').waitFor();
    expect(await faults(operator.page)).toEqual([]);
    await screenshot(operator.page, 'operator-discard');
    await operator.dialog.getByRole('button', { name: 'Keep it' }).click();
    await operator.dialog.waitFor({ state: 'detached' });

    await operator.discard(operator.stuck('Delivery', id), 'The publisher sent a corrected one.');
    await operator.discard(operator.stuck('Order', id), 'as above');
    await operator.discard(operator.stuck('Customer page', id), 'as above');
    await operator.page.getByText('Nothing is stuck').waitFor();
    const subject = `event Paid of order ${id}`;
    expect(hasDone('delivery')).toEqual([
      { action: 'retry', subject, reason: '', outcome: expect.stringMatching(/^failed: .*qty/) },
      { action: 'discard', subject, reason: 'The publisher sent a corrected one.', outcome: 'discarded' },
    ]);
    const above = [{ action: 'discard', subject, reason: 'as above', outcome: 'discarded' }];
    expect([hasDone('order'), hasDone('customerpage')]).toEqual([above, above]);
    expect(await shop.front.delivery(id)).toMatchObject({ status: 'Shipped' });
  });

  it('is parked where it keeps failing, while other orders go on: a retry handles it once the cause is gone', async () => {
    const before = hasDone('delivery').length;
    storage.change('delivery', CLOSED);
    const { id } = await shop.front.ordered('1002');
    await operator.open('stuck');
    const row = operator.stuck('Delivery', id);
    await row.getByText('Parked').waitFor();
    await row.getByText('the yard is closed').waitFor();
    expect(await faults(operator.page)).toEqual([]);
    await screenshot(operator.page, 'operator-parked');
    await row.getByRole('button', { name: /^Retry now/ }).click();
    await operator.page.getByText('The retry failed').waitFor();
    await row.waitFor();

    storage.change('delivery', 'DROP TRIGGER closed');
    await shop.front.shipped('1003');
    await operator.open(`orders/${id}`);
    await operator.page.getByText('1 stuck here').waitFor();
    await operator.open('stuck');
    await row.getByRole('button', { name: /^Retry now/ }).click();
    await operator.page.getByText('Paid is handled.').waitFor();
    await operator.page.getByText('Nothing is stuck').waitFor();
    await shop.front.reaches(id, 'Shipped');
    await eventually(async () => expect(await shop.front.page(id)).toMatchObject({ status: 'Shipped' }));
    const subject = `event Paid of order ${id}`;
    expect(hasDone('delivery').slice(before)).toEqual([
      { action: 'retry', subject, reason: '', outcome: expect.stringContaining('failed: the yard is closed') },
      { action: 'retry', subject, reason: '', outcome: '1 handled' },
    ]);
  });
});
