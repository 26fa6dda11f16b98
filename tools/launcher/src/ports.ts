import { createServer } from 'node:net';
import type { Ports } from './services.ts';

/** Ports that are not available, each with the reason and the next step. */
export class PortsUnavailable extends Error {
  override readonly name = 'PortsUnavailable';
}

/**
 * Checks every port before anything starts, so that a start never fails halfway.
 * @throws {PortsUnavailable} naming all ports that are not available
 */
export async function checkPorts(host: string, ports: Ports): Promise<void> {
  const checked = await Promise.all(
    Object.entries(ports).map(async ([name, port]) => problemOf(name, port, await tryPort(host, port))),
  );
  const problems = checked.filter((problem) => problem !== undefined);
  if (problems.length > 0) throw unavailable(problems);
}

/** The error to show when listening fails after the check; undefined when `error` has another cause. */
export function portError(name: string, error: unknown): PortsUnavailable | undefined {
  if (!(error instanceof Error && 'code' in error && 'port' in error && typeof error.port === 'number')) {
    return undefined;
  }
  return unavailable([problemOf(name, error.port, String(error.code)) ?? error.message]);
}

function problemOf(name: string, port: number, code: string | undefined): string | undefined {
  if (!code) return undefined;
  return code === 'EADDRINUSE'
    ? `Port ${port} (${name}) is in use.`
    : `Port ${port} (${name}) cannot be opened: ${code}.`;
}

function unavailable(problems: readonly string[]): PortsUnavailable {
  const help =
    'Stop the program that uses it (ss -ltnp or lsof -i shows it), or move the whole shop: PORT_BASE=9080 npm start';
  return new PortsUnavailable([...problems, help].join('\n'));
}

function tryPort(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
