import { createServer, type AddressInfo, type Server } from 'node:net';
import { checkPorts } from '../ports.ts';
import { portsFrom, SERVICES, type Ports } from '../services.ts';

/** Free ports of the loopback interface, all different, assigned by the system. */
export async function freePorts(): Promise<Ports> {
  const names = ['gateway', ...SERVICES];
  const servers = await Promise.all(names.map(async (name) => [name, await listen()] as const));
  const ports = servers.map(([name, server]) => [name, (server.address() as AddressInfo).port] as const);
  await Promise.all(servers.map(([, server]) => new Promise((resolve) => server.close(resolve))));
  return Object.fromEntries(ports) as Ports;
}

/** A server on a port of the loopback interface, on any free one by default. */
export function listen(port = 0): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** A `PORT_BASE` with a free port for the gateway and each service, below the range that the system uses for outgoing connections. */
export async function freePortBase(): Promise<number> {
  for (;;) {
    const base = 10_000 + Math.floor(Math.random() * 2_000) * 10;
    const isFree = await checkPorts('127.0.0.1', portsFrom(base)).then(
      () => true,
      () => false,
    );
    if (isFree) return base;
  }
}
