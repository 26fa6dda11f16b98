import { awaitShipped } from '../load/await-shipped.ts';
import { sound, type Context, type Figures, type Measure } from './measure.ts';

/** The read model thrown away and filled again from the log. */
export const rebuild: Measure = {
  name: 'rebuild',
  async run(context: Context): Promise<Figures> {
    const { system, load, quick } = context;
    if (system.name === 'floor') return {};
    await system.start();
    await system.restock();
    const job = { kind: 'closed', urls: system.urls('order'), connections: 32, seconds: 600, orders: quick ? 1_000 : 16_700 } as const;
    const { lastId } = sound(await load.run(job));
    await awaitShipped(system.urls('customerpage')[0] ?? '', lastId);
    await system.stop();
    const done = await system.rebuild();
    if (!done) return {};
    context.note(`${done.events} events in ${done.seconds.toFixed(2)} s`);
    return { rebuild: done.events / done.seconds };
  },
};
