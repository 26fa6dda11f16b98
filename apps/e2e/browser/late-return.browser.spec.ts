import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { DESKTOP, faults, launch, PHONE, screenshot } from './support/browser.js';
import { Customer } from './support/customer.js';
import { FakeShop } from './support/fake-shop.js';
import { inHours, overdueBooking, owingBooking } from './support/rentals.js';

const VIEWS: [string, BrowserContextOptions, Record<'late' | 'charged' | 'chip' | 'owed' | 'waived', string>][] = [
  [
    'desktop',
    DESKTOP,
    {
      late: 'Late return€18',
      charged: 'Charged to your card€18',
      chip: '€18 to be paid',
      owed: 'Your card was not charged for this part.',
      waived: 'The operator has waived this amount.',
    },
  ],
  [
    'phone-korean',
    { ...PHONE, locale: 'ko-KR', timezoneId: 'Asia/Seoul' },
    {
      late: '지연 반납€18',
      charged: '카드로 결제€18',
      chip: '미납 €18',
      owed: '이 금액은 카드로 결제되지 않았습니다.',
      waived: '운영자가 이 금액을 면제했습니다.',
    },
  ],
];
const QUOTE = { late: 18, distance: null, early: 0, amount: 18, currency: 'EUR', includedKm: null, pricePerKm: null };
const SETTLEMENT = { late: 18, distance: 0, early: 0, amount: 18, owed: 18, status: 'Owed' };

describe('A customer who returns the car late', () => {
  let shop: FakeShop;
  let browser: Browser;
  let settlement: typeof SETTLEMENT;
  beforeAll(async () => {
    [shop, browser] = await Promise.all([FakeShop.open(), launch()]);
  });
  beforeEach(() => {
    shop.reset();
    settlement = SETTLEMENT;
    shop.on('GET /orders/7/return', () => ({ body: QUOTE }));
    shop.on('GET /orders/7', () => ({ body: { id: 7, settlement } }));
    shop.on('GET /deliveries', () => ({ body: { _embedded: { deliveries: [{ id: 3, orderId: 7 }] } } }));
    shop.on('POST /deliveries/3/return', () => ({ body: { id: 3, orderId: 7, status: 'Returned' } }));
    shop.has([overdueBooking()]);
  });
  afterAll(async () => {
    await browser.close();
    await shop.close();
  });

  it.each(VIEWS)(
    'sees the fee before the return, what is to be paid after a declined card, and that it is waived, on the %s',
    async (view, options, texts) => {
      const customer = await returned(view, options, texts);
      settlement = { ...SETTLEMENT, owed: 0, status: 'Waived' };
      shop.publish(owingBooking({ amount: 61, owed: 0, updatedAt: inHours(0) }));
      const rental = customer.rental(7);
      await rental.getByText(texts.waived).waitFor();
      expect(await lines(customer)).toEqual(['booked €61', 'late €18', 'waived -€18', 'total €61']);
      expect(await rental.getByText(texts.owed).count()).toBe(0);
      expect(await rental.locator('.rental-name').textContent()).not.toContain(texts.chip);
      await judged(customer, `${view}-waived`);
      await customer.leave();
    },
  );

  it.each(VIEWS)('sees that the unpaid amount is paid, on the %s', async (view, options, texts) => {
    const customer = await returned(view, options, texts);
    settlement = { ...SETTLEMENT, owed: 0, status: 'Settled' };
    shop.publish(owingBooking({ owed: 0, settledAmount: 18, updatedAt: inHours(0) }));
    await customer.rental(7).locator('[data-line="charged"]').waitFor();
    // The parts of the price follow when the order has answered.
    await customer.rental(7).locator('[data-line="late"]').waitFor();
    expect(await lines(customer)).toEqual(['booked €61', 'late €18', 'total €79', 'charged €18']);
    expect(await customer.rental(7).getByText(texts.owed).count()).toBe(0);
    await customer.leave();
  });

  it('sees no final price after a return that changed nothing', async () => {
    shop.on('GET /orders/7', () => ({ body: { id: 7 } }));
    shop.has([owingBooking({ amount: 49, owed: 0, overdueSince: undefined })]);
    const customer = await Customer.arrive(browser, shop.url);
    await customer.status(customer.rental(7), 'Completed');
    await customer.live();
    expect(await customer.rental(7).locator('.final-price').count()).toBe(0);
    await customer.leave();
  });

  /** Returns the overdue car, whose fee the customer has seen; the card is declined. */
  async function returned(
    view: string,
    options: BrowserContextOptions,
    texts: (typeof VIEWS)[number][2],
  ): Promise<Customer> {
    const customer = await Customer.arrive(browser, shop.url, options);
    await customer.live();
    await customer.rental(7).locator('[data-focus="giveBack"]').click();
    await customer.dialog.locator('.price-lines').waitFor();
    expect(await customer.dialog.locator('.price-lines li').allTextContents()).toEqual([texts.late, texts.charged]);
    await judged(customer, `${view}-late-quote`);
    await customer.submit.click();
    await customer.dialog.waitFor({ state: 'detached' });
    expect(shop.sent.at(-1)).toMatchObject({ method: 'POST', path: '/deliveries/3/return' });
    shop.publish(owingBooking());
    const rental = customer.rental(7);
    await rental.getByText(texts.owed).waitFor();
    await rental.locator('[data-line="late"]').waitFor();
    expect(await lines(customer)).toEqual(['booked €61', 'late €18', 'total €79', 'owed €18']);
    expect(await rental.locator('.rental-name').textContent()).toContain(texts.chip);
    await judged(customer, `${view}-late-owed`);
    return customer;
  }
});

/** The lines of the final price, each by its name with its amount. */
function lines(customer: Customer): Promise<string[]> {
  return customer
    .rental(7)
    .locator('.final-price li')
    .evaluateAll((rows) =>
      rows.map((row) => `${row.getAttribute('data-line') ?? ''} ${row.lastElementChild?.textContent ?? ''}`),
    );
}

async function judged({ page, errors }: Customer, screen: string): Promise<void> {
  expect([screen, ...(await faults(page)), ...errors]).toEqual([screen]);
  await screenshot(page, screen);
}
