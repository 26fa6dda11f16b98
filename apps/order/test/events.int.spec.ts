import { EventConsumer, Inbox, StuckEvent } from '@carshare/messaging';
import { UnitOfWork } from '@carshare/persistence';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { engines, eventsOf, eventually, foreign, original, raw, timestamp } from '@carshare/testing';
import { DataSource } from 'typeorm';
import { OrdersService } from '../src/orders/orders.service.js';
import { OrderService, willing } from './order-service.js';

describe.each(engines('mysql'))('On $name, the order service', (engine) => {
  let shop: OrderService;

  beforeAll(async () => {
    shop = await OrderService.on(engine);
    await shop.setStock(1_000);
  });
  beforeEach(() => shop.payment.become(willing));
  afterAll(() => shop.stop());
  const publish = (...messages: ReturnType<typeof raw>[]): Promise<void> => shop.service.log.publish(messages);
  const becomes = (id: number, status: string): Promise<void> =>
    eventually(async () => expect(await shop.status(id)).toBe(status));
  const published = async (id: number): Promise<string[]> =>
    (await shop.service.history())
      .filter((event) => event.id === id && event.eventType.startsWith('Order'))
      .map((event) => event.eventType);
  const stuck = (): Promise<StuckEvent[]> => shop.service.app.get(DataSource).getRepository(StuckEvent).find();

  it('gives every event its effect once, from whichever publisher and however often it comes', async () => {
    const id = await shop.place();
    const stock = await shop.stock();
    const { paid, shipped, deliveryCanceled, payCancelled } = eventsOf(id);
    await publish(paid!, paid!, foreign(paid!), shipped!, foreign(shipped!), shipped!, foreign(shipped!));
    await becomes(id, 'Shipped');
    await shop.service.delete(`/orders/${id}`);
    await publish(
      deliveryCanceled!,
      payCancelled!,
      payCancelled!,
      foreign(payCancelled!),
      shipped!,
      paid!,
      foreign(paid!),
    );
    await becomes(id, 'Cancelled');
    const later = await shop.place();
    await publish(eventsOf(later)['shipped']!);
    await becomes(later, 'Shipped');
    expect(await shop.status(id)).toBe('Cancelled');
    expect(await shop.stock()).toBe(stock);
    await eventually(async () => expect(await published(id)).toEqual(['Ordered', 'OrderCancelled']));
  });

  it('follows the events of the replaced services, which have no key and no status', async () => {
    const id = await shop.pending('never');
    const { paid, shipped, deliveryCanceled, payCancelled } = eventsOf(id);
    await publish(original(paid!), original(shipped!));
    await becomes(id, 'Shipped');
    await shop.service.delete(`/orders/${id}`);
    await publish(original(deliveryCanceled!), original(payCancelled!));
    await becomes(id, 'Cancelled');
    expect(await stuck()).toEqual([]);
  });

  it('establishes a Pending order on Paid, and tells of it', async () => {
    const id = await shop.pending('never');
    await publish(foreign(eventsOf(id)['paid']!));
    await becomes(id, 'Placed');
    await eventually(async () => expect(await published(id)).toEqual(['Ordered']));
  });

  it('establishes a Pending order on Shipped, which says that it is paid', async () => {
    const id = await shop.pending('never');
    await publish(eventsOf(id)['shipped']!, eventsOf(id)['paid']!);
    await becomes(id, 'Shipped');
    await eventually(async () => expect(await published(id)).toEqual(['Ordered']));
  });

  it('passes over events of orders that it does not know, and types that nobody told it of', async () => {
    const before = (await stuck()).length;
    const id = await shop.place();
    const unknown = { eventType: 'Washed', timestamp: timestamp(), id: 1, orderId: id };
    await publish(...Object.values(eventsOf(999_999)), raw(String(id), unknown), eventsOf(id)['shipped']!);
    await becomes(id, 'Shipped');
    expect(await stuck()).toHaveLength(before);
  });

  it('sets broken events aside with the reason, and goes on', async () => {
    const paid = {
      eventType: 'Paid',
      timestamp: timestamp(),
      id: 7,
      orderId: 1,
      productId: '1001',
      qty: 1,
      status: 'OrderApproved',
    };
    const broken: [unknown, string][] = [
      ['not json', 'the value is not JSON'],
      ['[1]', 'the value is not a JSON object'],
      ['null', 'the value is not a JSON object'],
      [{ ...paid, eventType: undefined }, 'the event has no eventType'],
      [{ ...paid, timestamp: 'yesterday' }, 'timestamp is not yyyyMMddHHmmss'],
      [{ ...paid, timestamp: '20261399000000' }, 'timestamp is not yyyyMMddHHmmss'],
      [{ ...paid, orderId: undefined }, 'orderId must be an integer number'],
      [{ ...paid, orderId: '1; DROP TABLE orders' }, 'orderId must be an integer number'],
      [{ ...paid, qty: -1 }, 'qty must be a positive number'],
      [{ ...paid, productId: 1001 }, 'productId must be a string'],
    ];
    const before = (await stuck()).length;
    const id = await shop.place();
    await publish(...broken.map(([value]) => raw(String(id), value)), eventsOf(id)['shipped']!);
    await becomes(id, 'Shipped');
    const letters = (await stuck()).slice(before);
    expect(letters.map(({ kind }) => kind)).toEqual(broken.map(() => 'dead'));
    letters.forEach(({ reason }, index) => expect(reason).toContain(broken[index]![1]));
    expect((await shop.service.get('/metrics')).body['text']).toMatch(/^dead_letters(\{.*\})? [1-9]\d*$/m);
  });

  it('parks the key whose handler keeps failing while other keys go on, and replays it in order', async () => {
    const [bad, good] = [await shop.place(), await shop.place()];
    const orders = shop.service.app.get(OrdersService);
    const real = orders.noteShipped.bind(orders);
    const fails = jest.spyOn(orders, 'noteShipped').mockImplementation((tx, orderId) => {
      if (orderId === bad) throw new Error('the road is closed');
      return real(tx, orderId);
    });
    await publish(eventsOf(bad)['shipped']!, eventsOf(bad)['payCancelled']!, eventsOf(good)['shipped']!);
    await becomes(good, 'Shipped');
    const ofBad = async (): Promise<StuckEvent[]> =>
      (await stuck()).filter((event) => event.messageKey === String(bad));
    await eventually(async () => expect(await ofBad()).toHaveLength(2));
    fails.mockRestore();
    const parked = await ofBad();
    expect(parked.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['parked', 'the road is closed'],
      ['parked', 'an earlier event of this key is parked'],
    ]);
    expect(await shop.status(bad)).toBe('Placed');
    const consumer = shop.service.app.get(EventConsumer);
    const inbox = new Inbox(shop.service.app.get(UnitOfWork), (type) => consumer.lookup(type));
    await inbox.replay(parked[0]!);
    expect(await shop.status(bad)).toBe('Shipped');
    await inbox.replay(parked[1]!);
    expect(await shop.status(bad)).toBe('Cancelled');
    expect((await stuck()).filter((event) => event.messageKey === String(bad))).toEqual([]);
  });
});
