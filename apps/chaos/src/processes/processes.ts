import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Wire } from '@carshare/testing';
import { Customers } from './customers.js';
import { Dice } from './dice.js';
import { faults, victimsOf, type CuttableWire, type Fault, type Victim } from './faults.js';
import { recoveryAfter } from './recovery.js';
import {
  createProfile,
  freePorts,
  ROOT,
  SERVICES,
  startServices,
  startShop,
  type Profile,
  type Server,
  type Services,
  type Shop,
} from './surroundings.js';
import { storedOrders } from './stored-orders.js';
import { judge, type Verdict } from './verdict.js';

export interface ProcessesOptions {
  seed: number;
  seconds: number;
  /** On MariaDB, PostgreSQL and Kafka, which are killed as well. */
  services: boolean;
  /** Orders per second. */
  rate: number;
}

/** How long after the last fault everything must be settled, in milliseconds. */
const SETTLED_WITHIN_MS = 30_000;

/** Kills and freezes real processes under load, and holds what customers were told against what is stored. @returns whether all is right */
export async function runProcesses(options: ProcessesOptions): Promise<boolean> {
  console.log(
    `chaos with real processes, seed ${options.seed}, ${options.seconds} s, ${options.services ? 'on servers' : 'embedded'}`,
  );
  const servers = options.services ? await startServices() : undefined;
  const wires = servers ? await wiresTo(servers) : [];
  if (servers) useServers(servers, wires);
  let profile: Profile | undefined;
  let shop: Shop | undefined;
  try {
    profile = await createProfile();
    shop = await startShop({ env: { ...profile.env, LOG_LEVEL: 'error' }, ports: await freePorts() });
    return await torment(shop, profile, victimsOf(shop, serversOf(servers), wires), options);
  } finally {
    await shop?.stop();
    await Promise.all(wires.map(({ wire }) => wire.close()));
    await servers?.stop();
    if (!servers) await profile?.remove();
  }
}

async function torment(
  shop: Shop,
  profile: Profile,
  victims: [Victim, ...Victim[]],
  options: ProcessesOptions,
): Promise<boolean> {
  const url = shop.urls.gateway;
  await fetch(`${url}/cars/1001`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: '{"stock":1000000}',
  });
  const dice = new Dice(options.seed);
  const customers = new Customers(url, new Dice(options.seed + 1), options.rate);
  const load = customers.run();
  const happened: Fault[] = [];
  // Measured beside the next faults, so that those do not wait for it.
  const recoveries: Promise<number>[] = [];
  for await (const fault of faults(victims, dice, Date.now() + options.seconds * 1000)) {
    happened.push(fault);
    recoveries.push(recoveryAfter(url, customers, fault.endedAt));
  }
  const longest = Math.max(0, ...(await Promise.all(recoveries)));
  await customers.stop();
  await load;
  const lastFault = happened.at(-1)?.endedAt ?? Date.now();
  const { verdict, findings, settledAfter } = await settle(url, shop, profile, customers, lastFault);
  report(happened, customers, verdict, longest, settledAfter, findings);
  const right = verdict.lost.length + verdict.doubled.length + verdict.stuck.length === 0 && findings === '';
  return right && settledAfter <= SETTLED_WITHIN_MS && longest <= SETTLED_WITHIN_MS;
}

/** Waits until nothing is under way, at most twice as long as it may take. */
async function settle(
  url: string,
  shop: Shop,
  profile: Profile,
  customers: Customers,
  since: number,
): Promise<{ verdict: Verdict; findings: string; settledAfter: number }> {
  for (;;) {
    const verdict = await judge(url, customers.memories, await storedOrders(profile));
    const findings = verdict.stuck.length === 0 ? await verify(profile) : 'not settled';
    const settledAfter = Date.now() - since;
    if (findings === '' || settledAfter > 2 * SETTLED_WITHIN_MS) return { verdict, findings, settledAfter };
    await sleep(500);
    for (const service of SERVICES) {
      if (shop.pid(service) === undefined) throw new Error(`${service} has died by itself`);
    }
  }
}

/** @returns what `verify` finds, or nothing */
async function verify(profile: Profile): Promise<string> {
  const program = join(ROOT, 'apps', 'verify', 'src', 'main.ts');
  try {
    await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', program, '--settled'], {
      cwd: ROOT,
      env: { ...process.env, ...profile.env },
      maxBuffer: 16_000_000,
    });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}`.trim() || String(error);
  }
}

function report(
  happened: readonly Fault[],
  customers: Customers,
  verdict: Verdict,
  longest: number,
  settledAfter: number,
  findings: string,
): void {
  const kills = happened.filter((fault) => fault.kind === 'kill').length;
  console.log(`faults: ${kills} kills, ${happened.length - kills} freezes (${counts(happened)})`);
  console.log(
    `orders asked for: ${customers.memories.length}, turned away for a moment: ${customers.turnedAway} times`,
  );
  console.log(
    `longest recovery, from a fault's end to a new order shipped: ${(longest / 1000).toFixed(1)} s; all settled ${(settledAfter / 1000).toFixed(1)} s after the last fault`,
  );
  for (const line of [...verdict.lost, ...verdict.doubled, ...verdict.stuck].slice(0, 20)) console.log(line);
  if (findings !== '') console.log(`verify:\n${findings.slice(-4_000)}`);
  console.log(
    `acknowledged ${verdict.acknowledged}, lost ${verdict.lost.length}, doubled ${verdict.doubled.length}, stuck ${verdict.stuck.length}; verify: ${findings === '' ? '0 breaches' : 'BREACHES'}`,
  );
}

function counts(happened: readonly Fault[]): string {
  const byName = new Map<string, number>();
  for (const { what } of happened) byName.set(what, (byName.get(what) ?? 0) + 1);
  return [...byName].map(([what, count]) => `${what} ${count}`).join(', ');
}

function serversOf(services: Services | undefined): Server[] {
  return [services?.mysql, services?.postgres, services?.kafka].filter((server) => server !== undefined);
}

/** The databases are reached over wires that can be cut; the broker tells its clients its own address, and is frozen instead. */
async function wiresTo({ mysqlUrl, postgresUrl }: Services): Promise<CuttableWire[]> {
  return [
    { name: 'network to MariaDB', wire: await Wire.to(mysqlUrl) },
    { name: 'network to PostgreSQL', wire: await Wire.to(postgresUrl) },
  ];
}

/** The profile finds its servers where a user would name them. */
function useServers({ kafkaBrokers }: Services, [mysql, postgres]: readonly CuttableWire[]): void {
  Object.assign(process.env, {
    TEST_MYSQL_URL: mysql?.wire.url,
    TEST_POSTGRES_URL: postgres?.wire.url,
    TEST_KAFKA_BROKERS: kafkaBrokers,
  });
}
