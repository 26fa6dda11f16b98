import { awaitShipped } from '../load/await-shipped.ts';
import { median } from '../load/stats.ts';
import type { System } from '../systems/system.ts';
import { place, sound, type Context, type Figures, type Measure } from './measure.ts';

export const SIZES = [1_000, 100_000, 1_000_000];

/**
 * Orders per second with few stored orders and with a million. The rows are copies of real orders, inserted directly. The systems run at
 * the same time and are measured in turns, so that the number of orders is all that differs: not the age of the processes or the machine.
 */
export const growth: Measure = {
  name: 'growth',
  ownData: true,
  async run(context: Context): Promise<Figures> {
    const { quick } = context;
    const systems: System[] = [];
    for (const size of SIZES) systems.push(await filled(context, quick ? size / 50 : size));
    for (const system of systems) await rateOf(context, system, quick ? 1 : 6);
    const rounds: number[][] = [];
    for (let round = 0; round < (quick ? 1 : 5); round += 1) {
      const rates: number[] = [];
      for (const system of systems) rates.push(await rateOf(context, system, quick ? 1 : 5));
      rounds.push(rates);
      context.note(
        `${rates.map((rate) => rate.toFixed(0)).join(', ')} orders/s with ${SIZES.join(', ')} orders stored`,
      );
    }
    const rates = SIZES.map((size, i) => [`growth.${size}`, median(rounds.map((round) => round[i] ?? NaN))] as const);
    const ratio = median(rounds.map((round) => (round.at(-1) ?? NaN) / (round[0] ?? NaN)));
    return { ...Object.fromEntries(rates), growth: ratio };
  },
};

/** A system that runs, with so many orders stored. */
async function filled(context: Context, orders: number): Promise<System> {
  const system = await context.another(1);
  const first = Math.min(orders, SIZES[0] ?? 0);
  const placed = await place(context, system, first);
  if (orders > first) await system.grow(placed, orders);
  await system.start();
  return system;
}

/** The rate of a round; the next one starts when its orders are shipped. */
async function rateOf({ load }: Context, system: System, seconds: number): Promise<number> {
  const job = { kind: 'closed', urls: system.urls('order'), connections: 16, seconds } as const;
  const { perSecond, lastId } = sound(await load.run(job));
  await awaitShipped(system.urls('customerpage')[0] ?? '', lastId);
  return perSecond;
}
