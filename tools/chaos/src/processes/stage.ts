import { Wire } from '@carshare/testing';
import type { Supervisor } from './supervisor.js';
import {
  createProfile,
  freePorts,
  startServices,
  startShop,
  type Profile,
  type Server,
  type Services,
  type Shop,
} from './surroundings.js';
import type { CuttableWire } from './targets.js';

/** Three brokers: an acknowledged event is on two of them, so any one may fail. */
const BROKERS = 3;

/** A shop under load, with all targets of faults. */
export interface Stage {
  shop: Shop;
  profile: Profile;
  servers: Server[];
  wires: CuttableWire[];
  /** Stops everything. Embedded data stays for analysis unless every check passed. */
  close(right: boolean): Promise<void>;
}

/** Starts the shop, and its servers if requested; connections to a server pass through a proxy that can be cut. */
export async function openStage(onServers: boolean, supervisor: Supervisor, brokers = BROKERS): Promise<Stage> {
  const wires: CuttableWire[] = [];
  let broker = 0;
  const stretch = async (name: string, url: string): Promise<string> => {
    const wire = await Wire.to(url);
    wires.push({ name, wire });
    return wire.url;
  };
  const services = onServers
    ? await startServices({ brokers, advertise: (url) => stretch(`network to Kafka ${(broker += 1)}`, url) })
    : undefined;
  const closing: ((right: boolean) => Promise<unknown>)[] = [async () => services?.stop()];
  const close = async (right: boolean): Promise<void> => {
    for (const step of closing.reverse()) await step(right);
  };
  try {
    if (services) await useServers(services, stretch);
    closing.push(() => Promise.all(wires.map(({ wire }) => wire.close())));
    const profile = await createProfile();
    // The databases are deleted with their servers.
    if (!services) closing.push((right) => (right ? profile.remove() : keep(profile)));
    const ports = await freePorts();
    const env = { ...profile.env, LOG_LEVEL: 'warn' };
    const shop = await startShop({ env, ports, demoFleet: true, onDeath: supervisor.onDeath });
    closing.push(() => shop.stop());
    supervisor.supervise(shop);
    await stockUp(shop);
    return { shop, profile, servers: serversOf(services), wires, close };
  } catch (error) {
    await close(true);
    throw error;
  }
}

function keep({ env }: Profile): Promise<void> {
  console.log(`the data: ${env['DATA_DIR'] ?? ''}`);
  return Promise.resolve();
}

async function stockUp(shop: Shop): Promise<void> {
  const response = await fetch(`${shop.urls.gateway}/cars/1001`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: '{"stock":1000000}',
  });
  if (!response.ok) throw new Error(`PATCH /cars/1001 answers ${response.status}: ${await response.text()}`);
}

/** The addresses of the servers, in the variables that a user sets. */
async function useServers(
  { mysqlUrl, postgresUrl, kafkaBrokers }: Services,
  stretch: (name: string, url: string) => Promise<string>,
): Promise<void> {
  Object.assign(process.env, {
    TEST_MYSQL_URL: await stretch('network to MariaDB', mysqlUrl),
    TEST_POSTGRES_URL: await stretch('network to PostgreSQL', postgresUrl),
    TEST_KAFKA_BROKERS: kafkaBrokers,
  });
}

function serversOf(services: Services | undefined): Server[] {
  return [services?.mysql, services?.postgres, ...(services?.kafka ?? [])].filter((server) => server !== undefined);
}
