import { describe, expect, it } from '@jest/globals';
import { closedArrivals, exponential, openArrivals } from '../simulation/core/arrivals.ts';
import { Batches } from '../simulation/core/batches.ts';
import { Resource } from '../simulation/core/resource.ts';
import { Samples } from '../simulation/core/samples.ts';
import { Simulation } from '../simulation/core/simulation.ts';

const SERVICE_MS = 10;

/** Mean time in a queue with one server and exponential times, in milliseconds. */
function meanTime(perSecond: number): { mean: number; utilisation: number } {
  const simulation = new Simulation();
  const server = new Resource(simulation, 'server', 1);
  const service = exponential(3);
  const times = new Samples();
  openArrivals(simulation, { perSecond, connections: Infinity, seed: 4 }, (since, done) =>
    server.use(service(SERVICE_MS), () => {
      times.add(simulation.now - since);
      done();
    }),
  );
  simulation.runUntil(2_000_000);
  return { mean: times.mean, utilisation: server.utilisation };
}

describe('A queue of the simulation', () => {
  it.each([30, 50, 80])(
    'with %i Poisson arrivals/s and one exponential server has the mean time of M/M/1',
    (perSecond) => {
      const { mean, utilisation } = meanTime(perSecond);
      const load = (perSecond * SERVICE_MS) / 1_000;
      const theory = SERVICE_MS / (1 - load);
      expect(Math.abs(mean / theory - 1)).toBeLessThan(0.05);
      expect(Math.abs(utilisation - load)).toBeLessThan(0.01);
    },
  );

  it.each([1, 2, 5, 40])('in a closed loop of %i connections is as fast as the bottleneck law says', (connections) => {
    const simulation = new Simulation();
    const [first, second] = [new Resource(simulation, 'first', 1), new Resource(simulation, 'second', 2)];
    let served = 0;
    closedArrivals(simulation, connections, (_since, done) =>
      first.use(4, () =>
        second.use(12, () => {
          served += 1;
          done();
        }),
      ),
    );
    simulation.runUntil(60_000);
    // X = min(N / R, 1 / the largest demand per server), with demands of 4 and 12 / 2 ms.
    expect(served / 60).toBeCloseTo(Math.min((connections * 1_000) / 16, 1_000 / 6), -0.5);
  });

  it('hands a unit to those who wait in the order of their arrival', () => {
    const simulation = new Simulation();
    const lock = new Resource(simulation, 'lock', 1);
    const served: number[] = [];
    for (const number of [1, 2, 3]) lock.use(5, () => served.push(number));
    simulation.runUntil(11);
    expect(served).toEqual([1, 2]);
    expect(lock.load).toBe(1);
  });

  it('takes what has arrived as one batch, up to its limit, and pauses after one that is not full', () => {
    const simulation = new Simulation();
    const begun: [number, number][] = [];
    const batches = new Batches<number>(simulation, {
      max: 3,
      gapMs: 8,
      work: (items, done) => {
        begun.push([simulation.now, items.length]);
        simulation.after(2, done);
      },
    });
    for (let item = 0; item < 6; item += 1) batches.add(item);
    simulation.runUntil(100);
    expect(begun).toEqual([
      [0, 1],
      [10, 3],
      [12, 2],
    ]);
    expect(batches.backlog).toBe(0);
  });

  it.each([-1, NaN])('refuses a delay of %d', (delay) => {
    expect(() => new Simulation().after(delay, () => undefined)).toThrow(RangeError);
  });

  it.each([0, NaN])('refuses %d units', (units) => {
    expect(() => new Resource(new Simulation(), 'nothing', units)).toThrow('nothing must have at least one unit');
  });
});
