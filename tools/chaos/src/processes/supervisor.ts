import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES, type ServiceName, type Shop } from './surroundings.js';

const PAUSE_MS = 300;
const COMES_BACK_MS = 20_000;

/** Restarts services as a cluster does: also a service that ends while it starts because its server is down. */
export class Supervisor {
  /** Ends of running services without an injected fault. */
  readonly deaths: string[] = [];
  /** The number of failed starts. */
  failedStarts = 0;
  private shop: Shop | undefined;
  private readonly wanted = new Set<ServiceName>(SERVICES);
  private readonly up = new Set<ServiceName>();

  /** @param shop with every service running */
  supervise(shop: Shop): void {
    this.shop = shop;
    for (const service of SERVICES) this.up.add(service);
  }

  /** Called by the shop for an unexpected end. */
  readonly onDeath = (name: string, how: string): void => {
    const service = SERVICES.find((known) => known === name);
    if (!service || !this.shop) return;
    if (this.up.has(service)) this.deaths.push(`${service} ${how}: ${this.shop.log(service).slice(-5).join(' | ')}`);
    else this.failedStarts += 1;
    this.up.delete(service);
    void sleep(PAUSE_MS).then(() => (this.wanted.has(service) ? this.start(service) : undefined));
  };

  pid(service: ServiceName): number | undefined {
    return this.shop?.pid(service);
  }

  async kill(service: ServiceName): Promise<void> {
    this.wanted.delete(service);
    this.up.delete(service);
    await this.shop?.kill(service, 'SIGKILL');
  }

  /** Resolves when the service is ready or has ended again. */
  async start(service: ServiceName): Promise<void> {
    const { shop } = this;
    this.wanted.add(service);
    if (!shop || shop.pid(service) !== undefined) return;
    let { state } = await shop.start(service);
    while (state === 'slow' && this.wanted.has(service)) ({ state } = await shop.waitFor(service));
    if (state === 'ready' && this.wanted.has(service)) this.up.add(service);
  }

  /** Starts the service and waits until it is ready, with as many starts as needed. */
  async bringUp(service: ServiceName): Promise<void> {
    await this.start(service);
    const deadline = Date.now() + COMES_BACK_MS;
    while (this.wanted.has(service) && !this.up.has(service) && Date.now() < deadline) await sleep(50);
  }

  /** Waits until every service is ready. @throws {Error} naming a service that is not ready in time */
  async settle(timeout: number): Promise<void> {
    const deadline = Date.now() + timeout;
    for (const service of SERVICES) {
      while (!this.up.has(service)) {
        if (Date.now() > deadline) {
          const output = this.shop?.log(service).slice(-20).join('\n') ?? '';
          throw new Error(`${service} does not become ready\n${output}`);
        }
        await sleep(50);
      }
    }
  }

  /** Stops restarting, so that the services can end. */
  release(): void {
    this.wanted.clear();
    this.shop = undefined;
  }
}
