import { SERVICES, type ServiceName } from '../../bench/systems/system.ts';

/** One value for each of the four services. */
export function eachService<T>(value: (service: ServiceName) => T): Record<ServiceName, T> {
  return Object.fromEntries(SERVICES.map((service) => [service, value(service)])) as Record<ServiceName, T>;
}
