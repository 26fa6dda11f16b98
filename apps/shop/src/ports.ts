import { createServer } from 'node:net';
import type { Ports } from './services.ts';

/** Ports that cannot be had, each with its reason and what to do. */
export class PortsUnavailable extends Error {
  override readonly name = 'PortsUnavailable';
}

/**
 * Checks every port before anything starts, so that a half-started shop never stands in the way.
 * @throws {PortsUnavailable} naming all that cannot be had.
 */
export async function checkPorts(host: string, ports: Ports): Promise<void> {
  const problems: string[] = [];
  for (const [name, port] of Object.entries(ports)) {
    const code = await tryPort(host, port);
    if (code === 'EADDRINUSE') problems.push(`Port ${port} (${name}) is in use.`);
    else if (code) problems.push(`Port ${port} (${name}) cannot be opened: ${code}.`);
  }
  if (problems.length === 0) return;
  const help = 'Stop what holds it (ss -ltnp or lsof -i shows it), or move the whole shop: PORT_BASE=9080 npm start';
  throw new PortsUnavailable([...problems, help].join('\n'));
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
