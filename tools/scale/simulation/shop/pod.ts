import { Resource } from '../core/resource.ts';
import type { Simulation } from '../core/simulation.ts';

/** Connections of a process that write to its database: DATABASE_WRITE_CONNECTIONS. */
const WRITERS = 14;

/** A process of a service: one JavaScript thread, on a core of its own or on those of a shared machine. */
export class Pod {
  readonly thread: Resource;
  readonly connections: Resource;
  readonly #cores: Resource | undefined;
  /** Requests that are being processed. */
  inFlight = 0;

  /** @param cores of the machine that it shares with others; undefined: a core of its own */
  constructor(simulation: Simulation, name: string, cores?: Resource) {
    this.thread = new Resource(simulation, name, 1);
    this.connections = new Resource(simulation, `${name}: connections`, WRITERS);
    this.#cores = cores;
  }

  /** Runs for `ms` milliseconds of CPU. */
  run(ms: number, done: () => void): void {
    const { thread } = this;
    if (!this.#cores) return thread.use(ms, done);
    const cores = this.#cores;
    thread.acquire(() =>
      cores.use(ms, () => {
        thread.release();
        done();
      }),
    );
  }
}
