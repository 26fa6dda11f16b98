import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { eventually } from '../src/support/eventually.js';
import type { List, Order } from '../src/support/resources.js';
import { Storage } from '../src/support/storage.js';
import { TestShop } from '../src/support/test-shop.js';
import { launch, screenshot } from './support/browser.js';
import { Operator } from './support/operator.js';

const HOUR_MS = 3_600_000;

interface Booked extends Order {
  from: string;
  to: string;
  vehicleId: number;
  settlement?: { owed: number; status: string };
}

/** Stories of a real shop: nothing is answered in place of the services. */
describe('When plans change', () => {
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

  const at = (hours: number): string =>
    new Date((Math.floor(Date.now() / HOUR_MS) + hours) * HOUR_MS).toISOString().replace('.000Z', 'Z');
  const book = async (productId: string, from: number, to: number, vehicleId?: number): Promise<Booked> =>
    order((await shop.front.ordered(productId, 1, { from: at(from), to: at(to), ...(vehicleId && { vehicleId }) })).id);
  const order = async (id: number): Promise<Booked> => (await shop.front.client.get<Booked>(`/orders/${id}`)).body;
  const vehiclesOf = async (productId: string): Promise<{ id: number; plate: string }[]> => {
    const { body } = await shop.front.client.get<List<{ id: number; plate: string }>>(
      `/vehicles?size=200&productId=${productId}`,
    );
    return body._embedded['vehicles'] ?? [];
  };
  const bar = (orderId: number): Locator => operator.page.locator(`[data-key="booking-${orderId}"]`);
  const press = (name: string | RegExp, within: Locator = operator.dialog): Promise<void> =>
    within.getByRole('button', { name, exact: true }).click();
  const closed = (): Promise<void> => operator.dialog.waitFor({ state: 'detached' });
  const details = async (orderId: number): Promise<void> => {
    await operator.open('calendar');
    await bar(orderId).press('Enter');
    await operator.dialog.waitFor();
  };
  /** A time of the shop, as the form of this browser contains it. */
  const local = (iso: string): Promise<string> =>
    operator.page.evaluate((text) => {
      const time = new Date(text);
      return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    }, iso);

  it('blocks a vehicle with three bookings on it: two are moved, one is cancelled', async () => {
    const [vehicle, other] = await vehiclesOf('1001');
    const bookings = [
      await book('1001', 30, 33, vehicle!.id),
      await book('1001', 40, 43, vehicle!.id),
      await book('1001', 50, 53, vehicle!.id),
    ];
    const [first, second, third] = bookings.map(({ id }) => id) as [number, number, number];
    await operator.open('calendar');
    await operator.page.locator(`[data-key="${vehicle!.id}"] .cal-vehicle`).click();
    await press('Block');
    await operator.dialog.getByLabel('From').fill(await local(at(29)));
    await operator.dialog.getByLabel('To').fill(await local(at(60)));
    await operator.dialog.getByLabel('Reason').fill('New brakes');
    await press('Block');
    const hit = (id: number): Locator => operator.page.locator(`#block-dialog [data-order="${id}"]`);
    for (const id of [first, second]) {
      await press(`Move: order ${id}`, hit(id));
      await operator.page.locator('#move-dialog select').selectOption(String(other!.id));
      await press('Move', operator.page.locator('#move-dialog'));
      await hit(id).getByText(`Moved to ${other!.plate}.`).waitFor();
    }
    await press(`Cancel and refund: order ${third}`, hit(third));
    await operator.page.getByText(`Cancel order ${third}, City Electric?`).waitFor();
    await operator.page.getByText(/^The customer gets €\d+ back, the full price/).waitFor();
    await operator.page.locator('#cancel-dialog button[type=submit]:not([aria-disabled=true])').click();
    await hit(third).getByText('Being cancelled.').waitFor();
    await operator.dialog.getByText('All bookings are moved or cancelled.').waitFor();
    expect(await operator.dialog.getByRole('button', { name: 'Move or cancel all' }).isVisible()).toBe(false);
    await screenshot(operator.page, 'story-block-hits');
    await shop.front.reaches(third, 'Cancelled');
    await press('Block');
    await closed();
    await operator.page.locator(`#track-${vehicle!.id} [data-kind=block]`).first().waitFor();
    expect([(await order(first)).vehicleId, (await order(second)).vehicleId]).toEqual([other!.id, other!.id]);
    expect((await order(first)).status).not.toBe('Cancelled');
    await screenshot(operator.page, 'story-blocked');
    await operator.open(`orders/${first}`);
    await operator.page.locator('.entry[data-event=OrderReassigned]').waitFor();
  });

  it('comes back two hours late with a declined card; the operator waives what is owed', async () => {
    const { id, vehicleId } = await book('1002', 2, 4);
    await eventually(async () => expect(await shop.front.delivery(id)).toBeDefined());
    const delivery = await shop.front.delivery(id);
    await shop.front.client.post(`/deliveries/${delivery!.id}/handover`, {});
    await shop.front.reaches(id, 'InUse');
    setBack(id, vehicleId, 6 * HOUR_MS);
    storage.change('order', "UPDATE orders SET payment_method = 'pm_card_chargeDeclined' WHERE id = ?", id);

    await operator.open('calendar');
    await operator.page.locator(`[data-key="booking-${id}"][data-marks~=late]`).waitFor();
    await screenshot(operator.page, 'story-late');
    await details(id);
    await press('Return');
    await operator.page.locator('#fact-dialog button[type=submit]').click();
    await closed();
    await shop.front.reaches(id, 'Completed');
    await operator.open('owed');
    const row = operator.row(`#${id}`);
    await row.waitFor();
    expect((await order(id)).settlement?.owed).toBeGreaterThan(0);
    await screenshot(operator.page, 'story-owed');
    await row.getByRole('button', { name: `Charge again: order ${id}` }).click();
    await row.waitFor();
    await row.getByRole('button', { name: `Waive: order ${id}` }).click();
    await operator.dialog.getByLabel('Reason').fill('The customer had an accident.');
    await press('Waive');
    await row.waitFor({ state: 'detached' });
    expect((await order(id)).settlement?.owed).toBe(0);
    await eventually(async () => expect(await shop.front.page(id)).toMatchObject({ status: 'Completed' }));
  });

  it('extends a booking, and the difference is paid', async () => {
    const before = await book('1003', 2, 4);
    await details(before.id);
    await press('Extend');
    await operator.dialog.getByText(/^The customer pays €\d+/).waitFor();
    await screenshot(operator.page, 'story-extend');
    await press('Extend');
    await closed();
    await eventually(async () => {
      const after = await order(before.id);
      expect(Date.parse(after.to) - Date.parse(before.to)).toBe(HOUR_MS);
      expect(after.amount).toBeGreaterThan(before.amount);
    });
    await operator.open(`orders/${before.id}`);
    for (const event of ['OrderExtended', 'PaymentAdjusted', 'adjustment.Succeeded']) {
      await operator.page.locator(`.entry[data-event="${event}"]`).first().waitFor();
    }
  });

  it('does not extend into the next booking, and names the latest possible end', async () => {
    const { id, vehicleId, to } = await book('1005', 2, 4);
    await book('1005', 7, 9, vehicleId);
    await details(id);
    await press('Extend');
    await operator.dialog.getByText(/Possible until/).waitFor();
    await operator.dialog.getByLabel('New end').fill(await local(at(8)));
    await operator.dialog.getByText('The vehicle is taken then. Enter an earlier end.').waitFor();
    await screenshot(operator.page, 'story-extension-refused');
    const refused = await shop.front.client.post<{ code: string; latestTo: string }>(`/orders/${id}/extensions`, {
      to: at(8),
    });
    expect(refused).toMatchObject({ status: 409, body: { code: 'extension.not_available' } });
    expect(Date.parse(refused.body.latestTo)).toBeGreaterThan(Date.parse(to));
    expect((await order(id)).to).toBe(to);
  });

  /** Moves a rental into the past, as if it had begun earlier. */
  function setBack(orderId: number, vehicleId: number, ms: number): void {
    storage.change(
      'order',
      'UPDATE bookings SET starts_at = starts_at - ?, ends_at = ends_at - ?, agenda_at = agenda_at - ? WHERE order_id = ?',
      ...[ms, ms, ms, orderId],
    );
    storage.change(
      'order',
      'UPDATE occupations SET starts_at = starts_at - ?, ends_at = ends_at - ? WHERE order_id = ?',
      ...[ms, ms, orderId],
    );
    storage.change('order', 'UPDATE vehicles SET due_at = due_at - ? WHERE id = ?', ms, vehicleId);
  }
});
