import { Client } from './client.js';
import { freePorts, SERVICES, startShop, type Environment, type ServiceName, type Shop } from './launcher.js';
import { createProfile, type Profile } from './profile.js';
import { Storefront } from './storefront.js';

/** A complete shop for one spec: real processes, free ports, empty storage. */
export class TestShop {
  private constructor(
    readonly shop: Shop,
    private readonly profile: Profile | undefined,
  ) {}

  /** Starts a shop on empty storage. @param make its storage */
  static async open(env: Environment = {}, make: () => Promise<Profile> = createProfile): Promise<TestShop> {
    const profile = await make();
    try {
      return new TestShop(await start({ ...profile.env, ...env }), profile);
    } catch (error) {
      await profile.remove();
      throw error;
    }
  }

  /** Starts another replica of every service on this shop's storage. */
  async replica(): Promise<TestShop> {
    return new TestShop(await start(this.profile?.env ?? {}), undefined);
  }

  /** The environment of another program on this shop's storage. */
  get storage(): Environment {
    return this.profile?.env ?? {};
  }

  /** A client of the gateway. */
  get front(): Storefront {
    return new Storefront(this.client('gateway'));
  }

  client(name: ServiceName | 'gateway'): Client {
    return new Client(this.shop.urls[name]);
  }

  kill(service: ServiceName): Promise<void> {
    return this.shop.kill(service, 'SIGKILL');
  }

  async start(service: ServiceName): Promise<void> {
    await this.shop.start(service);
    assertReady(this.shop);
  }

  /** Stops everything; a service that has to be killed is a failure. */
  async close(): Promise<void> {
    const killed = await this.shop.stop();
    await this.profile?.remove();
    if (killed.length > 0) throw new Error(`did not stop when asked: ${killed.join(', ')}`);
  }
}

async function start(env: Environment): Promise<Shop> {
  const show = process.env['E2E_LOGS']
    ? { onLine: (name: string, line: string) => process.stderr.write(`${name} | ${line}\n`) }
    : {};
  const shop = await startShop({ env, ports: await freePorts(), demoFleet: true, ...show });
  try {
    assertReady(shop);
    return shop;
  } catch (error) {
    await shop.stop();
    throw error;
  }
}

function assertReady(shop: Shop): void {
  const late = SERVICES.filter((service) => shop.readiness[service]?.state !== 'ready');
  if (late.length === 0) return;
  const reports = late.map(
    (service) => `${service}: ${JSON.stringify(shop.readiness[service])}\n${shop.log(service).slice(-20).join('\n')}`,
  );
  throw new Error(`not ready: ${reports.join('\n')}`);
}
