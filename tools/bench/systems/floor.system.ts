import { join } from 'node:path';
import { buildFloor } from './floor-build.ts';
import { createTopic } from './topic.ts';
import { ProcessSystem, type Setting } from './process-system.ts';
import { request } from './request.ts';
import { growDatabases } from './grow/grow.ts';
import { floorBreaches } from './floor-breaches.ts';
import type { ServiceName } from './system.ts';

const STOCK = 100_000_000;

/** The bare services of `tools/bench/floor`. */
export class FloorSystem extends ProcessSystem {
  readonly name = 'floor';
  private readonly built: string;

  constructor(setting: Setting) {
    super(setting);
    this.built = buildFloor(setting.root);
  }

  protected script(service: ServiceName): string[] {
    return [join(this.built, `${service}.js`)];
  }

  protected override async prepare(): Promise<void> {
    const brokers = this.setting.surroundings?.order['KAFKA_BROKERS'];
    if (brokers) await createTopic(brokers);
  }

  restock(): Promise<void> {
    return this.addModel('1001');
  }

  protected async addModel(productId: string): Promise<void> {
    await request('PATCH', this.urls('order')[0] ?? '', '/cars', { productId, stock: STOCK });
  }

  breaches(): Promise<string[]> {
    return floorBreaches(this.dataDir, this.setting.surroundings);
  }

  /** The floor has no rebuild, so the goals for the rebuild are absolute. */
  rebuild(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  occupy(): Promise<void> {
    return Promise.reject(new Error('the floor has no vehicles'));
  }

  async grow(stored: number, orders: number): Promise<void> {
    await growDatabases(this.dataDir, this.setting.surroundings, stored, orders);
  }
}
