import { awaitShipped } from '../load/await-shipped.ts';
import { sound, type Context, type Figures, type Measure } from './measure.ts';

const EVENTS_PER_ORDER = 3;

/** The read model thrown away and filled again from the log. */
export const rebuild: Measure = {
  name: 'rebuild',
  async run(context: Context): Promise<Figures> {
    const { system, load, quick } = context;
    if (system.name === 'floor') return {};
    await system.start();
    await system.restock();
    const job = { kind: 'closed', urls: system.urls('order'), connections: 32, seconds: 600, orders: quick ? 1_000 : 16_700 } as const;
    const { lastId, accepted } = sound(await load.run(job));
    await awaitShipped(system.urls('customerpage')[0] ?? '', lastId);
    await system.stop();
    const seconds = await system.rebuild();
    if (seconds === undefined) {
      context.note('there is no command to rebuild');
      return {};
    }
    // Events of the measures before this one are in the log too.
    const events = lastId * EVENTS_PER_ORDER;
    context.note(`${events} events in ${seconds.toFixed(2)} s, ${accepted * EVENTS_PER_ORDER} of them new`);
    return { rebuild: events / seconds };
  },
};
