import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentFor } from '../launcher/src/environment.ts';
import { mainFile, NODE_OPTIONS, SERVICES, type Ports, type ServiceName } from '../launcher/src/services.ts';
import { freePorts } from '../launcher/src/testing/free-ports.ts';
import { recordedRun } from './recorded-run.ts';

const READY_MS = 60_000;

interface Running {
  readonly service: ServiceName;
  readonly child: ChildProcess;
  readonly exit: Promise<[code: number | null]>;
  /** The end of what the service wrote. */
  readonly said: () => string;
}

/**
 * Runs services on a shop of their own, so that each writes the code that V8 compiled meanwhile to its bundle's `code.cache`: a service that
 * starts with it need not compile that code again. V8 accepts it only under the options of that run.
 * @param root the workspace
 * @param services all services for a recorded run of orders; a service without the others is started and stopped
 * @throws Error when a service cannot be started, with what it wrote
 */
export async function train(root: string, services: readonly ServiceName[]): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'carshare-train-'));
  const ports = await freePorts();
  const isShop = SERVICES.every((service) => services.includes(service));
  try {
    const serve = (service: ServiceName): Running => start(root, service, ports, data, [], { CODE_CACHE: 'write' });
    // The fleet is inserted while the services that need none start.
    const running = services.filter((service) => service !== 'order').map(serve);
    try {
      if (isShop) await ended(start(root, 'order', ports, data, ['seed']));
      if (services.includes('order')) running.push(serve('order'));
      await Promise.all(running.map((process) => ready(ports[process.service], process)));
      if (isShop) await recordedRun(ports);
    } finally {
      for (const { child } of running) child.kill('SIGTERM');
    }
    await Promise.all(running.map(ended));
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
  const missing = services.filter(
    (service) => !existsSync(join(root, 'apps', service, 'dist', 'bundle', 'code.cache')),
  );
  if (missing.length > 0) throw new Error(`${missing.join(', ')} wrote no code.cache.`);
}

function start(
  root: string,
  service: ServiceName,
  ports: Ports,
  data: string,
  args: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Running {
  // The user's own variables may name servers; this run has files alone.
  const env = environmentFor(service, ports, { PATH: process.env.PATH, DATA_DIR: data, ...more });
  const program = join(root, mainFile(service));
  const child = spawn(process.execPath, [...NODE_OPTIONS, program, ...args], { cwd: root, env });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const exit = once(child, 'exit') as Promise<[code: number | null]>;
  return { service, child, exit, said: () => Buffer.concat(output).toString().slice(-1_000) };
}

async function ended({ service, exit, said }: Running): Promise<void> {
  const [code] = await exit;
  if (code !== 0) throw new Error(`${service} ended with ${code}: ${said()}`);
}

async function ready(port: number, process: Running): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline && process.child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(50);
  }
  throw new Error(`${process.service} does not become ready: ${process.said()}`);
}
