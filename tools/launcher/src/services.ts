import { join } from 'node:path';

/** The services of the shop: their name is the folder under apps/ and the Nx project. */
export const SERVICES = ['order', 'delivery', 'customerpage', 'payment'] as const;

export type ServiceName = (typeof SERVICES)[number];

/**
 * How Node.js runs a service. Left alone, V8 takes twice the memory under load and answers little faster: four megabytes for what is
 * young, and what is old is collected when it has grown by a fifth. One thread helps to collect: four per service leave the requests
 * of two cores waiting for a tenth of a second, once a second. The middle compiler takes ten megabytes to compile what the last one
 * compiles again. The Dockerfile says the same.
 */
export const NODE_OPTIONS = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=4',
  '--heap-growing-percent=20',
  '--v8-pool-size=1',
  '--no-maglev',
];

/**
 * What the system's allocator is told: one arena, since one thread does the work, and that what compilers borrow goes back. Without
 * it a service holds a tenth more memory and is no faster. The Dockerfile says the same.
 */
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: '16384' };

/** A service's program, relative to the workspace. */
export function mainFile(service: ServiceName): string {
  return join('apps', service, 'dist', 'bundle', 'main.js');
}

/** The ports of one shop, all on the loopback interface unless identity is on. */
export type Ports = Record<ServiceName | 'gateway', number>;

/** The ports of the design: gateway, then the services in their order. */
export const PORT_BASE = 8080;

/** Ports counted from a base, so that several shops run side by side. */
export function portsFrom(base: number): Ports {
  return { gateway: base, order: base + 1, delivery: base + 2, customerpage: base + 3, payment: base + 4 };
}

const MESH_HOSTS: Readonly<Record<string, ServiceName>> = {
  carshareorder: 'order',
  carsharedelivery: 'delivery',
  carsharestatusview: 'customerpage',
  carsharepayment: 'payment',
};

/** The service behind a host name of the mesh, short or fully qualified. */
export function serviceOfHost(host: string): ServiceName | undefined {
  return MESH_HOSTS[host.split('.')[0] ?? ''];
}

export function isServiceName(name: string | undefined): name is ServiceName {
  return SERVICES.some((service) => service === name);
}

/** A record with one entry per service. */
export function perService<T>(make: (service: ServiceName) => T): Record<ServiceName, T> {
  return {
    order: make('order'),
    delivery: make('delivery'),
    customerpage: make('customerpage'),
    payment: make('payment'),
  };
}
