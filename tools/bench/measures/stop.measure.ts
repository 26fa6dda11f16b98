import { breachesOnceSettled } from '../systems/settle.ts';
import { capacity, type Context, type Figures, type Measure } from './measure.ts';

/** The sweeper looks after an order whose payment was cut off only when 8 s are over. */
const SWEPT_MS = 12_000;

/** SIGTERM to all four under half load: the time until the last process is gone. */
export const stop: Measure = {
  name: 'stop',
  ownData: true,
  async run(context: Context): Promise<Figures> {
    const { load } = context;
    const system = await context.another(1);
    await system.start();
    await system.restock();
    const rate = (await capacity({ ...context, system })) / 2;
    const running = load.run({ kind: 'open', urls: system.urls('order'), connections: 64, seconds: 3, rate });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const ms = await system.stop();
    await running;
    // The floor has nobody who settles an order whose payment was cut off; the project promises it.
    if (system.name === 'project') {
      await system.start();
      await new Promise((resolve) => setTimeout(resolve, SWEPT_MS));
      const breaches = await breachesOnceSettled(system);
      if (breaches.length > 0) throw new Error(breaches.join('; '));
    }
    return { stop: ms };
  },
};
