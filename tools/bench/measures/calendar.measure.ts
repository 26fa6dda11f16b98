import { median } from '../load/stats.ts';
import type { System } from '../systems/system.ts';
import { turns, type Context, type Figures, type Measure } from './measure.ts';
import { addVehicles, send } from './rental.ts';

/** Occupations in the two calendars. */
export const OCCUPATIONS = [1_000, 1_000_000] as const;

/**
 * Bookings per second with few and with many occupations in the calendar, embedded. Two systems run at the same time and are measured
 * in turns, so that the number of occupations is all that differs: not the age of the processes, the orders stored or the machine.
 */
export const calendar: Measure = {
  name: 'calendar',
  ownData: true,
  async run(context: Context): Promise<Figures> {
    if (context.system.name === 'floor' || context.system.profile !== 'embedded') return {};
    const { quick } = context;
    const sizes = OCCUPATIONS.map((size) => (quick ? size / 10 : size));
    const [few, many] = [await filled(context, sizes[0] ?? 0), await filled(context, sizes[1] ?? 0)];
    for (const system of [few, many]) await send(context, system, 'bookings', quick ? 1 : 12);
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let round = 0; round < turns(quick).rounds; round += 1) {
      const one = await booked(context, few);
      const other = await booked(context, many);
      ratios.push(other.perSecond / one.perSecond);
      rates.push(other.perSecond);
      context.note(
        `${one.perSecond.toFixed(0)} and ${other.perSecond.toFixed(0)} bookings/s, order's CPU ${one.cpu.toFixed(0)} and ${other.cpu.toFixed(0)} µs per booking`,
      );
    }
    return { 'calendar.perSecond': median(rates), calendar: median(ratios) };
  },
};

/** A system that runs, with so many occupations in its calendar. */
async function filled(context: Context, occupations: number): Promise<System> {
  const system = await context.another(1);
  await system.start();
  await addVehicles(system);
  await system.stop();
  await system.occupy(0, occupations);
  await system.start();
  return system;
}

async function booked(context: Context, system: System): Promise<{ perSecond: number; cpu: number }> {
  const before = system.cpu().order;
  const { perSecond, accepted } = await send(context, system, 'bookings', turns(context.quick).seconds);
  return { perSecond, cpu: ((system.cpu().order - before) / accepted) * 1_000 };
}
