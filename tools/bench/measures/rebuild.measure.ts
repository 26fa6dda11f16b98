import { ordersOf } from './catch-up.measure.ts';
import { place, type Context, type Figures, type Measure } from './measure.ts';

/** Rebuilds the read model from the log that the catch-up left. Without it, places as many orders itself. */
export const rebuild: Measure = {
  name: 'rebuild',
  async run(context: Context): Promise<Figures> {
    const { system, figures } = context;
    if (system.name === 'floor') return {};
    if (figures['catchUp'] === undefined) await place(context, system, ordersOf(context), 32);
    const rebuilt = await system.rebuild();
    if (!rebuilt) return {};
    context.note(`${rebuilt.events} events`);
    return { rebuild: rebuilt.perSecond };
  },
};
