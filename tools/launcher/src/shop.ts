import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { environmentFor, identityIsOn, isOnServer, type Environment } from './environment.ts';
import { DemoFleet } from './demo-fleet.ts';
import type { Gateway } from './gateway.ts';
import { checkPorts, portError } from './ports.ts';
import { ServiceProcess, type Readiness, type ServiceSpec } from './service-process.ts';
import { checkShop } from './shop-check.ts';
import {
  mainFile,
  NODE_OPTIONS,
  perService,
  PORT_BASE,
  portsFrom,
  SERVICES,
  type Ports,
  type ServiceName,
} from './services.ts';

/** The workspace. */
export const ROOT = resolve(import.meta.dirname, '../../..');

export interface ShopOptions {
  /** The services' environment before the shop's addresses are added; by default the launcher's own. */
  env?: Environment;
  ports?: Ports;
  /** Whether the demo fleet is inserted when order's database is embedded and has no car. */
  demoFleet?: boolean;
  /** How long a service may take to be ready, in milliseconds. */
  readyTimeout?: number;
  /** Time limit for a service to stop before it is killed, in milliseconds. */
  stopGrace?: number;
  onLine?: (service: string, line: string) => void;
  onReady?: (service: ServiceName, readiness: Readiness) => void;
  /** A service has ended unexpectedly. */
  onDeath?: (service: string, how: string) => void;
}

/**
 * Starts the four services and the gateway, and waits until each service is ready, has ended or has exceeded its time
 * limit; `readiness` contains the result of each.
 * @throws {ShopError | PortsUnavailable | RouteError} when nothing could be started; started parts are stopped again
 */
export async function startShop(options: ShopOptions = {}): Promise<Shop> {
  const shop = new Shop(options);
  await shop.open();
  return shop;
}

/** The four services and the gateway as processes of this machine. */
export class Shop {
  readonly ports: Ports;
  readonly urls: Readonly<Record<ServiceName | 'gateway', string>>;
  /** The result of the last start of each service. */
  readonly readiness: Partial<Record<ServiceName, Readiness>> = {};
  readonly #options: ShopOptions;
  readonly #env: Environment;
  readonly #processes: Readonly<Record<ServiceName, ServiceProcess>>;
  readonly #fleet: DemoFleet | undefined;
  readonly #killAll = (): void => {
    this.#fleet?.killNow();
    SERVICES.forEach((service) => this.#processes[service].killNow());
  };
  #gateway: Gateway | undefined;
  #isStopped = false;

  constructor(options: ShopOptions) {
    this.#options = options;
    this.#env = options.env ?? process.env;
    this.ports = options.ports ?? portsFrom(Number(this.#env['PORT_BASE'] || PORT_BASE));
    const url = (name: keyof Ports): string => `http://127.0.0.1:${this.ports[name]}`;
    this.urls = { gateway: url('gateway'), ...perService(url) };
    this.#processes = perService((name) => new ServiceProcess(this.#spec(name)));
    if (options.demoFleet && !isOnServer('order', this.#env)) this.#fleet = new DemoFleet(this.#spec('order'));
  }

  /** Checks the environment, starts everything, and waits for the result of each service. */
  async open(): Promise<void> {
    checkShop(this.#env, ROOT);
    const host = identityIsOn(this.#env) ? (this.#env['HOST'] ?? '127.0.0.1') : '127.0.0.1';
    await checkPorts(host, this.ports);
    if (this.#wasStopped()) return;
    process.once('exit', this.#killAll);
    SERVICES.forEach((service) => this.#processes[service].start());
    try {
      this.#gateway = await this.#openGateway(host);
    } catch (error) {
      await this.stop();
      throw portError('gateway', error) ?? error;
    }
    if (this.#wasStopped()) await this.#gateway.close();
    await Promise.all(SERVICES.map((service) => this.waitFor(service)));
    if (this.readiness.order?.state !== 'ready' || this.#wasStopped()) return;
    await this.#insertFleet();
  }

  /** Starts a service that has ended, and waits for the result. */
  async start(service: ServiceName): Promise<Readiness> {
    this.#processes[service].start();
    return await this.waitFor(service);
  }

  async waitFor(service: ServiceName): Promise<Readiness> {
    const readiness = await this.#processes[service].ready(this.#options.readyTimeout ?? 60_000);
    this.readiness[service] = readiness;
    this.#options.onReady?.(service, readiness);
    return readiness;
  }

  /** Ends one service with a signal and waits for its end; the other services continue. */
  async kill(service: ServiceName, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#processes[service].kill(signal);
  }

  /** The process id of a service; undefined while it is not running. */
  pid(service: ServiceName): number | undefined {
    return this.#processes[service].pid;
  }

  /** The last log lines of a service. */
  log(service: ServiceName): readonly string[] {
    return this.#processes[service].lines;
  }

  /** Stops everything, at any time of a start. @returns the services that had to be killed */
  async stop(): Promise<ServiceName[]> {
    this.#isStopped = true;
    await this.#gateway?.close();
    await this.#fleet?.stop();
    const grace = this.#options.stopGrace ?? 10_000;
    const killed = await Promise.all(
      SERVICES.map(async (service) => ((await this.#processes[service].stop(grace)) ? [] : [service])),
    );
    process.removeListener('exit', this.#killAll);
    return killed.flat();
  }

  /** Whether `stop` was called while `open` was waiting. */
  #wasStopped(): boolean {
    return this.#isStopped;
  }

  /** Loads the gateway's libraries only now, while the services are starting. */
  async #openGateway(host: string): Promise<Gateway> {
    const [{ startGateway }, { parseRoutes }] = await Promise.all([import('./gateway.ts'), import('./routes.ts')]);
    const routes = parseRoutes(readFileSync(join(ROOT, 'istio', 'gateway.yaml'), 'utf8'));
    return await startGateway({ host, port: this.ports.gateway, routes, upstreams: this.urls });
  }

  async #insertFleet(): Promise<void> {
    try {
      await this.#fleet?.insertIfEmpty();
    } catch (error) {
      // A stop ends the command.
      if (this.#wasStopped()) return;
      await this.stop();
      throw error;
    }
  }

  #spec(name: ServiceName): ServiceSpec {
    return {
      name,
      url: this.urls[name],
      args: [...NODE_OPTIONS, mainFile(name)],
      cwd: ROOT,
      env: environmentFor(name, this.ports, this.#env),
      onLine: this.#options.onLine,
      onDeath: this.#options.onDeath,
    };
  }
}
