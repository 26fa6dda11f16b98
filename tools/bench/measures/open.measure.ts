import { capacity, sound, warmUp, type Context, type Figures, type Measure } from './measure.ts';

/** Open loop at 50 % of the system's own rate: latency of the answer, and of the page showing Shipped. */
export const open: Measure = {
  name: 'open',
  async run(context: Context): Promise<Figures> {
    const { system, load, quick } = context;
    await system.start();
    await system.restock();
    const rate = (await capacity(context)) / 2;
    const page = { url: system.urls('customerpage')[0] ?? '', perSecond: 25 };
    const job = { kind: 'open', urls: system.urls('order'), connections: 128, rate, page } as const;
    await warmUp(context, system);
    await load.run({ ...job, seconds: quick ? 1 : 5 });
    const outcome = sound(await load.run({ ...job, seconds: quick ? 4 : 30 }));
    await system.stop();
    const { latency, shipped } = outcome;
    if (!shipped || shipped.missing > 0) {
      throw new Error(`${shipped?.missing ?? 'all'} sampled orders were never shown as Shipped`);
    }
    context.note(`${rate.toFixed(0)} orders/s offered, ${shipped.samples} pages watched`);
    return {
      halfRate: rate,
      'answer.p50': latency.p50,
      'answer.p99': latency.p99,
      'shipped.p50': shipped.p50,
      'shipped.p99': shipped.p99,
      'open.shed': outcome.shed,
    };
  },
};
