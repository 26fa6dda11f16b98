import { VEHICLES } from '../load/booking.ts';
import { awaitPage } from '../load/await-shipped.ts';
import { median } from '../load/stats.ts';
import { request } from '../systems/request.ts';
import { sound, type Context, type Figures, type Measure } from './measure.ts';

/** Occupations in the calendar before the bookings are measured again. */
export const OCCUPATIONS = [1_000, 1_000_000];

/**
 * Bookings per second beside instant orders per second, in turns on one system; then, embedded, with few and with many occupations in
 * the calendar. The floor has no bookings.
 */
export const bookings: Measure = {
  name: 'bookings',
  ownData: true,
  async run(context: Context): Promise<Figures> {
    if (context.system.name === 'floor') return {};
    const { quick } = context;
    const system = await context.another(1);
    await system.start();
    await system.restock();
    for (let number = 1; number <= VEHICLES; number += 1) {
      await request('POST', system.urls('order')[0] ?? '', '/vehicles', {
        productId: '1001',
        plate: `BENCH ${number}`,
      });
    }
    const orders: number[] = [];
    const booked: number[] = [];
    await rateOf(context, system, true, quick ? 1 : 5);
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      orders.push(await rateOf(context, system, false, quick ? 1 : 8));
      booked.push(await rateOf(context, system, true, quick ? 1 : 8));
    }
    const figures: Figures = { 'bookings.perSecond': median(booked), bookings: median(booked) / median(orders) };
    context.note(`${median(booked).toFixed(0)} bookings/s beside ${median(orders).toFixed(0)} instant orders/s`);
    await system.stop();
    return system.profile === 'embedded' ? { ...figures, ...(await calendar(context, system)) } : figures;
  },
};

async function calendar(context: Context, system: Context['system']): Promise<Figures> {
  const { quick } = context;
  const rates: number[] = [];
  let stored = 0;
  for (const size of quick ? OCCUPATIONS.map((wanted) => wanted / 10) : OCCUPATIONS) {
    await system.occupy(stored, size);
    stored = size;
    await system.start();
    await rateOf(context, system, true, quick ? 1 : 3);
    const rounds: number[] = [];
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      rounds.push(await rateOf(context, system, true, quick ? 1 : 5));
    }
    rates.push(median(rounds));
    context.note(`${size} occupations stored: ${median(rounds).toFixed(0)} bookings/s`);
    await system.stop();
  }
  const [few = NaN, many = NaN] = rates;
  return { calendar: many / few };
}

/** Orders or bookings per second on 16 connections; returns when the page has the last one. */
async function rateOf({ load }: Context, system: Context['system'], books: boolean, seconds: number): Promise<number> {
  const job = { kind: 'closed', urls: system.urls('order'), connections: 16, seconds, books } as const;
  const { perSecond, lastId } = sound(await load.run(job));
  await awaitPage(system.urls('customerpage')[0] ?? '', lastId, '"Paid"');
  return perSecond;
}
