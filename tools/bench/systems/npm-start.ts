import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { delimiter, join, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { portsFrom, type Ports } from '../../launcher/src/services.ts';
import { freePortBase } from '../../launcher/src/testing/free-ports.ts';
import { SERVICES, type Launched } from './system.ts';

/** The first start may build. */
const LIMIT_MS = 180_000;
const POLL_MS = 10;
const STOP_MS = 30_000;

/**
 * Runs `npm start` on free ports as a user does, and waits until all services are ready and the gateway lists a car. An empty shop is
 * ready before its demo fleet is inserted, and has nothing to order until then.
 * @throws {Error} with the printed output, when it ends or is not ready within 3 minutes
 */
export async function npmStart(
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<Launched & { ports: Ports }> {
  const base = await freePortBase();
  const ports = portsFrom(base);
  const started = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: root,
    env: { ...userEnvironment(root), LOG_LEVEL: 'warn', ...env, PORT_BASE: String(base) },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const kill = (): void => signal(child, 'SIGKILL');
  process.once('exit', kill);
  try {
    const ready = SERVICES.map((service) => until(child, ports[service], '/health/ready', () => true));
    await Promise.all([...ready, until(child, ports.gateway, '/cars', listsACar)]);
  } catch (error) {
    await stop(child);
    throw new Error(`npm start: ${error instanceof Error ? error.message : String(error)}\n${output.slice(-4_000)}`);
  }
  const ms = performance.now() - started;
  return { ms, ports, stop: () => stop(child).finally(() => process.off('exit', kill)) };
}

/** The user's npm and Node.js, without the shop's variables of the bench's environment. */
function userEnvironment(root: string): Record<string, string> {
  const own = join(root, 'node_modules') + sep;
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(own));
  return { PATH: path.join(delimiter), HOME: process.env['HOME'] ?? root };
}

/** Asks until the answer is a 200 with such a body. */
async function until(child: ChildProcess, port: number, path: string, has: (body: string) => boolean): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  for (;;) {
    const body = await okBody(port, path);
    if (body !== undefined && has(body)) return;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it has ended');
    if (performance.now() > deadline) throw new Error(`port ${port} is not ready`);
    await delay(POLL_MS);
  }
}

function listsACar(body: string): boolean {
  return (JSON.parse(body) as { page: { totalElements: number } }).page.totalElements > 0;
}

/** The body of a 200; undefined for any other answer and when there is none. */
function okBody(port: number, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, timeout: 5_000 }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.once('end', () => resolve(response.statusCode === 200 ? body : undefined));
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(undefined));
  });
}

/** Ctrl-C in a terminal sends the signal to the whole process group. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  signal(child, 'SIGINT');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), STOP_MS);
  await closed;
  clearTimeout(timer);
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // The group has ended.
  }
}
