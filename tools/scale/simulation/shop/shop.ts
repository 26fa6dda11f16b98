import { exponential } from '../core/arrivals.ts';
import { Resource } from '../core/resource.ts';
import { Samples } from '../core/samples.ts';
import type { Simulation } from '../core/simulation.ts';
import { SERVICES, type ServiceName } from '../../../bench/systems/system.ts';
import type { Costs } from './costs.ts';
import { Database, type Work } from './database.ts';
import { MAX_IN_FLIGHT, type Deployment } from './deployment.ts';
import type { Pod } from './pod.ts';
import { Service, type Surroundings } from './service.ts';
import { Stock } from './stock.ts';
import { Topic } from './topic.ts';

/** The shop: an order's way from the request to Shipped on the customer's page. */
export class Shop {
  answers = new Samples();
  visible = new Samples();
  shed = 0;
  readonly services: Record<ServiceName, Service>;
  readonly servers: readonly Resource[];
  readonly #around: Surroundings;
  readonly #stock: Stock;
  readonly #variation: (mean: number) => number;
  #orders = 0;

  constructor(simulation: Simulation, costs: Costs, deployment: Deployment, seed: number) {
    const shared = deployment.sharedCores;
    const machine = shared === undefined ? undefined : new Resource(simulation, 'machine', shared);
    const kafka = machine ?? new Resource(simulation, 'Kafka', deployment.kafkaCores);
    const topic = new Topic(simulation, deployment.partitions, costs.roundTripMs);
    this.#around = { simulation, costs, deployment, topic, kafka, machine };
    this.#variation = exponential(seed);
    const servers = new Set<Resource>([kafka]);
    const service = (name: ServiceName): [ServiceName, Service] => {
      const databases = Array.from({ length: deployment.databases }, (_, index) => {
        const cores = machine ?? new Resource(simulation, `${name} database ${index}`, deployment.databaseCores);
        servers.add(cores);
        return new Database(simulation, { cores, syncMs: costs.syncMs, roundTripMs: costs.roundTripMs });
      });
      return [name, new Service(name, this.#around, databases)];
    };
    this.services = Object.fromEntries(SERVICES.map(service)) as Record<ServiceName, Service>;
    this.servers = [...servers];
    this.#stock = new Stock(
      simulation,
      deployment,
      this.services.order,
      (count) => this.#work(count),
      costs.statements.open,
    );
    const { order, delivery, customerpage } = this.services;
    order.consume(['Paid', 'Shipped'], () => undefined);
    delivery.consume(['Paid'], (event) => delivery.publish({ ...event, type: 'Shipped' }));
    customerpage.consume(['Ordered', 'Paid', 'Shipped'], (event) => {
      if (event.type === 'Shipped') this.visible.add(simulation.now - event.since);
    });
  }

  /** The rows of the most wanted model, one in each database of order. */
  get stockRows(): readonly Resource[] {
    return this.#stock.rows;
  }

  /** Events that wait for a relay or a consumer. */
  get backlog(): number {
    return SERVICES.reduce((sum, name) => sum + this.services[name].backlog, 0);
  }

  /** Forgets what was counted so far: the warm-up. */
  forget(): void {
    this.answers = new Samples();
    this.visible = new Samples();
    this.shed = 0;
  }

  /** Takes an order and calls `done` with its answer. @param since the instant from which its latency counts */
  order(since: number, done: () => void): void {
    const { costs, kafka, machine } = this.#around;
    const pod = this.services.order.nextPod();
    const client = machine ?? kafka;
    const begin = (): void => {
      if (pod.inFlight < MAX_IN_FLIGHT) return this.#accept(pod, since, done);
      pod.run(costs.shedMs, () => {
        this.shed += 1;
        done();
      });
    };
    if (costs.clientMs === 0) begin();
    else client.use(costs.clientMs, begin);
  }

  #accept(pod: Pod, since: number, done: () => void): void {
    const { simulation, costs, deployment } = this.#around;
    const { order, payment } = this.services;
    const { statements, request } = costs;
    const orderId = this.#orders++;
    const run = (on: Pod, ms: number, next: () => void): void => on.run(this.#variation(ms), next);
    const paying = payment.nextPod();
    pod.inFlight += 1;
    const answer = (): void => {
      order.publish({ type: 'Ordered', orderId, since });
      run(pod, request.order / 3, () => {
        pod.inFlight -= 1;
        this.answers.add(simulation.now - since);
        done();
      });
    };
    const place = (): void =>
      run(pod, request.order / 3, () =>
        order.databaseOf(orderId).transaction(pod, this.#work(statements.place), answer),
      );
    const charge = (): void =>
      run(paying, request.payment, () =>
        payment.databaseOf(orderId).transaction(paying, this.#work(statements.charge), () => {
          payment.publish({ type: 'Paid', orderId, since });
          simulation.after(2 * costs.roundTripMs, place);
        }),
      );
    // Multiples of the golden ratio are spread evenly, whatever the share is.
    const isHot = (orderId * 0.618_034) % 1 < deployment.hotShare;
    run(pod, request.order / 3, () =>
      isHot
        ? this.#stock.take(pod, orderId, charge)
        : order.databaseOf(orderId).transaction(pod, this.#work(statements.open), charge),
    );
  }

  #work(statements: number): Work {
    return { statements, cpuMs: this.#variation(this.#around.costs.statementMs * (statements + 1)) };
  }
}
