import { awaitPage, awaitShipped } from '../load/await-shipped.ts';
import { settle } from '../systems/settle.ts';
import { sound, type Context, type Figures, type Measure } from './measure.ts';

const EVENTS_PER_ORDER = 3;

/** The number of orders: 50,000 events. */
export const ordersOf = ({ quick }: Pick<Context, 'quick'>): number => (quick ? 1_000 : 16_700);

/**
 * Stops the page service while orders for 50,000 events are placed; measures the catch-up from the first event that it
 * handles.
 */
export const catchUp: Measure = {
  name: 'catch-up',
  async run(context: Context): Promise<Figures> {
    const { system, load } = context;
    await system.start();
    await system.restock();
    await system.stop(['customerpage']);
    const orders = ordersOf(context);
    const job = { kind: 'closed', urls: system.urls('order'), connections: 32, seconds: 600, orders } as const;
    const { firstId, lastId, accepted } = sound(await load.run(job));
    // Waits for the other consumers first, so that nothing else runs during the catch-up.
    await settle(system);
    const started = performance.now();
    await system.start(['customerpage']);
    const url = system.urls('customerpage')[0] ?? '';
    const first = await Promise.any(Array.from({ length: 24 }, (_, i) => awaitPage(url, firstId + i, '"orderId"')));
    const last = await awaitShipped(url, lastId);
    await system.stop();
    const events = accepted * EVENTS_PER_ORDER;
    context.note(
      `${events} events in ${(last - first).toFixed(0)} ms; the first was seen ${(first - started).toFixed(0)} ms after the start`,
    );
    return { catchUp: (events / (last - first)) * 1_000, 'catchUp.first': first - started };
  },
};
