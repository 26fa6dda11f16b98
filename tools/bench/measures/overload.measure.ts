import { awaitShipped } from '../load/await-shipped.ts';
import { sound, warmUp, type Context, type Figures, type Measure } from './measure.ts';

/**
 * Offers three times the capacity and measures the accepted orders and their latency. The capacity is measured on the
 * same processes immediately before, so that compiler warm-up and an uneven machine do not distort the ratio.
 */
export const overload: Measure = {
  name: 'overload',
  async run(context: Context): Promise<Figures> {
    const { system, load, quick } = context;
    await system.start();
    await system.restock();
    const urls = system.urls('order');
    await warmUp(context, system);
    const most = await load.run({ kind: 'closed', urls, connections: 64, seconds: quick ? 2 : 10 });
    const best = sound(most).perSecond;
    const job = { kind: 'open', urls, connections: 512, rate: best * 3 } as const;
    await load.run({ ...job, seconds: quick ? 1 : 5 });
    const outcome = sound(await load.run({ ...job, seconds: quick ? 4 : 20 }));
    await awaitShipped(system.urls('customerpage')[0] ?? '', outcome.lastId);
    await system.stop();
    context.note(
      `${job.rate.toFixed(0)} orders/s offered, ${outcome.perSecond.toFixed(0)} accepted, ${outcome.shed} rejected`,
    );
    return {
      overload: outcome.perSecond / best,
      'overload.p50': outcome.latency.p50,
      'overload.p99': outcome.latency.p99,
      'overload.shed': outcome.shed / outcome.seconds,
    };
  },
};
