import { awaitShipped } from '../load/await-shipped.ts';
import { capacity, sound, warmUp, type Context, type Figures, type Measure } from './measure.ts';

export const SHARES = [10, 25, 50, 75, 90, 100, 125, 150];

/** The points of the plot: orders/s and latency for offered loads from 10 % to 150 % of the capacity. */
export const curve: Measure = {
  name: 'curve',
  async run(context: Context): Promise<Figures> {
    const { system, load, quick } = context;
    await system.start();
    await system.restock();
    const best = await capacity(context);
    const figures: Figures = {};
    await warmUp(context, system);
    for (const share of SHARES) {
      const rate = (best * share) / 100;
      const job = { kind: 'open', urls: system.urls('order'), connections: 256, seconds: quick ? 1 : 6, rate } as const;
      const outcome = sound(await load.run(job));
      await awaitShipped(system.urls('customerpage')[0] ?? '', outcome.lastId);
      figures[`curve.${share}.offered`] = rate;
      figures[`curve.${share}.accepted`] = outcome.perSecond;
      figures[`curve.${share}.p50`] = outcome.latency.p50;
      figures[`curve.${share}.p99`] = outcome.latency.p99;
    }
    await system.stop();
    return figures;
  },
};
