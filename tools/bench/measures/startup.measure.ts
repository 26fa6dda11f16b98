import { median } from '../load/stats.ts';
import type { Context, Figures, Measure } from './measure.ts';

/**
 * From the start command until all four services are ready and the gateway lists a car: first with empty data, then with
 * existing data. For the project the command is `npm start` in an installed and built workspace, including npm's own
 * start.
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
