import { median } from '../load/stats.ts';
import { assertKept } from '../systems/settle.ts';
import type { System } from '../systems/system.ts';
import { sound, type Context, type Figures, type Measure } from './measure.ts';

/** How long the processes are under load before their rate counts, in seconds from ready on. */
const AGES = [10, 60] as const;

/**
 * Processes that have just been started, as a user starts them: the first 1,000 orders after ready, of several starts, and the rate
 * after 10 s and after 60 s of the last start. The floor's processes are as young.
 */
export const young: Measure = {
  name: 'young',
  ownData: true,
  async run(context: Context): Promise<Figures> {
    const { load, quick } = context;
    const system = await context.another(1);
    const rates: number[] = [];
    const p99: number[] = [];
    const figures: Figures = {};
    const starts = quick ? 1 : 3;
    for (let start = 1; start <= starts; start += 1) {
      const { stop } = await system.launch();
      const ready = performance.now();
      try {
        await system.restock();
        const job = { kind: 'closed', urls: system.urls('order'), connections: 16 } as const;
        const first = sound(await load.run({ ...job, seconds: 600, orders: quick ? 100 : 1_000 }));
        rates.push(first.perSecond);
        p99.push(first.latency.p99);
        context.note(`first orders: ${first.perSecond.toFixed(0)}/s, p99 ${first.latency.p99.toFixed(0)} ms`);
        if (start === starts) Object.assign(figures, await olderRates(context, system, ready));
      } finally {
        await stop();
      }
    }
    await assertKept(system);
    return { first: median(rates), 'first.p99': median(p99), ...figures };
  },
};

async function olderRates(context: Context, system: System, ready: number): Promise<Figures> {
  const { load, quick } = context;
  const job = { kind: 'closed', urls: system.urls('order'), connections: 16 } as const;
  const figures: Figures = {};
  for (const age of AGES) {
    const warm = ready + (quick ? age / 20 : age) * 1_000;
    const seconds = (warm - performance.now()) / 1_000;
    if (seconds > 0) sound(await load.run({ ...job, seconds }));
    const { perSecond } = sound(await load.run({ ...job, seconds: quick ? 1 : 8 }));
    figures[`after${age}`] = perSecond;
    context.note(`after ${age} s: ${perSecond.toFixed(0)} orders/s`);
  }
  return figures;
}
