import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import type { Problem } from '../src/support/client.js';
import type { List, Order } from '../src/support/resources.js';
import { TestShop } from '../src/support/test-shop.js';
import { DESKTOP, faults, holdAnswers, launch, PHONE, screenshot } from './support/browser.js';
import { Operator } from './support/operator.js';

const HOUR_MS = 3_600_000;
const VIEWS: [string, BrowserContextOptions][] = [
  ['desktop', DESKTOP],
  ['phone-dark-korean', { ...PHONE, viewport: { width: 390, height: 800 }, colorScheme: 'dark', locale: 'ko-KR' }],
];

interface Vehicle {
  id: number;
  productId: string;
  plate: string;
  state: string;
}

describe('Fleet and rentals in the operator console', () => {
  let shop: TestShop;
  let browser: Browser;
  let operator: Operator;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([TestShop.open(), launch()]);
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
  });

  const at = (hours: number): string =>
    new Date((Math.floor(Date.now() / HOUR_MS) + hours) * HOUR_MS).toISOString().replace('.000Z', 'Z');
  const book = (productId: string, place: string): Promise<Order> =>
    shop.front.ordered(productId, 1, { from: at(2), to: at(4), place });
  const vehicle = async (plate: string): Promise<Vehicle | undefined> => {
    const { body } = await shop.front.client.get<List<Vehicle>>('/vehicles?size=200');
    return body._embedded['vehicles']?.find((each) => each.plate === plate);
  };
  const patch = (path: string, change: object): Promise<unknown> =>
    shop.front.client.send('PATCH', path, JSON.stringify(change), { 'content-type': 'application/json' });
  const press = (name: string | RegExp, within: Locator = operator.dialog): Promise<void> =>
    within.getByRole('button', { name, exact: true }).click();
  const fill = (label: string, value: string): Promise<void> =>
    operator.dialog.getByLabel(label, { exact: true }).fill(value);
  const closed = (): Promise<void> => operator.dialog.waitFor({ state: 'detached' });
  /** Opens the day on which the bookings end. */
  const openDay = async (here = operator): Promise<void> => {
    await here.open('today');
    await here.page.locator('#day').fill(at(4).slice(0, 10));
  };
  const entry = (list: 'bring' | 'fetch', id: number): Locator =>
    operator.page.locator(`#${list} tr`).filter({ has: operator.page.locator(`a[href="#/orders/${id}"]`) });

  it('adds a model and a vehicle, which customers can book', async () => {
    await operator.open('fleet');
    await press('Add a model', operator.page.locator('.bar'));
    await fill('Product number', '2001');
    await fill('Name', 'Compact Hybrid');
    await fill('Price per order, in EUR', '55');
    await fill('Price per hour, in EUR', '2');
    await fill('Price per day, in EUR', '55');
    await press('Add');
    await operator.dialog.getByText('A day must cost at most 24 hours.').waitFor();
    await fill('Price per hour, in EUR', '9');
    await fill('Free', '3');
    await press('Add');
    await closed();
    await operator.row('Compact Hybrid').getByText('€9 per hour · €55 per day').waitFor();

    await operator.open('vehicles');
    await press('Add a vehicle', operator.page.locator('.bar'));
    await operator.dialog.getByLabel('Model', { exact: true }).selectOption('2001');
    await fill('Plate', 'B-CS 2001');
    await operator.dialog.getByLabel('From stock').check();
    await press('Add');
    await closed();
    await operator.row('B-CS 2001').getByText('In service').waitFor();
    expect(await shop.front.stock('2001')).toBe(2);
    expect(await book('2001', 'Main St 1')).toMatchObject({ status: 'Placed' });
  });

  it('offers to add a vehicle once it knows the models', async () => {
    const { asked, release } = await holdAnswers(operator.page, '**/cars?*');
    await operator.open('vehicles');
    await asked;
    const add = operator.page.getByRole('button', { name: 'Add a vehicle', includeHidden: true });
    expect(await add.isVisible()).toBe(false);
    release();
    await add.waitFor();
    await add.click();
    expect(await operator.dialog.getByLabel('Model', { exact: true }).inputValue()).toBe('1001');
  });

  it('refuses a stale edit, shows the current values and saves after a check', async () => {
    await operator.open('fleet');
    await press('Edit: Family Estate', operator.row('Family Estate'));
    await fill('Price per order, in EUR', '75');
    await patch('/cars/1002', { model: 'Family Tourer', pricePerUnit: 71 });
    await press('Save');
    await operator.dialog.getByText('It has changed since you opened it').waitFor();
    await operator.dialog.getByText('Now: Family Tourer').waitFor();
    await operator.dialog.getByText('Now: 71').waitFor();
    expect(await operator.dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Family Tourer');
    expect(await faults(operator.page)).toEqual([]);
    await screenshot(operator.page, 'operator-stale-model');
    await press('Save');
    await closed();
    await operator.row('Family Tourer').getByText('€75').waitFor();
  });

  it('names the bookings of a vehicle that is to be retired, and pauses it instead', async () => {
    const plate = 'DEMO 1005-1';
    const { id } = await book('1005', 'Main St 5');
    await operator.open('vehicles');
    await press(`Edit: ${plate}`, operator.row(plate));
    await operator.dialog.getByLabel('State', { exact: true }).selectOption('Retired');
    await press('Save');
    await operator.dialog.getByText('The vehicle is still taken.').waitFor();
    expect(await operator.dialog.locator('.order-links a').allTextContents()).toEqual([`#${id}`]);
    expect(await faults(operator.page)).toEqual([]);
    await operator.dialog.getByLabel('State', { exact: true }).selectOption('OutOfService');
    await press('Save');
    await closed();
    await operator.row(plate).getByText('Out of service').waitFor();
    expect(await vehicle(plate)).toMatchObject({ state: 'OutOfService' });
  });

  it('hands a booked car over and takes it back, from the list of the day', async () => {
    const { id } = await book('1001', 'Hauptstr. 5');
    await openDay();
    const bring = entry('bring', id);
    await bring.getByText('Hauptstr. 5').waitFor();
    await press(`Hand over: order ${id}`, bring);
    await fill('Odometer, in km', '1200');
    await fill('Charge or fuel level, in %', '180');
    await press('Hand over');
    await operator.dialog.getByText('Enter a whole number from 0 to 100.').waitFor();
    await fill('Charge or fuel level, in %', '80');
    await press('Hand over');
    await closed();
    const fetch = entry('fetch', id);
    await fetch.getByText('In use').waitFor();

    await press(`Return: order ${id}`, fetch);
    await operator.dialog.getByText('At hand-over: 1200 km.').waitFor();
    await fill('Odometer, in km', '1100');
    await press('Return');
    await operator.dialog.getByText('The odometer cannot be below its reading at hand-over.').waitFor();
    await fill('Odometer, in km', '1250');
    await operator.dialog.getByLabel('The car is damaged').check();
    expect(await faults(operator.page)).toEqual([]);
    await screenshot(operator.page, 'operator-return');
    await press('Return');
    await closed();
    await fetch.waitFor({ state: 'detached' });
    await shop.front.reaches(id, 'Completed');
    await operator.open(`orders/${id}`);
    for (const event of ['HandedOver', 'Returned', 'OrderCompleted']) {
      await operator.page.locator(`.entry[data-event=${event}]`).waitFor();
    }
    await operator.page.locator('.order-timeline-head .chip[data-status=Completed]').waitFor();
  });

  it('sends a booked car, hands it over and takes it back, from the page of its order', async () => {
    const { id } = await book('1001', 'Hauptstr. 6');
    await operator.open(`orders/${id}`);
    const page = operator.page.locator('#view');
    const chip = (status: string): Locator =>
      operator.page.locator(`.order-timeline-head .chip[data-status=${status}]`);
    await press(`Ship: order ${id}`, page);
    await chip('Shipped').waitFor();
    await press(`Hand over: order ${id}`, page);
    await press('Hand over');
    await closed();
    await chip('InUse').waitFor();
    await press(`Return: order ${id}`, page);
    expect(await faults(operator.page)).toEqual([]);
    await press('Return');
    await closed();
    await chip('Completed').waitFor();
    expect(await operator.page.getByRole('button', { name: `order ${id}` }).count()).toBe(0);
  });

  it('counts what was refused, by model and reason', async () => {
    const period = { from: at(50), to: at(54) };
    const statuses: (string | number)[] = [];
    for (let n = 0; n < 3; n += 1) {
      const { status, body } = await shop.front.order('1004', 1, period);
      statuses.push(status === 201 ? status : (body as unknown as Problem).code);
    }
    expect(statuses).toEqual([201, 201, 'car.not_available']);
    await operator.open('demand');
    await operator.row('Long Van').getByText('No vehicle was free in the period').waitFor();
  });

  it('prints the list of the day as a table without buttons, also from a phone', async () => {
    const { id } = await book('1003', 'Seestr. 7');
    const here = await Operator.arrive(browser, shop.shop.urls.gateway, PHONE);
    await openDay(here);
    const row = here.row(`#${id}`);
    await row.getByText('Seestr. 7').waitFor();
    await here.page.emulateMedia({ media: 'print' });
    expect(await row.evaluate((node) => getComputedStyle(node).display)).toBe('table-row');
    for (const hidden of ['.top', '.bar', '#bring .cell-action']) {
      expect(await here.page.locator(hidden).first().isVisible()).toBe(false);
    }
    await screenshot(here.page, 'operator-print');
    await here.leave();
    expect(here.errors).toEqual([]);
  });

  it.each(VIEWS)('finds every screen of the fleet usable on the %s', async (view, options) => {
    const here = await Operator.arrive(browser, shop.shop.urls.gateway, options);
    await shop.front.shipped('1001');
    const judged = async (screen: string): Promise<void> => {
      expect([screen, ...(await faults(here.page))]).toEqual([screen]);
      await screenshot(here.page, `operator-${view}-${screen}`);
    };
    for (const part of ['today', 'fleet', 'vehicles', 'demand']) {
      await here.open(part);
      await here.live();
      await here.page.locator('#view :is(.empty, tbody tr, .stock-row)').first().waitFor();
      await judged(part);
    }
    await here.open('vehicles');
    await here.page.locator('#vehicles [data-focus=edit]').first().click();
    await judged('vehicle-dialog');
    await here.page.keyboard.press('Escape');
    await here.open('fleet');
    await here.page.locator('.bar .primary').click();
    await judged('model-dialog');
    await here.page.keyboard.press('Escape');
    await here.open('today');
    await here.page.locator('[data-focus=handover]').first().click();
    await here.dialog.waitFor();
    await judged('handover-dialog');
    expect(here.errors).toEqual([]);
    await here.leave();
  });
});
