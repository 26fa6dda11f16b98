/** The services of the shop: their name is the folder under apps/ and the Nx project. */
export const SERVICES = ['order', 'delivery', 'customerpage', 'payment'] as const;

export type ServiceName = (typeof SERVICES)[number];

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
