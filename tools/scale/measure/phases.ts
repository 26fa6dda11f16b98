import { setTimeout as sleep } from 'node:timers/promises';
import { VEHICLES } from '../../bench/load/booking.ts';
import { sound } from '../../bench/measures/measure.ts';
import { request } from '../../bench/systems/request.ts';
import type { MeasuredShop } from './shop.ts';
import { settled } from './settled.ts';
import { perUnit, withSql } from './snapshot.ts';

/** A part of the measurement; returns its figures. */
export type Phase = (shop: MeasuredShop) => Promise<unknown>;

const IDLE_S = 5;
const WARM_UP = { orders: 1_500, seconds: 20 };
const MEASURED = { orders: 1_000, seconds: 30 };
/** Few, so that on a busy machine no order waits longer for the stock row than the database lets it. */
export const CONNECTIONS = 4;
const LIVES = 200;

/** What the shop does in a second without an order. */
export const idle: Phase = async ({ snapshot }) => {
  await sleep(3_000);
  const before = await snapshot();
  await sleep(IDLE_S * 1_000);
  return perUnit(before, await snapshot(), IDLE_S);
};

/** An instant order, from the request to Shipped on the page, after a warm-up. */
export const orders: Phase = async (shop) => {
  const { system, load } = shop;
  const urls = system.urls('order');
  await load.run({ kind: 'closed', urls, connections: CONNECTIONS, ...WARM_UP });
  const before = await settled(shop);
  const outcome = sound(await load.run({ kind: 'closed', urls, connections: CONNECTIONS, ...MEASURED }));
  return { perSecond: outcome.perSecond, ...perUnit(before, await settled(shop), outcome.accepted) };
};

/** A booking, from the request to Paid on the page. It is shipped before its start, which is later. */
export const bookings: Phase = async (shop) => {
  const { system, load } = shop;
  const [url = ''] = system.urls('order');
  for (let number = 1; number <= VEHICLES; number += 1) {
    await request('POST', url, '/vehicles', { productId: '1001', plate: `SCALE ${number}` });
  }
  const job = { kind: 'closed' as const, urls: [url], connections: CONNECTIONS, books: true };
  await load.run({ ...job, orders: MEASURED.orders / 4, seconds: MEASURED.seconds / 4 });
  const before = await settled(shop);
  const outcome = sound(await load.run({ ...job, orders: MEASURED.orders / 2, seconds: MEASURED.seconds / 2 }));
  return { perSecond: outcome.perSecond, ...perUnit(before, await settled(shop), outcome.accepted) };
};

/** The second half of an instant order's life: hand-over and return, to Completed. */
export const lives: Phase = async (shop) => {
  const { system, surroundings } = shop;
  const [url = ''] = system.urls('delivery');
  const rows = await withSql('delivery', surroundings, (sql) =>
    sql.all(`SELECT id FROM deliveries WHERE status = 'Shipped' ORDER BY id LIMIT ${LIVES}`),
  );
  const before = await settled(shop);
  for (const action of ['handover', 'return']) {
    for (let from = 0; from < rows.length; from += CONNECTIONS) {
      const some = rows.slice(from, from + CONNECTIONS);
      await Promise.all(some.map(({ id }) => request('POST', url, `/deliveries/${String(id)}/${action}`, {})));
    }
  }
  return perUnit(before, await settled(shop), rows.length);
};
