import { random } from '../../../bench/load/random.ts';
import { Fifo } from './fifo.ts';
import type { Simulation } from './simulation.ts';

/** Serves one customer and calls `done` with the answer. @param since the instant from which the latency counts */
export type Serve = (since: number, done: () => void) => void;

/** Durations with an exponential distribution, from a seed. @param mean in the unit of the result */
export function exponential(seed: number): (mean: number) => number {
  const next = random(seed);
  return (mean) => -Math.log(1 - next()) * mean;
}

/** Customers that come at random instants (Poisson) and wait for one of the client's connections. */
export function openArrivals(
  simulation: Simulation,
  load: { perSecond: number; connections: number; seed: number },
  serve: Serve,
): void {
  const between = exponential(load.seed);
  const waiting = new Fifo<number>();
  let free = load.connections;
  const dispatch = (): void => {
    const since = free > 0 ? waiting.shift() : undefined;
    if (since === undefined) return;
    free -= 1;
    serve(since, () => {
      free += 1;
      dispatch();
    });
  };
  const arrive = (): void => {
    waiting.push(simulation.now);
    dispatch();
    simulation.after(between(1_000 / load.perSecond), arrive);
  };
  simulation.after(between(1_000 / load.perSecond), arrive);
}

/** Connections that send their next request when the last one is answered. */
export function closedArrivals(simulation: Simulation, connections: number, serve: Serve): void {
  const send = (): void => serve(simulation.now, () => simulation.after(0, send));
  for (let index = 0; index < connections; index += 1) simulation.after(0, send);
}
