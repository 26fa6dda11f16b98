import { setTimeout as sleep } from 'node:timers/promises';
import { SERVICES, type ServiceName, type Shop } from './surroundings.js';

const PAUSE_MS = 300;
const COMES_BACK_MS = 20_000;

/** Keeps the services running, as a cluster does: one that ends while it starts, because its server is away, is started again. */
export class Keeper {
  /** Ends of services that were up and that nobody had struck. */
  readonly deaths: string[] = [];
  /** How often a start came to nothing. */
  failedStarts = 0;
  private shop: Shop | undefined;
  private readonly wanted = new Set<ServiceName>(SERVICES);
  private readonly up = new Set<ServiceName>();

  /** @param shop with every service up */
  keep(shop: Shop): void {
    this.shop = shop;
    for (const service of SERVICES) this.up.add(service);
  }

  /** What the shop calls for an end that nobody asked for. */
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

  /** Starts the service and waits until it is ready, through failing starts if need be. */
  async bringUp(service: ServiceName): Promise<void> {
    await this.start(service);
    const deadline = Date.now() + COMES_BACK_MS;
    while (this.wanted.has(service) && !this.up.has(service) && Date.now() < deadline) await sleep(50);
  }

  /** Waits until every service is ready. @throws {Error} naming one that is not in time */
  async settle(timeout: number): Promise<void> {
    const deadline = Date.now() + timeout;
    for (const service of SERVICES) {
      while (!this.up.has(service)) {
        if (Date.now() > deadline) {
          const said = this.shop?.log(service).slice(-20).join('\n') ?? '';
          throw new Error(`${service} does not come back\n${said}`);
        }
        await sleep(50);
      }
    }
  }

  /** Lets the services end for good. */
  release(): void {
    this.wanted.clear();
    this.shop = undefined;
  }
}
