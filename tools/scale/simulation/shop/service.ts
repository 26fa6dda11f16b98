import { Batches } from '../core/batches.ts';
import type { Resource } from '../core/resource.ts';
import type { Simulation } from '../core/simulation.ts';
import type { ServiceName } from '../../../bench/systems/system.ts';
import type { Costs } from './costs.ts';
import type { Database } from './database.ts';
import { CONSUMER_BATCH, CONSUMER_GAP_MS, RELAY_BATCH, RELAY_GAP_MS, type Deployment } from './deployment.ts';
import { Pod } from './pod.ts';
import type { ShopEvent, Topic } from './topic.ts';

/** What all services of a shop use. */
export interface Surroundings {
  simulation: Simulation;
  costs: Costs;
  deployment: Deployment;
  topic: Topic;
  /** The cores of Kafka; those of the machine where everything shares one. */
  kafka: Resource;
  /** The cores of the machine that everything shares. */
  machine: Resource | undefined;
}

/** One service: its pods, its databases, its relays and the consumers of its pods. */
export class Service {
  readonly pods: readonly Pod[];
  readonly #name: ServiceName;
  readonly #around: Surroundings;
  readonly #databases: readonly Database[];
  readonly #relays: readonly Batches<ShopEvent>[];
  readonly #consumers: Batches<ShopEvent>[] = [];
  #turn = 0;

  constructor(name: ServiceName, around: Surroundings, databases: readonly Database[]) {
    const { simulation, deployment, machine } = around;
    this.#name = name;
    this.#around = around;
    this.#databases = databases;
    this.pods = Array.from(
      { length: deployment.pods[name] },
      (_, index) => new Pod(simulation, `${name} ${index}`, machine),
    );
    const relays = deployment.relays * databases.length;
    this.#relays = Array.from({ length: relays }, (_, index) => this.#relay(index));
  }

  /** Events that wait for a relay or a consumer. */
  get backlog(): number {
    return [...this.#relays, ...this.#consumers].reduce((sum, { backlog }) => sum + backlog, 0);
  }

  /** The pod for the next request. */
  nextPod(): Pod {
    return this.pods[this.#turn++ % this.pods.length] as Pod;
  }

  databaseOf(orderId: number): Database {
    return this.#databases[orderId % this.#databases.length] as Database;
  }

  /** Puts an event into the outbox. */
  publish(event: ShopEvent): void {
    this.#relays[event.orderId % this.#relays.length]?.add(event);
  }

  /** Consumes the events of the types. @param applied runs for each after its transaction is committed */
  consume(types: readonly ShopEvent['type'][], applied: (event: ShopEvent) => void): void {
    const consumers = this.pods.map((pod) => this.#consumer(pod, applied));
    this.#consumers.push(...consumers);
    this.#around.topic.subscribe(
      consumers.map((consumer) => (event) => {
        if (types.includes(event.type)) consumer.add(event);
      }),
    );
  }

  #consumer(pod: Pod, applied: (event: ShopEvent) => void): Batches<ShopEvent> {
    const { simulation, costs, kafka } = this.#around;
    const isPage = this.#name === 'customerpage';
    const work = (events: readonly ShopEvent[], done: () => void): void => {
      const { length } = events;
      const statements = isPage ? costs.statements.event.customerpage : costs.statements.event[this.#name] * length;
      const cpuMs = isPage ? costs.pageBatchMs + costs.pageEventMs * length : costs.statementMs * (statements + 1);
      const committed = (): void => {
        for (const event of events) applied(event);
        done();
      };
      kafka.use(costs.kafkaMs, () =>
        pod.run(costs.batchMs[this.#name] + costs.eventMs[this.#name] * length, () =>
          this.databaseOf(events[0]?.orderId ?? 0).transaction(pod, { statements, cpuMs }, committed),
        ),
      );
    };
    return new Batches(simulation, { max: CONSUMER_BATCH, gapMs: CONSUMER_GAP_MS, work });
  }

  /** Reads the rows, publishes them, marks them as sent. */
  #relay(index: number): Batches<ShopEvent> {
    const { simulation, costs, kafka, topic } = this.#around;
    const pod = this.pods[index % this.pods.length] as Pod;
    const database = this.#databases[index % this.#databases.length] as Database;
    const work = (events: readonly ShopEvent[], done: () => void): void => {
      const half = (costs.statementMs + costs.relayedMs * events.length) / 2;
      const mark = { statements: 1, cpuMs: costs.statementMs + half };
      const publish = (): void =>
        simulation.after(costs.roundTripMs, () =>
          kafka.use(costs.kafkaMs, () => {
            topic.publish(events);
            database.transaction(pod, mark, done);
          }),
        );
      database.run({ statements: 1, cpuMs: half }, () =>
        pod.run(costs.batchMs[this.#name] + costs.eventMs[this.#name] * events.length, publish),
      );
    };
    return new Batches(simulation, { max: RELAY_BATCH, gapMs: RELAY_GAP_MS, work });
  }
}
