import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The longest delay of a timer, in milliseconds. */
const NEVER = 2 ** 31 - 1;

/** How long a value may take to be read, in milliseconds: a scrape is answered in time also when a server does not answer. */
const READ_LIMIT_MS = 500;

/** The service's Prometheus metrics (https://prometheus.io/docs/practices/naming/). */
export class Metrics {
  readonly registry = new Registry();

  readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [this.registry],
  });

  /** Values that could not be read, by metric. An alert fires on it, as it does when a metric is absent for long. */
  readonly unreadable = this.counter('metrics_unreadable_total', 'Values that could not be read in time.', ['metric']);

  /** @param service the label of every metric */
  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    this.collectProcess();
  }

  /**
   * A number that is read when metrics are asked for. One that cannot be read within half a second is absent from the answer and
   * counted; the read that is under way is waited for by the next scrape, so that reads do not pile up at a server that hangs.
   */
  gauge(name: string, help: string, read: () => Promise<number> | number): void {
    const { unreadable } = this;
    unreadable.inc({ metric: name }, 0); // Prometheus computes an increase only for a series that exists
    let reading: Promise<number> | undefined;
    const readOnce = (): Promise<number> => {
      reading ??= (async () => read())().finally(() => {
        reading = undefined;
      });
      return reading;
    };
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        const value = await inTime(readOnce());
        if (value === undefined || Number.isNaN(value)) {
          this.remove();
          unreadable.inc({ metric: name });
        } else this.set(value);
      },
    });
  }

  /**
   * The seconds since a time, as a gauge.
   * @param since reads the time in milliseconds since 1970; 0, as a MIN without rows is read, gives an age of 0
   */
  age(name: string, help: string, since: () => Promise<number> | number): void {
    this.gauge(name, help, async () => {
      const begun = await since();
      // A replica whose clock is ahead may have written the time.
      return begun === 0 ? 0 : Math.max(0, Date.now() - begun) / 1000;
    });
  }

  /**
   * prom-client's default metrics, without its percentiles of the event loop's delay: they come from a timer of 10 ms, which is 25 %
   * of the work of an idle service, and contain these 10 ms. The loop's utilisation, which Node counts anyway, replaces them.
   */
  private collectProcess(): void {
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: NEVER });
    for (const { name } of this.registry.getMetricsAsArray()) {
      if (/^nodejs_eventloop_lag_.+_seconds$/.test(name)) this.registry.removeSingleMetric(name);
    }
    let before = performance.eventLoopUtilization();
    this.gauge('nodejs_eventloop_utilization', 'How busy the event loop was since this was last asked, 0 to 1.', () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    });
  }

  counter<L extends string>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: [this.registry] });
  }
}

/** @returns undefined when it fails or takes too long */
async function inTime(reading: Promise<number>): Promise<number | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), READ_LIMIT_MS);
  });
  try {
    return await Promise.race([reading, limit]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
