import { mkdtempSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { breachesOf } from './checks/invariants.js';
import { factsOf } from './checks/facts.js';
import { Customers, PRODUCTS } from './world/customers.js';
import { Database } from './world/database.js';
import { Operator } from './world/operator.js';
import { addModels, addVehicles } from './world/rentals.js';
import { SCHEMAS, SERVICES, type ServiceName } from './world/services.js';
import { World, type Databases } from './world/world.js';

/** Duration of the faults, and time limit until the shop is at rest, in virtual milliseconds. */
const FAULTS_END = 25_000;
const REST_BY = 240_000;

export interface Outcome {
  seed: number;
  breaches: string[];
  /** The digest of all steps. */
  hash: string;
  steps: number;
  /** The last steps; empty without a breach. */
  trace: string[];
  /** Orders that were acknowledged to customers. */
  acknowledged: number;
  /** Virtual milliseconds until the shop was at rest. */
  elapsed: number;
}

/** Runs seeds one after another on the same four databases. */
export class Simulation {
  private constructor(
    private readonly databases: Databases,
    private readonly folder: string,
  ) {}

  static async open(): Promise<Simulation> {
    // In memory where the system has such a folder, because the disk is not part of the simulation.
    const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'carshare-chaos-'));
    const databases: Partial<Record<ServiceName, Database>> = {};
    for (const service of SERVICES) {
      databases[service] = await Database.open(join(folder, `${service}.sqlite`), SCHEMAS[service]);
    }
    const all = databases as Databases;
    addModels(all.order, PRODUCTS);
    return new Simulation(all, folder);
  }

  async run(seed: number): Promise<Outcome> {
    const world = new World(seed, this.databases);
    const { scheduler } = world;
    for (const database of Object.values(this.databases)) database.reset();
    this.stockUp(scheduler.random.between(1, 6), scheduler.random.between(1, 2));
    world.start();
    const customers = new Customers(world);
    const operator = new Operator(world);
    customers.start();
    operator.start();
    await scheduler.run(FAULTS_END, () => false);
    scheduler.stopFaults();
    scheduler.trace('scheduler', 'no more faults');
    const rested = await scheduler.run(REST_BY, () => customers.atRest && operator.atRest && this.isAtRest(world));
    const facts = factsOf(world, customers.history, operator.acknowledged);
    const breaches = [...(rested ? [] : ['the shop does not come to rest']), ...breachesOf(facts)];
    const { hash, steps } = scheduler.log;
    return {
      seed,
      breaches,
      hash,
      steps,
      trace: breaches.length > 0 ? scheduler.log.last(5_000) : [],
      acknowledged: facts.history.placed.length,
      elapsed: scheduler.elapsed,
    };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private stockUp(stock: number, vehicles: number): void {
    for (const product of PRODUCTS) {
      addVehicles(this.databases.order, product, vehicles);
      this.databases.order.write('UPDATE cars SET stock = ?, fleet = ? WHERE product_id = ?', [stock, stock, product]);
    }
  }

  private isAtRest({ network, topic }: World): boolean {
    if (network.underway > 0 || !topic.isRead()) return false;
    const { order, payment, delivery } = this.databases;
    if (order.rows('SELECT 1 FROM orders WHERE due_at IS NOT NULL LIMIT 1').length > 0) return false;
    if (order.rows('SELECT 1 FROM adjustments WHERE due_at IS NOT NULL LIMIT 1').length > 0) return false;
    if (payment.rows("SELECT 1 FROM refunds WHERE status = 'Requested' LIMIT 1").length > 0) return false;
    if (delivery.rows("SELECT 1 FROM deliveries WHERE status = 'Scheduled' LIMIT 1").length > 0) return false;
    return SERVICES.every(
      (service) => this.databases[service].rows('SELECT 1 FROM outbox WHERE sent_at IS NULL LIMIT 1').length === 0,
    );
  }
}
