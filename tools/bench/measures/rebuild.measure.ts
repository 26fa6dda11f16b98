import { awaitShipped } from '../load/await-shipped.ts';
import { sound, type Context, type Figures, type Measure } from './measure.ts';

/** Rebuilds the read model from the log of at least 16,700 orders: those of the catch-up, or as many that it places itself. */
export const rebuild: Measure = {
  name: 'rebuild',
  async run(context: Context): Promise<Figures> {
    const { system, figures } = context;
    if (system.name === 'floor') return {};
    if (figures['catchUp'] === undefined) await placeOrders(context);
    const rebuilt = await system.rebuild();
    if (!rebuilt) return {};
    context.note(`${rebuilt.events} events`);
    return { rebuild: rebuilt.perSecond };
  },
};

async function placeOrders({ system, load, quick }: Context): Promise<void> {
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
}
