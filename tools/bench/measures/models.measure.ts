import { awaitShipped } from '../load/await-shipped.ts';
import { MODELS } from '../load/requests.ts';
import { median } from '../load/stats.ts';
import { assertKept } from '../systems/settle.ts';
import { sound, turns, warmUp, type Context, type Figures, type Measure } from './measure.ts';

/**
 * Orders of one model against orders of 1,000 models, in turns on one system, with 64 connections: what it costs that all orders take
 * stock of one row.
 */
export const models: Measure = {
  name: 'models',
  ownData: true,
  async run(context: Context): Promise<Figures> {
    const { load, quick } = context;
    const system = await context.another(1);
    await system.start();
    await system.restock();
    const count = quick ? 10 : MODELS;
    await system.addModels(count);
    await warmUp(context, system);
    const { rounds, seconds } = turns(quick);
    const job = { kind: 'closed', urls: system.urls('order'), connections: 64, seconds } as const;
    const ratios: number[] = [];
    const rates: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const one = sound(await load.run(job));
      const many = sound(await load.run({ ...job, sends: 'models', models: count }));
      await awaitShipped(system.urls('customerpage')[0] ?? '', many.lastId);
      ratios.push(one.perSecond / many.perSecond);
      rates.push(many.perSecond);
      context.note(`one model ${one.perSecond.toFixed(0)} orders/s, ${count} models ${many.perSecond.toFixed(0)}`);
    }
    await system.stop();
    await assertKept(system);
    return { 'models.perSecond': median(rates), models: median(ratios) };
  },
};
