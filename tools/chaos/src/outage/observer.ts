import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES, type ServiceName } from '../processes/surroundings.js';

const PERIOD_MS = 1_000;
const PATIENCE_MS = 3_000;

/** What a cluster would have observed of the services during the outage. */
export interface Seen {
  looks: number;
  unready: number;
  metricsFailed: number;
  /** Milliseconds. */
  metricsSlowest: number;
}

/** Requests readiness and metrics of every service once a second, as a cluster does. */
export class Observer {
  readonly seen: Seen = { looks: 0, unready: 0, metricsFailed: 0, metricsSlowest: 0 };
  private counts = false;
  private stopped = false;

  constructor(private readonly urls: Readonly<Record<ServiceName, string>>) {}

  begin(): void {
    this.counts = true;
  }

  end(): void {
    this.counts = false;
  }

  stop(): void {
    this.stopped = true;
  }

  async run(): Promise<void> {
    while (!this.isStopped()) {
      await Promise.all([...SERVICES.map((service) => this.look(this.urls[service])), sleep(PERIOD_MS)]);
    }
  }

  // Read through a method: the value changes while the loop awaits, which the compiler cannot see.
  private isStopped(): boolean {
    return this.stopped;
  }

  private async look(url: string): Promise<void> {
    const counted = this.counts;
    const begun = performance.now();
    const metrics = await statusOf(`${url}/metrics`);
    const took = performance.now() - begun;
    const ready = await statusOf(`${url}/health/ready`);
    if (!counted) return;
    this.seen.looks += 1;
    if (ready !== 200) this.seen.unready += 1;
    if (metrics !== 200) this.seen.metricsFailed += 1;
    this.seen.metricsSlowest = Math.max(this.seen.metricsSlowest, took);
  }
}

/** @returns undefined when there is no answer */
async function statusOf(url: string): Promise<number | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}
