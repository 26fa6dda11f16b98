import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from './support/eventually.js';
import type { Storefront } from './support/storefront.js';
import { TestShop } from './support/test-shop.js';

describe('An order that is not paid', () => {
  let shop: TestShop;
  let front: Storefront;
  beforeAll(async () => {
    shop = await TestShop.open();
    front = shop.front;
  });
  afterAll(() => shop.close());

  const newest = async (): Promise<number> =>
    (await front.orders('?size=1&sort=id,desc'))._embedded['orders']?.[0]?.id ?? 0;

  it('is refused with 402 when the card is declined: nothing charged, the stock unchanged', async () => {
    const stock = await front.stock('1001');
    const answer = await front.order('1001', 1, { paymentMethod: 'pm_card_chargeDeclined' });
    expect(answer).toMatchObject({
      status: 402,
      headers: { 'content-type': expect.stringContaining('application/problem+json') },
    });
    const id = await newest();
    await front.reaches(id, 'Refused');
    expect(await front.stock('1001')).toBe(stock);
    expect(await front.payment(id)).toBeUndefined();
    expect(await front.delivery(id)).toBeUndefined();
    expect(await front.cancel(id)).toMatchObject({ status: 409 });
  });

  it('is refused with 409 when there are not so many cars', async () => {
    const [stock, before] = [await front.stock('1001'), await newest()];
    expect(await front.order('1001', stock + 1)).toMatchObject({
      status: 409,
      body: { status: 409, code: expect.any(String) },
    });
    expect(await front.stock('1001')).toBe(stock);
    expect(
      (await front.orders(`?size=5&sort=id,desc`))._embedded['orders']?.filter(
        (order) => order.id > before && order.status !== 'Refused',
      ),
    ).toEqual([]);
  });

  it('never sells more cars than there are', async () => {
    const stock = await front.stock('1005');
    const answers = await Promise.all(Array.from({ length: 6 }, () => front.order('1005', Math.ceil(stock / 4))));
    const sold = answers.filter((answer) => answer.status === 201).length;
    expect(answers.filter((answer) => answer.status !== 201 && answer.status !== 409)).toEqual([]);
    expect(await front.stock('1005')).toBe(stock - sold * Math.ceil(stock / 4));
    expect(sold).toBe(Math.floor(stock / Math.ceil(stock / 4)));
  });

  it('waits for a slow card and is placed', async () => {
    const started = Date.now();
    const { id } = await front.ordered('1001', 1, { paymentMethod: 'pm_card_delay' });
    expect(Date.now() - started).toBeGreaterThanOrEqual(2_900);
    await front.reaches(id, 'Shipped');
  });

  it('is asked to come back when payment does not answer, and is settled with one outcome', async () => {
    const stock = await front.stock('1002');
    const answer = await front.order('1002', 1, { paymentMethod: 'pm_card_late' });
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': expect.stringMatching(/^\d+$/) } });
    const id = await newest();
    const status = await eventually(async () => {
      const settled = (await front.orders('?size=1&sort=id,desc'))._embedded['orders']?.[0]?.status;
      expect(['Refused', 'Shipped']).toContain(settled);
      return settled;
    });
    const charged = await front.payment(id);
    if (status === 'Shipped') expect(charged).toMatchObject({ status: 'OrderApproved' });
    else expect(charged?.status ?? 'PaymentCancelled').toBe('PaymentCancelled');
    expect(await front.stock('1002')).toBe(status === 'Shipped' ? stock - 1 : stock);
  });
});
