import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { modelId } from '../load/requests.ts';
import { cpuMs, rssMb } from './proc.ts';
import { freePort, ServiceProcess } from './service-process.ts';
import {
  SERVICES,
  type Launched,
  type Profile,
  type Rebuilt,
  type ServiceName,
  type Surroundings,
  type System,
} from './system.ts';

export interface Setting {
  profile: Profile;
  /** Environment of each service in the services profile, including its DATABASE_URL. */
  surroundings?: Surroundings | undefined;
  replicas: number;
  /** The folder for CPU profiles; undefined when profiling is off. */
  profileDir?: string | undefined;
  root: string;
}

/**
 * Four services as processes with their own data directory and ports; subclasses add the differences of floor and
 * project.
 */
export abstract class ProcessSystem implements System {
  abstract readonly name: 'floor' | 'project';
  readonly profile: Profile;
  readonly dataDir: string;
  protected readonly setting: Setting;
  private readonly processes = new Map<ServiceName, ServiceProcess[]>();

  constructor(setting: Setting) {
    this.setting = setting;
    this.profile = setting.profile;
    this.dataDir = mkdtempSync(join(tmpdir(), 'carshare-bench-'));
  }

  /** The script of a service and its arguments. */
  protected abstract script(service: ServiceName): string[];
  protected prepare(): Promise<void> {
    return Promise.resolve();
  }
  abstract restock(): Promise<void>;
  protected abstract addModel(productId: string): Promise<void>;
  abstract breaches(): Promise<string[]>;
  abstract rebuild(): Promise<Rebuilt | undefined>;
  abstract occupy(stored: number, wanted: number): Promise<void>;
  abstract grow(stored: number, orders: number): Promise<void>;

  urls(service: ServiceName): string[] {
    return (this.processes.get(service) ?? []).map(({ url }) => url);
  }

  async start(services: readonly ServiceName[] = SERVICES): Promise<number> {
    if (this.processes.size === 0) await this.allot();
    const start = performance.now();
    await Promise.all(this.some(services).map((process) => process.start()));
    return performance.now() - start;
  }

  async launch(): Promise<Launched> {
    const ms = await this.start();
    const stop = async (): Promise<void> => {
      await this.stop();
    };
    return { ms, stop };
  }

  async stop(services: readonly ServiceName[] = SERVICES): Promise<number> {
    const start = performance.now();
    await Promise.all(this.some(services).map((process) => process.stop()));
    return performance.now() - start;
  }

  async addModels(count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) await this.addModel(modelId(number));
  }

  memory(): Record<ServiceName, number> {
    return this.perService((pids) => Math.max(0, ...pids.map(rssMb)));
  }

  cpu(): Record<ServiceName, number> {
    return this.perService((pids) => pids.map(cpuMs).reduce((sum, ms) => sum + ms, 0));
  }

  dispose(): Promise<void> {
    rmSync(this.dataDir, { recursive: true, force: true });
    return Promise.resolve();
  }

  /** The environment of a service, except for its addresses. */
  protected environment(service: ServiceName): Record<string, string> {
    return { DATA_DIR: this.dataDir, LOG_LEVEL: 'warn', ...this.setting.surroundings?.[service] };
  }

  private async allot(): Promise<void> {
    await this.prepare();
    const ports = new Map<ServiceName, number[]>();
    for (const service of SERVICES) {
      ports.set(service, await Promise.all(Array.from({ length: this.setting.replicas }, freePort)));
    }
    for (const service of SERVICES) {
      const replicas = (ports.get(service) ?? []).map((port, i) => {
        const address = (name: ServiceName): string => `http://127.0.0.1:${ports.get(name)?.[i] ?? 0}`;
        const addresses = { PORT: String(port), PAYMENT_URL: address('payment'), DELIVERY_URL: address('delivery') };
        const command = {
          args: [...this.nodeArgs(`${service}-${i}`), ...this.script(service)],
          env: { ...this.environment(service), ...addresses },
          cwd: this.setting.root,
          output: join(this.dataDir, `${service}-${i}.out`),
        };
        return new ServiceProcess(command, port);
      });
      this.processes.set(service, replicas);
    }
  }

  private nodeArgs(process: string): string[] {
    const { profileDir } = this.setting;
    if (!profileDir) return [];
    return ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, `--cpu-prof-name=${this.name}-${process}.\${pid}.cpuprofile`];
  }

  private some(services: readonly ServiceName[]): ServiceProcess[] {
    return services.flatMap((service) => this.processes.get(service) ?? []);
  }

  private perService(value: (pids: number[]) => number): Record<ServiceName, number> {
    const of = (service: ServiceName): number =>
      value((this.processes.get(service) ?? []).flatMap(({ pid }) => (pid === undefined ? [] : [pid])));
    return { order: of('order'), payment: of('payment'), delivery: of('delivery'), customerpage: of('customerpage') };
  }
}
