import { awaitShipped } from '../load/await-shipped.ts';
import { median } from '../load/stats.ts';
import { assertKept } from '../systems/settle.ts';
import { sound, warmUp, type Context, type Figures, type Measure } from './measure.ts';

/** Two replicas of each service against one, on servers only: an SQLite file has one writer. */
export const replicas: Measure = {
  name: 'replicas',
  ownData: true,
  async run(context: Context): Promise<Figures> {
    if (context.system.profile === 'embedded') return {};
    const one = await rate(context, 1);
    const two = await rate(context, 2);
    context.note(`one of each: ${one.toFixed(0)} orders/s, two of each: ${two.toFixed(0)}`);
    return { replicas: two / one };
  },
};

async function rate(context: Context, count: number): Promise<number> {
  const { load, quick } = context;
  const system = await context.another(count);
  await system.start();
  await system.restock();
  const job = { kind: 'closed', urls: system.urls('order'), connections: 32 } as const;
  await warmUp(context, system);
  const rates: number[] = [];
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    const outcome = sound(await load.run({ ...job, seconds: quick ? 2 : 8 }));
    await awaitShipped(system.urls('customerpage')[0] ?? '', outcome.lastId);
    rates.push(outcome.perSecond);
  }
  await assertKept(system);
  return median(rates);
}
