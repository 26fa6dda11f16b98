import { assertKept } from '../systems/settle.ts';
import { capacity, type Context, type Figures, type Measure } from './measure.ts';

/** The sweeper retries an order with an interrupted payment after 8 s at the earliest. */
const SWEPT_MS = 12_000;

/** SIGTERM to all four services at 50 % load: the time until the last process has ended. */
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
    // The floor has no sweeper for an order with an interrupted payment; the project has.
    if (system.name === 'project') {
      await system.start();
      await new Promise((resolve) => setTimeout(resolve, SWEPT_MS));
      await assertKept(system);
    }
    return { stop: ms };
  },
};
