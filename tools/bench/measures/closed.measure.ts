import { awaitShipped } from '../load/await-shipped.ts';
import { median } from '../load/stats.ts';
import { SERVICES } from '../systems/system.ts';
import { sound, warmUp, type Context, type Figures, type Measure } from './measure.ts';

/**
 * Closed loop with 16 and 64 connections: a warm-up and three rounds, of which the median counts; memory and CPU during
 * the rounds; time until all consumers are done.
 */
export const closed: Measure = {
  name: 'closed',
  async run(context: Context): Promise<Figures> {
    const { system, load, quick } = context;
    await system.start();
    await system.restock();
    await new Promise((resolve) => setTimeout(resolve, quick ? 500 : 5_000));
    const figures: Figures = { restMemory: Math.max(...Object.values(system.memory())) };
    const urls = system.urls('order');
    const seconds = quick ? 2 : 10;
    let peak = 0;
    const sampling = setInterval(() => {
      for (const [service, mb] of Object.entries(system.memory())) {
        figures[`memory.${service}`] = Math.max(figures[`memory.${service}`] ?? 0, mb);
        peak = Math.max(peak, mb);
      }
    }, 250);
    await warmUp(context, system);
    for (const connections of [16, 64]) {
      await load.run({ kind: 'closed', urls, connections, seconds: quick ? 1 : 5 });
      const rounds: number[] = [];
      const p99: number[] = [];
      for (let round = 0; round < (quick ? 1 : 3); round++) {
        const before = system.cpu();
        const outcome = sound(await load.run({ kind: 'closed', urls, connections, seconds }));
        rounds.push(outcome.perSecond);
        p99.push(outcome.latency.p99);
        const ended = performance.now();
        const drained = (await awaitShipped(system.urls('customerpage')[0] ?? '', outcome.lastId)) - ended;
        // The consumers' later work for these orders is part of their cost.
        const after = system.cpu();
        if (connections === 64) figures['drain'] = Math.max(figures['drain'] ?? 0, drained);
        let total = 0;
        for (const service of SERVICES) {
          const used = ((after[service] - before[service]) / outcome.accepted) * 1_000;
          figures[`cpu${connections}.${service}`] = used;
          total += used;
        }
        figures[`cpu${connections}`] = total;
        context.note(
          `${connections} connections: ${outcome.perSecond.toFixed(0)} orders/s, p99 ${outcome.latency.p99.toFixed(1)} ms, all shipped ${drained.toFixed(0)} ms later`,
        );
      }
      figures[`closed${connections}`] = median(rounds);
      figures[`closed${connections}.p99`] = median(p99);
    }
    clearInterval(sampling);
    figures['loadMemory'] = peak;
    await system.stop();
    return figures;
  },
};
