import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServices, type Services } from '../../../apps/e2e/src/services/index.ts';
import { Load } from '../../bench/load/load.ts';
import { ProjectSystem } from '../../bench/systems/project.system.ts';
import { SERVICES, type ServiceName, type Surroundings } from '../../bench/systems/system.ts';
import { createDatabases } from './databases.ts';
import { cpuOfChild, cpuOfTree } from './server-cpu.ts';
import { snapshot, type Snapshot } from './snapshot.ts';

/** The services with counted sockets, on servers of this machine, and the load. */
export interface MeasuredShop {
  system: ProjectSystem;
  load: Load;
  surroundings: Surroundings;
  snapshot(): Promise<Snapshot>;
  close(): Promise<void>;
}

/** Starts MariaDB, PostgreSQL, Kafka and one replica of each service, with empty data. */
export async function openShop(root: string): Promise<MeasuredShop> {
  const servers = await startServices();
  const counters = mkdtempSync(join(tmpdir(), 'carshare-scale-'));
  const surroundings = await countedSurroundings(servers, counters, root);
  const system = new ProjectSystem({ profile: 'services', surroundings, replicas: 1, root });
  const load = new Load();
  return {
    system,
    load,
    surroundings,
    snapshot: () =>
      snapshot({
        cpu: { ...system.cpu(), ...serverCpu(servers) },
        counters: (service) => JSON.parse(readFileSync(fileOf(counters, service), 'utf8')) as Record<string, number>,
        surroundings,
      }),
    close: async () => {
      load.stop();
      await system.stop();
      await system.dispose();
      await servers.stop();
      rmSync(counters, { recursive: true, force: true });
    },
  };
}

function serverCpu(servers: Services): Record<string, number> {
  const cpu = (pid: number | undefined): number => (pid === undefined ? NaN : cpuOfTree(pid));
  return {
    mysql: cpu(servers.mysql?.pid),
    postgres: cpu(servers.postgres?.pid),
    kafka: cpu(servers.kafka[0]?.pid),
    load: cpuOfChild('load/worker.ts'),
  };
}

async function countedSurroundings(servers: Services, counters: string, root: string): Promise<Surroundings> {
  const preload = join(root, 'tools/scale/measure/socket-counters.ts');
  const urls = await createDatabases(root, servers.mysqlUrl, servers.postgresUrl);
  const entries = SERVICES.map((service) => [
    service,
    {
      DATABASE_URL: urls[service],
      KAFKA_BROKERS: servers.kafkaBrokers,
      NODE_OPTIONS: `--import=${preload}`,
      SCALE_COUNTERS: fileOf(counters, service),
    },
  ]);
  return Object.fromEntries(entries) as Surroundings;
}

function fileOf(folder: string, service: ServiceName): string {
  return join(folder, `${service}.json`);
}
