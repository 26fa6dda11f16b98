import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVENTS, PaymentAdjusted, Returned } from '@carshare/events';
import { EventConsumer, type Inbox } from '@carshare/messaging';
import { allEngines, eventsOf, eventually, RunningService, type TestDatabase } from '@carshare/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { addVehicles, booking } from './fleet.js';
import { OrderService, parts } from './order-service.js';
import { handedOver, returned } from './rental-events.js';

const BOOKINGS = 6;
/** What the contract of the earlier version does not contain. */
const LATER: ReadonlySet<string> = new Set([Returned.type, PaymentAdjusted.type]);

/** Makes the replica one of an earlier version, which cannot decode the later events and applies none of them. */
function forgetLater({ app }: RunningService): void {
  const { inbox } = app.get<EventConsumer, { inbox: Inbox }>(EventConsumer);
  Object.assign(inbox, { knows: (type: string) => EVENTS.has(type) && !LATER.has(type) });
}

describe.each(allEngines())('On $name, a replica of order that does not know returns', (engine) => {
  let database: TestDatabase;
  let folder: string;
  let earlier: OrderService;
  let running: RunningService[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rolling-'));
    database = await engine.create();
    earlier = await OrderService.start({ DATABASE_URL: database.url, DATA_DIR: folder });
    running = [earlier.service];
    forgetLater(earlier.service);
    await addVehicles(earlier, 3 * BOOKINGS);
  });
  afterEach(async () => {
    await Promise.all(running.map((service) => service.stop()));
    await earlier.payment.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  it('loses none of them while it shares the group with one that does', async () => {
    const ids: number[] = [];
    const book = async ({ post }: Pick<RunningService, 'post'>): Promise<number> => {
      const { status, body } = await post('/orders', booking(24, 48));
      expect([status, body['code']]).toEqual([201, undefined]);
      return Number(body['id']);
    };
    /** Bookings whose cars were out and are back. */
    const rent = async (replica: RunningService): Promise<void> => {
      const own: number[] = [];
      while (own.length < BOOKINGS) own.push(await book({ post: (...sent) => replica.post(...sent) }));
      ids.push(...own);
      // As the relay does: the first events of all orders before the next ones.
      await replica.log.publish(own.map((id) => eventsOf(id)['shipped']!));
      await replica.log.publish(own.map((id) => handedOver(id)));
      await replica.log.publish(own.map((id) => returned(id)));
    };
    const count = async (replica: RunningService, sql: string): Promise<number> =>
      Number((await replica.rows<{ n: number | string }>(`SELECT COUNT(*) AS n FROM ${sql}`))[0]?.n);
    const ended = (replica: RunningService): Promise<number> => count(replica, "orders WHERE status = 'Completed'");

    await rent(earlier.service);
    await eventually(async () =>
      expect(await count(earlier.service, "stuck_events WHERE kind = 'waiting'")).toBe(BOOKINGS),
    );
    expect(await ended(earlier.service)).toBe(0);

    const env = { DATABASE_URL: database.url, DATA_DIR: folder, PAYMENT_URL: earlier.payment.url };
    const replica = await RunningService.start(parts, env);
    running.push(replica);
    await eventually(async () => expect(await ended(replica)).toBe(BOOKINGS));
    await rent(replica);
    await eventually(async () => expect(await ended(replica)).toBe(2 * BOOKINGS));

    await earlier.service.stop();
    running = [replica];
    await rent(replica);
    await eventually(async () => expect(await ended(replica)).toBe(3 * BOOKINGS));
    expect(await count(replica, 'stuck_events')).toBe(0);
    expect(await count(replica, 'vehicles WHERE out_order_id IS NOT NULL')).toBe(0);
    // Two relays on one file may both send an event; it is one event in the outbox.
    const sql = "SELECT message_key AS id FROM outbox WHERE type = 'OrderCompleted' ORDER BY message_key";
    expect((await replica.rows<{ id: number | string }>(sql)).map(({ id }) => Number(id))).toEqual(ids);
    await eventually(async () => {
      const completed = (await replica.history()).filter(({ eventType }) => eventType === 'OrderCompleted');
      expect(new Set(completed.map(({ id }) => id))).toEqual(new Set(ids));
    });
  });
});
