import { randomUUID } from 'node:crypto';
import { encodeEvent, OrderExtended, OrderReassigned, type EventDefinition } from '@carshare/events';
import { allEngines, eventually, foreign } from '@carshare/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { HandoverShop } from './handover-shop.js';

const HOUR = 3_600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

describe.each(allEngines())('On $name, the delivery of a booking', (engine) => {
  let shop: HandoverShop;
  let order = 0;

  beforeAll(async () => {
    shop = await HandoverShop.on(engine);
  });
  beforeEach(() => {
    order += 1;
  });
  afterAll(() => shop.delivery.stop());

  const event = <T extends object>(definition: EventDefinition<T>, data: T) =>
    encodeEvent(definition, data, { id: randomUUID(), source: 'test', time: new Date() });
  const extended = (to: string) => event(OrderExtended, { id: order, to, amount: 90, currency: 'EUR' });
  const reassigned = (vehicleId: number) => event(OrderReassigned, { id: order, vehicleId });
  const publish = (...messages: ReturnType<typeof event>[]): Promise<void> => shop.delivery.log.publish(messages);
  /** Everything published before is handled when a later order has its delivery. */
  const handled = async (): Promise<void> => {
    await shop.paid(order + 10_000);
  };
  const found = (): Promise<Record<string, unknown> | undefined> => shop.ofOrder(order);
  const unknown = (): Promise<unknown[]> => shop.delivery.rows('SELECT order_id FROM booking_changes');

  it('follows the order to its new end and its new vehicle', async () => {
    await shop.book(order, order);
    const to = inHours(40);
    const twice = extended(to);
    await publish(extended(inHours(36)), twice, twice, reassigned(500 + order), foreign(reassigned(600 + order)));
    await eventually(async () => expect(await found()).toMatchObject({ to, vehicleId: 600 + order }));
    expect(await found()).toMatchObject({ status: 'Scheduled' });
    expect(await shop.committed(order)).toEqual([]);
  });

  it('is handed over with the vehicle that the order moved it to', async () => {
    const id = await shop.book(order, order);
    await publish(reassigned(700 + order));
    await handled();
    await shop.handOver(id);
    await eventually(async () =>
      expect((await shop.events(order)).at(-1)).toMatchObject({ eventType: 'HandedOver', vehicleId: 700 + order }),
    );
    const out = await shop.delivery.rows(`SELECT out_vehicle_id AS n FROM deliveries WHERE order_id = ${order}`);
    expect(out.map((row) => Number((row as { n: unknown }).n))).toEqual([700 + order]);
  });

  it('keeps the vehicle that left, and takes the extension', async () => {
    const id = await shop.book(order, order);
    await shop.handOver(id);
    const to = inHours(50);
    await publish(reassigned(800 + order), extended(to));
    await eventually(async () => expect(await found()).toMatchObject({ status: 'HandedOver', to, vehicleId: order }));
    await shop.takeBack(id);
    await eventually(async () =>
      expect((await shop.events(order)).at(-1)).toMatchObject({ eventType: 'Returned', vehicleId: order }),
    );
  });

  it('follows the changes that arrived before its payment', async () => {
    const to = inHours(60);
    await publish(extended(to), extended(inHours(55)), reassigned(900 + order), reassigned(950 + order));
    await handled();
    expect(await found()).toBeUndefined();
    expect(await unknown()).toHaveLength(1);
    await shop.book(order, order);
    expect(await found()).toMatchObject({ status: 'Scheduled', to, vehicleId: 950 + order });
    expect(await unknown()).toEqual([]);
  });

  it('that is cancelled stays cancelled, and an instant order has no period and no vehicle', async () => {
    await shop.book(order, order);
    await shop.cancel(order);
    await publish(reassigned(970 + order));
    await handled();
    expect(await found()).toMatchObject({ status: 'DeliveryCanceled', vehicleId: order });
    order += 1;
    await shop.paid(order);
    await publish(reassigned(980 + order), extended(inHours(70)));
    await handled();
    const instant = (await found()) ?? {};
    expect(instant).toMatchObject({ status: 'Shipped' });
    expect(instant).not.toHaveProperty('to');
    expect(instant).not.toHaveProperty('vehicleId');
    expect(await shop.delivery.rows('SELECT reason FROM stuck_events')).toEqual([]);
  });
});
