import { median } from '../load/stats.ts';
import { assertKept } from '../systems/settle.ts';
import { turns, type Context, type Figures, type Measure } from './measure.ts';
import { addVehicles, send } from './rental.ts';

/** Enough to extend every booking of a round. */
const EXTENDING_SECONDS = 600;

/**
 * Instant orders, bookings and the extensions of these bookings, in turns on one system. Each round compares its own figures, so that
 * a machine that becomes slower does not change the ratios. The floor has no bookings.
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
    await addVehicles(system);
    await send(context, system, 'bookings', quick ? 1 : 10);
    await send(context, system, 'extensions', EXTENDING_SECONDS);
    const { rounds, seconds } = turns(quick);
    const measured: { orders: number; bookings: number; extensions: number }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const orders = await send(context, system, 'orders', seconds);
      const booked = await send(context, system, 'bookings', seconds);
      const extended = await send(context, system, 'extensions', EXTENDING_SECONDS);
      if (extended.accepted !== booked.accepted) {
        throw new Error(`${extended.accepted} of ${booked.accepted} bookings were extended`);
      }
      measured.push({
        orders: orders.perSecond,
        bookings: booked.perSecond,
        extensions: extended.perSecond,
      });
      context.note(
        `${orders.perSecond.toFixed(0)} instant orders/s, ${booked.perSecond.toFixed(0)} bookings/s, ${extended.perSecond.toFixed(0)} extensions/s`,
      );
    }
    await system.stop();
    await assertKept(system);
    return {
      'bookings.perSecond': median(measured.map((one) => one.bookings)),
      bookings: median(measured.map((one) => one.bookings / one.orders)),
      'extensions.perSecond': median(measured.map((one) => one.extensions)),
      extensions: median(measured.map((one) => one.extensions / one.bookings)),
    };
  },
};
