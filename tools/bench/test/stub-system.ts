import { request } from '../systems/request.ts';
import type { Launched, Profile, ServiceName, System } from '../systems/system.ts';
import { StubShop, type Delay } from './stub-shop.ts';

const NOTHING: Record<ServiceName, number> = { order: 0, payment: 0, delivery: 0, customerpage: 0 };

/** A system of one stub server, which keeps what a measure did with it. */
export class StubSystem implements System {
  readonly name: 'floor' | 'project';
  readonly profile: Profile;
  readonly shop: StubShop;
  readonly steps: string[] = [];
  faults: string[] = [];
  private url = '';

  private constructor(name: 'floor' | 'project', profile: Profile, shop: StubShop) {
    this.name = name;
    this.profile = profile;
    this.shop = shop;
  }

  static async create(name: 'floor' | 'project', profile: Profile, delayOf?: Delay): Promise<StubSystem> {
    const system = new StubSystem(name, profile, new StubShop(delayOf));
    system.url = await system.shop.listen();
    return system;
  }

  urls(): string[] {
    return [this.url];
  }

  start(): Promise<number> {
    return this.step('start', 0);
  }

  launch(): Promise<Launched> {
    return this.step('launch', { ms: 1, stop: () => this.step('end', undefined) });
  }

  stop(): Promise<number> {
    return this.step('stop', 0);
  }

  memory(): Record<ServiceName, number> {
    return NOTHING;
  }

  cpu(): Record<ServiceName, number> {
    return NOTHING;
  }

  restock(): Promise<void> {
    return this.step('restock', undefined);
  }

  async addModels(count: number): Promise<void> {
    this.steps.push(`addModels ${count}`);
    await request('POST', this.url, '/cars', { count });
  }

  breaches(): Promise<string[]> {
    return this.step('breaches', this.faults);
  }

  rebuild(): Promise<undefined> {
    return this.step('rebuild', undefined);
  }

  grow(stored: number, orders: number): Promise<void> {
    return this.step(`grow ${stored} ${orders}`, undefined);
  }

  occupy(stored: number, wanted: number): Promise<void> {
    return this.step(`occupy ${stored} ${wanted}`, undefined);
  }

  dispose(): Promise<void> {
    return this.shop.close();
  }

  private step<T>(name: string, result: T): Promise<T> {
    this.steps.push(name);
    return Promise.resolve(result);
  }
}
