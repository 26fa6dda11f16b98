import { awaitShipped } from '../load/await-shipped.ts';
import { median } from '../load/stats.ts';
import { place, sound, type Context, type Figures, type Measure } from './measure.ts';

export const SIZES = [1_000, 100_000, 1_000_000];

/**
 * Orders per second with few stored orders and with a million. The rows are copies of real orders, inserted directly.
 */
export const growth: Measure = {
  name: 'growth',
  ownData: true,
  async run(context: Context): Promise<Figures> {
    const { quick } = context;
    const system = await context.another(1);
    const sizes = quick ? SIZES.slice(0, 2).map((size) => size / 5) : SIZES;
    const figures: Figures = {};
    let stored = await place(context, system, Math.min(...sizes));
    for (const [i, size] of sizes.entries()) {
      if (i > 0) await system.grow(stored, size);
      const { rate, lastId } = await rateOf(context, system);
      stored = lastId;
      figures[`growth.${SIZES[i]}`] = rate;
      context.note(`about ${size} orders stored: ${rate.toFixed(0)} orders/s`);
    }
    const last = figures[`growth.${SIZES[sizes.length - 1]}`] ?? NaN;
    figures['growth'] = last / (figures[`growth.${SIZES[0]}`] ?? NaN);
    return figures;
  },
};

async function rateOf({ load, quick }: Context, system: Context['system']): Promise<{ rate: number; lastId: number }> {
  await system.start();
  const job = { kind: 'closed', urls: system.urls('order'), connections: 16 } as const;
  await load.run({ ...job, seconds: quick ? 1 : 3 });
  const rates: number[] = [];
  let last = 0;
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    const outcome = sound(await load.run({ ...job, seconds: quick ? 2 : 5 }));
    await awaitShipped(system.urls('customerpage')[0] ?? '', outcome.lastId);
    rates.push(outcome.perSecond);
    last = outcome.lastId;
  }
  await system.stop();
  return { rate: median(rates), lastId: last };
}
