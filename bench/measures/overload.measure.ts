import { awaitShipped } from '../load/await-shipped.ts';
import { capacity, sound, warmUp, type Context, type Figures, type Measure } from './measure.ts';

/** Three times the capacity offered: what is still accepted, and how long an accepted order waits for its answer. */
export const overload: Measure = {
  name: 'overload',
  async run(context: Context): Promise<Figures> {
    const { system, load, quick } = context;
    await system.start();
    await system.restock();
    const best = await capacity(context);
    const job = {
      kind: 'open',
      urls: system.urls('order'),
      connections: 512,
      rate: best * 3,
    } as const;
    await warmUp(context, system);
    await load.run({ ...job, seconds: quick ? 1 : 5 });
    const outcome = sound(await load.run({ ...job, seconds: quick ? 4 : 20 }));
    await awaitShipped(system.urls('customerpage')[0] ?? '', outcome.lastId);
    await system.stop();
    context.note(
      `${job.rate.toFixed(0)} orders/s offered, ${outcome.perSecond.toFixed(0)} accepted, ${outcome.shed} turned away`,
    );
    return {
      overload: outcome.perSecond / best,
      'overload.p50': outcome.latency.p50,
      'overload.p99': outcome.latency.p99,
      'overload.shed': outcome.shed / outcome.seconds,
    };
  },
};
