import { running, Incarnation } from '../runtime/incarnation.js';
import { Scheduler } from '../runtime/scheduler.js';
import { Bank } from './bank.js';
import type { Database } from './database.js';
import { Network } from './network.js';
import { SERVICES, START, type ServiceName } from './services.js';
import { Topic } from './topic.js';

/** The environment of a new process. */
export interface Birth {
  who: Incarnation;
  database: Database;
  topic: Topic;
  bank: Bank;
  replicated: boolean;
}

export type Databases = Readonly<Record<ServiceName, Database>>;

const worlds = new WeakMap<Scheduler, World>();

/** The whole shop of one seed: its services, their databases, the topic, the network and the bank. */
export class World {
  readonly scheduler: Scheduler;
  readonly topic: Topic;
  readonly network: Network;
  readonly bank = new Bank();
  private readonly replicas: Readonly<Record<ServiceName, number>>;
  private lives = 0;

  constructor(
    seed: number,
    readonly databases: Databases,
  ) {
    const scheduler = (this.scheduler = new Scheduler(seed));
    worlds.set(scheduler, this);
    const { random } = scheduler;
    this.topic = new Topic(scheduler, random.between(1, 3));
    this.network = new Network(scheduler);
    this.replicas = Object.fromEntries(SERVICES.map((service) => [service, random.chance(0.3) ? 2 : 1])) as Record<
      ServiceName,
      number
    >;
    scheduler.onCrash = (dead) => this.revive(dead.service as ServiceName, dead.replica);
  }

  static of(who: Incarnation): World {
    const world = worlds.get(who.scheduler);
    if (!world) throw new Error('the process lives in no world');
    return world;
  }

  start(): void {
    for (const service of SERVICES) {
      for (let replica = 1; replica <= this.replicas[service]; replica += 1) this.boot(service, replica);
    }
  }

  private revive(service: ServiceName, replica: number): void {
    this.scheduler.after(undefined, this.scheduler.random.between(20, 4_000), () => this.boot(service, replica));
  }

  private boot(service: ServiceName, replica: number): void {
    this.lives += 1;
    const who = new Incarnation(this.scheduler, service, replica, this.lives);
    this.scheduler.trace(who, 'starts');
    const { topic, bank } = this;
    const birth = { who, database: this.databases[service], topic, bank, replicated: this.replicas[service] > 1 };
    running.run(who, () => this.network.serve(who, START[service](birth)));
  }
}
