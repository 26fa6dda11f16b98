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

/** Bookings of the next weeks are shipped when they are paid: nothing waits for its time when a run ends. */
const SHIPPED_AT_ONCE = { DELIVERY_LEAD_MINUTES: '43200' };
/** Vehicles for bookings, so few that customers compete for the next hours. */
const VEHICLES = 12;

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
    const env = { ...profile.env, ...SHIPPED_AT_ONCE, LOG_LEVEL: 'warn' };
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
  await send(shop, 'PATCH', '/cars/1001', { stock: 1_000_000 });
  for (let number = 1; number <= VEHICLES; number += 1) {
    await send(shop, 'POST', '/vehicles', { productId: '1001', plate: `CHAOS ${number}` });
  }
}

async function send(shop: Shop, method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(shop.urls.gateway + path, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path} answers ${response.status}: ${await response.text()}`);
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
