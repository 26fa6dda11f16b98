import { median } from '../load/stats.ts';
import type { Context, Figures, Measure } from './measure.ts';

/**
 * From the command that starts the system to all four services ready and the gateway answering: the first time, and on data that is
 * there. For the project this is `npm start` in an installed and built workspace, with npm's own start.
 */
export const startup: Measure = {
  name: 'startup',
  async run({ system, quick }: Context): Promise<Figures> {
    const launch = async (): Promise<number> => {
      const { ms, stop } = await system.launch();
      await stop();
      return ms;
    };
    const first = await launch();
    const times: number[] = [];
    for (let round = 0; round < (quick ? 1 : 5); round++) times.push(await launch());
    return { 'ready.first': first, ready: median(times) };
  },
};
