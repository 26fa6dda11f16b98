import { median } from '../load/stats.ts';
import type { Context, Figures, Measure } from './measure.ts';

/** From starting the four processes to all four answering ready: the first time, and on data that is there. */
export const startup: Measure = {
  name: 'startup',
  async run({ system, quick }: Context): Promise<Figures> {
    const first = await system.start();
    await system.stop();
    const times: number[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      times.push(await system.start());
      await system.stop();
    }
    return { 'ready.first': first, ready: median(times) };
  },
};
