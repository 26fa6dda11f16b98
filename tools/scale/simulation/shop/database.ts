import { Batches } from '../core/batches.ts';
import type { Resource } from '../core/resource.ts';
import type { Simulation } from '../core/simulation.ts';
import type { Pod } from './pod.ts';

interface DatabaseSettings {
  cores: Resource;
  /** Time of one sync of the log, which all commits that wait share; milliseconds. */
  syncMs: number;
  roundTripMs: number;
}

/** What a transaction costs its database server. */
export interface Work {
  statements: number;
  /** CPU of the server in milliseconds, for all of it. */
  cpuMs: number;
}

/** A database server that writes: statements take its cores, commits share the syncs of its log. */
export class Database {
  readonly cores: Resource;
  readonly #simulation: Simulation;
  readonly #roundTripMs: number;
  readonly #log: Batches<() => void>;

  constructor(simulation: Simulation, { cores, syncMs, roundTripMs }: DatabaseSettings) {
    this.#simulation = simulation;
    this.cores = cores;
    this.#roundTripMs = roundTripMs;
    const work = (committed: readonly (() => void)[], done: () => void): void =>
      simulation.after(syncMs, () => {
        for (const commit of committed) commit();
        done();
      });
    this.#log = new Batches(simulation, { max: Infinity, gapMs: 0, work });
  }

  /**
   * One transaction on a connection of the pod.
   * @param lock a row that it locks before its last statement, until it is committed
   */
  transaction(pod: Pod, work: Work, done: () => void, lock?: Resource): void {
    pod.connections.acquire(() => {
      const end = (): void => {
        lock?.release();
        pod.connections.release();
        done();
      };
      const commit = (): void => this.#log.add(() => this.#simulation.after(this.#roundTripMs, end));
      if (!lock) return this.run(work, commit);
      const before = Math.max(0, work.statements - 1) / Math.max(1, work.statements);
      this.run({ statements: work.statements - 1, cpuMs: work.cpuMs * before }, () =>
        lock.acquire(() => this.run({ statements: 1, cpuMs: work.cpuMs * (1 - before) }, commit)),
      );
    });
  }

  /** Runs statements one after the other. */
  run({ statements, cpuMs }: Work, done: () => void): void {
    this.#simulation.after(statements * this.#roundTripMs, () => this.cores.use(cpuMs, done));
  }
}
