import { awaitShipped } from '../load/await-shipped.ts';
import { sound, type Context, type Figures, type Measure } from './measure.ts';

/** Rebuilds the read model from the log. */
export const rebuild: Measure = {
  name: 'rebuild',
  async run(context: Context): Promise<Figures> {
    const { system, load, quick } = context;
    if (system.name === 'floor') return {};
    await system.start();
    await system.restock();
    const job = {
      kind: 'closed',
      urls: system.urls('order'),
      connections: 32,
      seconds: 600,
      orders: quick ? 1_000 : 16_700,
    } as const;
    const { lastId } = sound(await load.run(job));
    await awaitShipped(system.urls('customerpage')[0] ?? '', lastId);
    await system.stop();
    const rebuilt = await system.rebuild();
    if (!rebuilt) return {};
    context.note(`${rebuilt.events} events`);
    return { rebuild: rebuilt.perSecond };
  },
};
