import { awaitShipped } from '../load/await-shipped.ts';
import { median } from '../load/stats.ts';
import type { System } from '../systems/system.ts';
import { place, sound, type Context, type Figures, type Measure } from './measure.ts';

export const SIZES = [1_000, 100_000, 1_000_000];

/**
 * Orders per second with few stored orders and with a million. The rows are copies of real orders, inserted directly. The embedded systems
 * run at the same time and are measured in turns, so that the number of orders is all that differs: not the age of the processes or the
 * machine. On servers they would share one topic, so there it is one system that grows.
 */
export const growth: Measure = {
  name: 'growth',
  ownData: true,
  run: (context: Context): Promise<Figures> =>
    context.system.profile === 'embedded' ? sideBySide(context) : oneThatGrows(context),
};

async function sideBySide(context: Context): Promise<Figures> {
  const { quick } = context;
  const systems: System[] = [];
  for (const size of sizes(quick)) systems.push(await filled(context, size));
  for (const system of systems) await rateOf(context, system, quick ? 1 : 6);
  const rounds: number[][] = [];
  for (let round = 0; round < (quick ? 1 : 5); round += 1) {
    const rates: number[] = [];
    for (const system of systems) rates.push((await rateOf(context, system, quick ? 1 : 5)).rate);
    rounds.push(rates);
    context.note(`${rates.map((rate) => rate.toFixed(0)).join(', ')} orders/s with ${SIZES.join(', ')} orders stored`);
  }
  return figuresOf(
    SIZES.map((_, i) => median(rounds.map((round) => round[i] ?? NaN))),
    median(rounds.map((round) => (round.at(-1) ?? NaN) / (round[0] ?? NaN))),
  );
}

async function oneThatGrows(context: Context): Promise<Figures> {
  const { quick } = context;
  const [first = 0, ...others] = sizes(quick);
  const system = await context.another(1);
  let stored = await place(context, system, first);
  const rates: number[] = [];
  for (const size of [first, ...others]) {
    if (size > first) await system.grow(stored, size);
    await system.start();
    await rateOf(context, system, quick ? 1 : 6);
    const rounds: number[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round += 1) {
      const { rate, lastId } = await rateOf(context, system, quick ? 1 : 5);
      rounds.push(rate);
      stored = lastId;
    }
    await system.stop();
    rates.push(median(rounds));
    context.note(`${median(rounds).toFixed(0)} orders/s with ${size} orders stored`);
  }
  return figuresOf(rates, (rates.at(-1) ?? NaN) / (rates[0] ?? NaN));
}

const sizes = (quick: boolean): number[] => SIZES.map((size) => (quick ? size / 50 : size));

const figuresOf = (rates: readonly number[], ratio: number): Figures => ({
  ...Object.fromEntries(SIZES.map((size, i) => [`growth.${size}`, rates[i] ?? NaN])),
  growth: ratio,
});

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
async function rateOf({ load }: Context, system: System, seconds: number): Promise<{ rate: number; lastId: number }> {
  const job = { kind: 'closed', urls: system.urls('order'), connections: 16, seconds } as const;
  const { perSecond, lastId } = sound(await load.run(job));
  await awaitShipped(system.urls('customerpage')[0] ?? '', lastId);
  return { rate: perSecond, lastId };
}
