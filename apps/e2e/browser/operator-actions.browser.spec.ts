import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { Issuer } from '../src/support/tokens.js';
import type { List, Order } from '../src/support/resources.js';
import { TestShop } from '../src/support/test-shop.js';
import type { Client } from '../src/support/client.js';
import { DESKTOP, faults, launch, PHONE, screenshot } from './support/browser.js';
import { Operator } from './support/operator.js';
import { hence } from './support/plans.js';

const VIEWS: [string, BrowserContextOptions, { moved: string; cancelled: string; reason: string }][] = [
  [
    'desktop',
    DESKTOP,
    { moved: 'olga: moved a booking', cancelled: 'olga: cancelled an order', reason: 'Reason: The brakes squeal.' },
  ],
  [
    'phone-dark-korean',
    { ...PHONE, colorScheme: 'dark', locale: 'ko-KR', timezoneId: 'Asia/Seoul' },
    { moved: 'olga: 예약 차량 변경', cancelled: 'olga: 주문 취소', reason: '사유: The brakes squeal.' },
  ],
];

interface Vehicle {
  id: number;
  plate: string;
}

describe('What operators have done, in the operator console', () => {
  let shop: TestShop;
  let browser: Browser;
  let token: string;
  let moved: number;
  let cancelled: number;
  let [first, second] = ['', ''];

  const inPeriod = { from: hence(2), to: hence(4) };
  const listed = async <T>(client: Client, path: string, name: string): Promise<T[]> =>
    (await client.get<List<T>>(path)).body._embedded[name] ?? [];

  beforeAll(async () => {
    const issuer = await Issuer.create();
    [shop, browser] = await Promise.all([TestShop.open(await issuer.environment()), launch()]);
    token = await issuer.token({ sub: 'olga', roles: ['operator'] });
    const as = (bearer: string): Client => shop.client('gateway').with({ authorization: `Bearer ${bearer}` });
    const [olga, mina] = [as(token), as(await issuer.token({ sub: 'mina' }))];
    const book = async (): Promise<Order> =>
      (await mina.post<Order>('/orders', { productId: '1001', qty: 1, ...inPeriod })).body;
    [moved, cancelled] = [(await book()).id, (await book()).id];
    const vehicles = await listed<Vehicle>(olga, '/vehicles?size=100', 'vehicles');
    const plateOf = (id: unknown): string => vehicles.find((one) => one.id === id)?.plate ?? '';
    const { vehicleId } = (await olga.get<{ vehicleId: number }>(`/orders/${moved}`)).body;
    expect((await olga.delete(`/orders/${cancelled}`)).status).toBe(202);
    const block = { ...inPeriod, reason: 'The brakes squeal.', displace: true };
    const { body } = await olga.post<{ displaced: { vehicleId: number }[] }>(`/vehicles/${vehicleId}/blocks`, block);
    [first, second] = [plateOf(vehicleId), plateOf(body.displaced[0]?.vehicleId)];
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  const arrive = async (options: BrowserContextOptions): Promise<Operator> => {
    const operator = await Operator.arrive(browser, shop.shop.urls.gateway, options);
    await operator.page.locator('#account button').click();
    await operator.dialog.locator('textarea, input').first().fill(token);
    await operator.dialog.locator('button[type=submit]').click();
    await operator.live();
    return operator;
  };
  const judged = async ({ page }: Operator, name: string): Promise<void> => {
    expect([name, ...(await faults(page))]).toEqual([name]);
    await screenshot(page, `operator-${name}`);
  };

  it.each(VIEWS)(
    'are on the page of their order and in the log of all services, on the %s',
    async (view, options, texts) => {
      const operator = await arrive(options);
      const entry = (text: string): Locator =>
        operator.page.locator('.entry[data-kind=action]').filter({ hasText: text });

      await operator.open(`orders/${moved}`);
      await entry(texts.moved).getByText(second).waitFor();
      await entry(texts.moved).getByText(texts.reason).waitFor();
      // The vehicle is named by plate and model, and not by its id.
      await operator.page.locator('.facts dd').getByText(`${second} · City Electric`).waitFor();
      await judged(operator, `${view}-order-actions`);

      await operator.open(`orders/${cancelled}`);
      await entry(texts.cancelled).waitFor();

      await operator.open('actions');
      const rows = operator.page.locator('#actions tr');
      await rows
        .filter({ hasText: `#${moved}` })
        .filter({ hasText: second })
        .waitFor();
      expect(await rows.locator('.cell-who').allTextContents()).toEqual(['olga', 'olga', 'olga']);
      expect(await rows.locator('.cell-subject').allTextContents()).toEqual([`#${moved}`, first, `#${cancelled}`]);
      expect(await rows.locator('.cell-reason').allTextContents()).toEqual([
        'The brakes squeal.',
        'The brakes squeal.',
        '–',
      ]);
      await judged(operator, `${view}-actions`);
      expect(operator.errors).toEqual([]);
      await operator.leave();
    },
  );

  it('are missing of a service that does not answer, which is said', async () => {
    const operator = await arrive(DESKTOP);
    await operator.page.route('**/operator/delivery/actions', (route) => route.abort());
    await operator.open('actions');
    await operator.page.getByText('No answer from: Delivery.').waitFor();
    await operator.row('olga').first().waitFor();
    await operator.leave();
  });
});
