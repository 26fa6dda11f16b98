import { performance } from 'node:perf_hooks';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The longest delay of a timer, in milliseconds. */
const NEVER = 2 ** 31 - 1;

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

  /** @param service the label of every metric */
  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    this.collectProcess();
  }

  /** A number that is read when metrics are asked for. */
  gauge(name: string, help: string, read: () => Promise<number> | number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  /**
   * prom-client's own. Its percentiles of the event loop's delay come from a timer of 10 ms, a quarter of all that an idle service
   * does, and include that timer's 10 ms: how busy the loop is stands in their place, which Node counts anyway.
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
