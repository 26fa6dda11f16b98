import { join } from 'node:path';
import { SERVICES as CONTRACT, type ServiceName } from '../../../libs/events/src/services.ts';

export type { ServiceName };

/** These have the default ports of the services that they replaced; a later service has the next port. */
const REPLACED: readonly ServiceName[] = ['order', 'delivery', 'customerpage', 'payment'];

/** The services of the shop, in the order of their default ports. The name is the folder under apps/ and the Nx project. */
export const SERVICES: readonly ServiceName[] = [...new Set([...REPLACED, ...CONTRACT])];

/**
 * V8 options of a service. With V8's defaults a service needs twice the memory under load and is hardly faster. Young
 * generation: 4 MB. Old generation: collected after it has grown by 20 %. One GC helper thread: with four per service,
 * requests on two cores wait 0.1 s once a second. No Maglev: its 10 MB of code are not repaid, because TurboFan
 * compiles the same functions again. TurboFan after 400 calls instead of 3,000: without Maglev a function runs
 * unoptimised until then. The Dockerfile sets the same options.
 */
export const NODE_OPTIONS = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=4',
  '--heap-growing-percent=20',
  '--v8-pool-size=1',
  '--no-maglev',
  '--invocation-count-for-turbofan=400',
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

/** The host name of a service in the mesh. customerpage keeps that of the service that it replaced. */
const meshHost = (service: ServiceName): string => `carshare${service === 'customerpage' ? 'statusview' : service}`;

/** The service with a host name of the mesh, short or fully qualified. */
export function serviceOfHost(host: string): ServiceName | undefined {
  return SERVICES.find((service) => meshHost(service) === host.split('.')[0]);
}

export function isServiceName(name: string | undefined): name is ServiceName {
  return SERVICES.some((service) => service === name);
}

/** Makes a record with one entry per service. */
export function perService<T>(make: (service: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(SERVICES.map((service) => [service, make(service)])) as Record<ServiceName, T>;
}
