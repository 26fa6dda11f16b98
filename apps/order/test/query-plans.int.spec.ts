import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, eventually, type QueryPlans } from '@carshare/testing';
import { Adjustment } from '../src/adjustments/adjustment.entity.js';
import { OwedAmount } from '../src/adjustments/owed-amount.entity.js';
import { Booking } from '../src/bookings/booking.entity.js';
import { PlaceRetention } from '../src/bookings/place-retention.js';
import { ContactRetention } from '../src/mails/contact-retention.js';
import { MailContact } from '../src/mails/mail-contact.entity.js';
import { Mail } from '../src/mails/mail.entity.js';
import { MailsSweeper } from '../src/mails/mails.sweeper.js';
import { OrdersRetention } from '../src/orders/orders.retention.js';
import { Order } from '../src/orders/order.entity.js';
import { Occupation } from '../src/vehicles/occupation.entity.js';
import { Vehicle } from '../src/vehicles/vehicle.entity.js';
import { LatenessSweeper } from '../src/dispatch/lateness.sweeper.js';
import { Block } from '../src/vehicles/block.entity.js';
import { booking, hours } from './fleet.js';
import type { OrderService } from './order-service.js';
import { handedOver, returned } from './rental-events.js';
import { watchShop } from './watched-shop.js';

const BLOCK = { from: hours(40), to: hours(50), reason: 'brakes' };

describe.each(engines('mysql'))('On $name, with many orders', (engine) => {
  let plans: QueryPlans;
  let shop: OrderService;
  let rented: number;
  let operator: Record<string, string>;

  beforeAll(async () => {
    ({ shop, plans, operator } = await watchShop(engine));
    await order();
    rented = await order(booking(0, 9, { place: 'Hauptstr. 5', email: 'ann@example.org' }), 'b');
    await shop.service.post(`/orders/${rented}/extensions`, { to: hours(10) }, plans.ann);
    await shop.service.execute(
      "INSERT INTO owed_amounts (order_id, customer_id, amount_minor, currency, reason, status, since, version) VALUES (999999, 'ann', 1, 'EUR', 'settlement', 'Open', 1, 1)",
    );
    await plans.grow(Adjustment, (copy) => ({ orderId: 1_000_000 + copy, dueAt: null }));
    await plans.grow(OwedAmount, (copy) => ({ orderId: 1_000_000 + copy, status: 'Paid' as const }));
    await plans.grow(Booking, (copy) => ({ orderId: 1_000_000 + copy, agendaAt: null }));
    await plans.grow(MailContact, (copy) => ({ orderId: 1_000_000 + copy }));
    await plans.grow(Mail, (copy) => ({ orderId: 1_000_000 + copy, dueAt: null }));
    await plans.grow(Occupation, (copy) => ({ vehicleId: 1_000 + copy, orderId: 1_000_000 + copy }));
    await plans.grow(Vehicle, (copy) => ({ plate: `B-COPY ${copy}`, productId: `model-${copy % 100}` }));
    await plans.grow(Order, (copy) => ({ customerId: `customer-${copy % 1_000}`, idempotencyKey: `key-${copy}` }));
    await shop.service.execute(
      "INSERT INTO blocks (vehicle_id, starts_at, ends_at, reason, created_at) VALUES (1, 0, 1, 'over', 0)",
    );
    await plans.grow(Block, (copy) => ({ vehicleId: 1_000 + copy }));
    await plans.growMessaging();
  });
  afterAll(() => shop.stop());

  async function order(request: object = { productId: '1001', qty: 1 }, key = 'a'): Promise<number> {
    const { body } = await shop.service.post('/orders', request, { ...plans.ann, 'idempotency-key': key });
    return Number(body['id']);
  }

  /** Blocks a vehicle, lists and removes the block, and moves a booking. */
  async function dispatch(): Promise<void> {
    const { body } = await shop.service.post('/vehicles', { productId: '1001', plate: 'B-CS 1002' }, operator);
    const other = Number(body['id']);
    const moved = await order(booking(20, 22), 'moved');
    const answer = await shop.service.post(`/orders/${moved}/vehicle`, { vehicleId: other }, operator);
    const block = await shop.service.post(`/vehicles/${other}/blocks`, BLOCK, operator);
    expect([answer.status, block.status]).toEqual([200, 201]);
    await plans.askAsOperator(`/vehicles/${other}/blocks`);
    expect((await shop.service.delete(`/blocks/${String(block.body['id'])}`, operator)).status).toBe(204);
    await shop.service.app.get(LatenessSweeper).sweep();
  }

  async function follow(message: ReturnType<typeof returned>, status: string): Promise<void> {
    await shop.service.log.publish([message]);
    await eventually(async () =>
      expect((await shop.service.get(`/orders/${rented}`, plans.ann)).body['status']).toBe(status),
    );
  }

  it('reads no table from end to end', async () => {
    const id = await order();
    expect([200, 202]).toContain((await shop.service.delete(`/orders/${id}`, plans.ann)).status);
    for (const path of ['', '?status=Refused', '?page=3&sort=id,desc', `/${id}`]) await plans.ask(`/orders${path}`);
    for (const query of ['', '?status=Refused', '?owed=true', '?before=500', '?olderThan=60']) {
      await plans.askAsOperator(`/operator/order/orders${query}`);
    }
    await plans.askDesk('order', id);
    await plans.askAsOperator('/operator/order/agenda');
    await follow(handedOver(rented), 'InUse');
    await plans.askAsOperator('/operator/order/agenda');
    await plans.ask(`/orders/${rented}/extension`);
    await shop.service.post(`/orders/${rented}/extensions`, { to: hours(12) }, plans.ann);
    await plans.askAsOperator('/operator/order/calendar');
    await dispatch();
    await follow(returned(rented), 'Completed');
    await plans.askAsOperator('/operator/order/owed');
    await shop.service.app.get(PlaceRetention).erase();
    await plans.ask(`/orders/${rented}/mails`);
    await shop.service.app.get(MailsSweeper).sweep();
    await shop.service.app.get(ContactRetention).erase();
    expect((await shop.service.post('/orders', { productId: '1001', qty: 99 }, plans.ann)).status).toBe(409);
    await plans.askAsOperator('/operator/order/unmet-demand');
    await shop.service.app.get(OrdersRetention).forget();
    const tables = [
      'orders',
      'bookings',
      'adjustments',
      'owed_amounts',
      'occupations',
      'vehicles',
      'blocks',
      'unmet_demand',
      'outbox',
      'inbox',
      'mails',
      'mail_contacts',
      'mail_tokens',
    ];
    expect(await plans.fullScans(tables)).toEqual([]);
  });
});
