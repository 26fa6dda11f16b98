import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, type Answer } from '@carshare/testing';
import { OrderService } from './order-service.js';

const CAR = '/cars/1001';

describe.each(engines('mysql'))('On $name, the fleet', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
  });
  beforeEach(() => shop.setStock(20));
  afterAll(() => shop.stop());

  const change = (body: object, ifMatch?: string | null): Promise<Answer> =>
    shop.service.patch(CAR, body, ifMatch ? { 'if-match': ifMatch } : {});
  const etag = async (): Promise<string> => String((await shop.service.get(CAR)).headers.get('etag'));
  const fleet = async (): Promise<number> =>
    Number((await shop.service.rows<{ fleet: number }>("SELECT fleet FROM cars WHERE product_id = '1001'"))[0]?.fleet);

  it('refuses a stock that was counted before five orders came in, and takes it when it is read again', async () => {
    const [seen, cars] = [await etag(), await fleet()];
    for (let order = 0; order < 5; order += 1) await shop.place();
    const stale = await change({ stock: 25 }, seen);
    expect([stale.status, stale.body['code']]).toEqual([412, 'car.changed']);
    expect([await shop.stock(), await fleet()]).toEqual([15, cars]);
    const saved = await change({ stock: 20 }, await etag());
    expect([saved.status, saved.body['stock'], await fleet()]).toEqual([200, 20, cars + 5]);
    expect(saved.headers.get('etag')).toBe(await etag());
  });

  it('shows the version of each car in the list, which in quotes is its ETag', async () => {
    const car = (await shop.service.list('/cars')).find(({ productId }) => productId === '1001');
    expect(`"${String(car?.['version'])}"`).toBe(await etag());
  });

  it('takes a stock without If-Match, as older clients send it', async () => {
    await shop.place();
    expect(await change({ stock: 25 })).toMatchObject({ status: 200, body: { stock: 25 } });
    expect(await change({ stock: 26 }, '*')).toMatchObject({ status: 200, body: { stock: 26 } });
  });

  it('refuses the second of two operators who saw the same, whatever they change', async () => {
    const seen = await etag();
    const answers = await Promise.all([change({ stock: 30 }, seen), change({ pricePerUnit: 51 }, seen)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('changes the stock by a difference, however many orders come in', async () => {
    const cars = await fleet();
    const [added] = await Promise.all([change({ stockChange: '5' }), shop.place(), shop.place()]);
    expect(added.status).toBe(200);
    expect([await shop.stock(), await fleet()]).toEqual([23, cars + 5]);
    expect(await change({ stockChange: -23 })).toMatchObject({ status: 200, body: { stock: 0 } });
    const refused = await change({ stockChange: -1 });
    expect(refused).toMatchObject({ status: 409, body: { code: 'car.stock_out_of_range', stock: 0 } });
    await shop.setStock(2_000_000_000);
    expect((await change({ stockChange: 1 })).status).toBe(409);
  });

  it('counts right when many change it at the same moment', async () => {
    const cars = await fleet();
    const seen = await etag();
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => change({ stockChange: 1 })),
      ...Array.from({ length: 10 }, () => shop.place()),
      ...Array.from({ length: 5 }, () => change({ stock: 1_000 }, seen)),
    ]);
    const absolute = answers.slice(20).filter((answer) => (answer as Answer).status === 200).length;
    expect(absolute).toBeLessThanOrEqual(1);
    const taken = await shop.service.rows<{ n: number }>(
      "SELECT COALESCE(SUM(qty), 0) AS n FROM orders WHERE product_id = '1001' AND status IN ('Pending', 'Placed', 'Shipped', 'Cancelling')",
    );
    expect((await fleet()) - (await shop.stock())).toBe(Number(taken[0]?.n));
    if (absolute === 0) expect([await shop.stock(), await fleet()]).toEqual([20, cars + 10]);
  });

  it.each<[string, object, string | undefined]>([
    ['a price of 1e-7', { pricePerUnit: 1e-7 }, undefined],
    ['a price of 1e300', { pricePerUnit: 1e300 }, undefined],
    ['a negative price', { pricePerUnit: -0.01 }, undefined],
    ['a price of -0', { pricePerUnit: '-0' }, undefined],
    ['three decimal places', { pricePerUnit: 0.015 }, undefined],
    ['a price in exponent notation', { pricePerUnit: '1e2' }, undefined],
    ['a stock of 1e300', { stock: 1e300 }, undefined],
    ['a stock of 1e-7', { stock: 1e-7 }, undefined],
    ['a negative stock', { stock: -1 }, undefined],
    ['a stock of half a car', { stock: 0.5 }, undefined],
    ['a change of 1e300', { stockChange: 1e300 }, undefined],
    ['both a stock and a change', { stock: 1, stockChange: 1 }, undefined],
    ['an If-Match without quotes', { stock: 1 }, 'v1'],
  ])('refuses %s with 400', async (_title, body, ifMatch) => {
    const answer = await change(body, ifMatch);
    expect([answer.status, answer.body['code']]).toEqual([
      400,
      expect.stringMatching(/^request\.(invalid|malformed)$/),
    ]);
    expect(await shop.stock()).toBe(20);
  });

  it('takes a negative zero for zero', async () => {
    const answer = await shop.service.send('PATCH', CAR, '{"stock":-0}', { 'content-type': 'application/json' });
    expect(answer).toMatchObject({ status: 200, body: { stock: 0 } });
  });
});
