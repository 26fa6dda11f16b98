import { join } from 'node:path';

/** The services of the shop, in the order of their default ports. The name is the folder under apps/ and the Nx project. */
export const SERVICES = ['order', 'delivery', 'customerpage', 'payment'] as const;

export type ServiceName = (typeof SERVICES)[number];

/**
 * V8 options of a service. With V8's defaults a service needs twice the memory under load and is hardly faster. Young
 * generation: 4 MB. Old generation: collected after it has grown by 20 %. One GC helper thread: with four per service,
 * requests on two cores wait 0.1 s once a second. No Maglev: its 10 MB of code are not repaid, because TurboFan
 * compiles the same functions again. The Dockerfile sets the same options.
 */
export const NODE_OPTIONS = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=4',
  '--heap-growing-percent=20',
  '--v8-pool-size=1',
  '--no-maglev',
];

/**
 * Options of the system's allocator: one arena, because one thread does the work, and early return of memory that
 * compilers borrow. Without them a service needs 10 % more memory and is no faster. The Dockerfile sets the same
 * options.
 */
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '16384' };

/** A service's program, relative to the workspace. */
export function mainFile(service: ServiceName): string {
  return join('apps', service, 'dist', 'bundle', 'main.js');
}

/** The ports of one shop, on the loopback interface unless identity is on. */
export type Ports = Record<ServiceName | 'gateway', number>;

/** The default ports: the gateway, then the services in their order. */
export const PORT_BASE = 8080;

/** Ports counted from a base, so that several shops can run side by side. */
export function portsFrom(base: number): Ports {
  return { gateway: base, ...perService((service) => base + 1 + SERVICES.indexOf(service)) };
}

const MESH_HOSTS: Readonly<Record<string, ServiceName>> = {
  carshareorder: 'order',
  carsharedelivery: 'delivery',
  carsharestatusview: 'customerpage',
  carsharepayment: 'payment',
};

/** The service with a host name of the mesh, short or fully qualified. */
export function serviceOfHost(host: string): ServiceName | undefined {
  return MESH_HOSTS[host.split('.')[0] ?? ''];
}

export function isServiceName(name: string | undefined): name is ServiceName {
  return SERVICES.some((service) => service === name);
}

/** Makes a record with one entry per service. */
export function perService<T>(make: (service: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(SERVICES.map((service) => [service, make(service)])) as Record<ServiceName, T>;
}
