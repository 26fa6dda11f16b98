import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, type TestDatabase } from '@carshare/testing';
import { booking, HOUR_MS, hours } from './fleet.js';
import { ADDRESS, DAY_MS, MailShop } from './mail-shop.js';
import { willing } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

describe.each(engines('mysql'))('On $name, the mails about an order', (engine) => {
  let database: TestDatabase;
  let shop: MailShop;

  beforeAll(async () => {
    database = await engine.create();
    shop = await MailShop.start(database.url);
  });
  beforeEach(() => shop.reset());
  afterAll(async () => {
    await shop.stop();
    await database.drop();
  });

  it.each([
    ['en', ['Confirmed', 'starts soon', 'On its way', 'ends soon', 'Please return', 'Extended', 'is complete']],
    ['ko-KR,ko;q=0.9,en;q=0.8', ['확정', '곧 시작', '출발', '곧 끝납니다', '반납해 주세요', '연장', '완료되었습니다']],
  ])('are those of its life, once each: %s', async (language, expected) => {
    const id = await shop.place(booking(30, 39, { place: 'Hauptstr. 5 <Hof>' }), language);
    await shop.sent(id, 'placed');
    await shop.sweep(new Date(new Date(hours(30)).getTime() - 24 * HOUR_MS + 1));
    await shop.sent(id, 'reminder');
    await shop.publish(eventsOf(id)['shipped']!);
    await shop.sent(id, 'on_its_way');
    await shop.endsIn(id, 2 * HOUR_MS);
    await shop.publish(handedOver(id));
    await shop.becomes(id, 'InUse');
    await shop.sweep(new Date(Date.now() + HOUR_MS + 1_000));
    await shop.sent(id, 'due_soon');
    await shop.endsIn(id, -HOUR_MS);
    await shop.sent(id, 'overdue');
    await shop.note(id, 'overdue');
    const extended = await shop.service.post(`/orders/${id}/extensions`, { to: hours(45) }, shop.ann);
    expect([extended.status, extended.body['code']]).toEqual([201, undefined]);
    await shop.sent(id, 'extended');
    await shop.publish(returned(id), returned(id));
    await shop.sent(id, 'returned');
    await shop.sweep(new Date(Date.now() + 30 * DAY_MS));
    expect(await shop.mailsOf(id)).toEqual([
      ...['placed', 'reminder', 'on_its_way', 'due_soon', 'overdue', 'extended'].map((kind) => [kind, 'sent']),
      // The end was moved, and the car is back before it.
      ['due_soon', 'outdated'],
      ['returned', 'sent'],
    ]);
    expect(shop.smtp.taken).toHaveLength(7);
    expected.forEach((word, at) => expect(shop.subjects()[at]).toContain(word));
    for (const { to, headers, text, html, source } of shop.smtp.taken) {
      expect(to).toBe(ADDRESS);
      expect([headers['to'], headers['from']]).toEqual([ADDRESS, 'Car Share <rentals@carshare.example>']);
      expect(headers['auto-submitted']).toBe('auto-generated');
      expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
      expect(headers['message-id']).toMatch(/^<[\w-]{36}@carshare\.example>$/);
      expect(text).toContain('Nord & Süd <Cars>');
      expect(html).toContain('Nord &amp; Süd &lt;Cars&gt;');
      expect(html).not.toContain('<Hof>');
      expect(source.split('\r\n').every((line) => line.length <= 998)).toBe(true);
    }
    expect(new Set(shop.smtp.taken.map(({ headers }) => headers['message-id'])).size).toBe(7);
  });

  it('follow a cancellation: no reminder, and the refund with its fee', async () => {
    const id = await shop.place(booking(40, 49));
    await shop.sent(id, 'placed');
    const canceled = await shop.service.delete(`/orders/${id}?expectedFee=0`, shop.ann);
    expect(canceled.status).toBe(202);
    await shop.publish(eventsOf(id)['payCancelled']!);
    await shop.sent(id, 'refunded');
    await shop.sweep(new Date(new Date(hours(40)).getTime() - HOUR_MS));
    expect(await shop.mailsOf(id)).toEqual([
      ['placed', 'sent'],
      ['reminder', 'outdated'],
      ['refunded', 'sent'],
    ]);
    expect(shop.smtp.taken[1]?.text).toContain('We have returned €49.00, the full price');
    const late = await shop.place(booking(0, 9));
    await shop.sent(late, 'placed');
    await shop.service.execute('UPDATE bookings SET fee_minor = 2450 WHERE order_id = ?', [late]);
    await shop.publish(eventsOf(late)['payCancelled']!);
    await shop.sent(late, 'refunded');
    expect(shop.smtp.taken.at(-1)?.text).toContain('After the cancellation fee of €24.50 we have returned €24.50');
    // A refused order has none.
    shop.payment.become(() => ({ status: 402, body: {} }));
    const refused = await shop.service.post('/orders', booking(0, 9), shop.ann);
    expect(await shop.mailsOf(Number(refused.body['orderId']))).toEqual([]);
  });

  it('of an instant order, and of a booking at short notice, have no reminder', async () => {
    const id = await shop.place({ productId: '1001', qty: 2 });
    await shop.publish(eventsOf(id)['shipped']!, handedOver(id), returned(id));
    await shop.sent(id, 'returned');
    const kinds = (await shop.mailsOf(id)).map(([kind]) => kind);
    expect(kinds).toEqual(['placed', 'on_its_way', 'returned']);
    const soon = await shop.place(booking(-23, -14));
    await shop.sent(soon, 'placed');
    expect(await shop.mailsOf(soon)).toEqual([['placed', 'sent']]);
  });

  it.each([
    ['en', 'Final price: €32.00', 'We could not charge €16.00', 'Still to be paid: €16.00'],
    ['ko', '최종 요금: €32.00', '카드로 결제되지 않은 금액이 있습니다: €16.00', '미결제 금액: €16.00'],
  ])('say what the return cost, and what of it is not paid: %s', async (language, total, ...unpaid) => {
    const returnLate = async (): Promise<string> => {
      const id = await shop.place(booking(0, 2), language);
      await shop.publish(handedOver(id), returned(id, new Date(hours(4))));
      await shop.sent(id, 'returned');
      expect((await shop.mailsOf(id)).filter(([kind]) => kind === 'returned')).toHaveLength(1);
      return shop.smtp.taken.at(-1)?.text ?? '';
    };
    const paid = await returnLate();
    expect(paid).toContain(total);
    for (const text of unpaid) expect(paid).not.toContain(text);
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? { status: 402, body: {} } : willing(call)));
    const unpaidMail = await returnLate();
    for (const text of [total, ...unpaid]) expect(unpaidMail).toContain(text);
  });

  it('have one about a return also when its owed amount is waived, which does not keep the address longer', async () => {
    shop.payment.become((call) => (call.path === '/paymentAdjustments' ? { status: 402, body: {} } : willing(call)));
    const id = await shop.place(booking(0, 2));
    await shop.publish(handedOver(id), returned(id, new Date(hours(4))));
    await shop.sent(id, 'returned');
    const kept = (): Promise<unknown> =>
      shop.service.rows(`SELECT kept_from FROM mail_contacts WHERE order_id = ${id}`);
    const before = await kept();
    const operator = await shop.issuer.bearer('olga', 'operator');
    const waived = await shop.service.post(`/operator/order/owed/${id}/waive`, { reason: 'goodwill' }, operator);
    expect([waived.status, await kept()]).toEqual([200, before]);
    expect((await shop.mailsOf(id)).filter(([kind]) => kind === 'returned')).toHaveLength(1);
  });
});
