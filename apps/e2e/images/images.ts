/**
 * Tests built images as one shop: `IMAGES='registry/{app}:tag' node apps/e2e/images/images.ts`. The containers run as in the cluster,
 * with a read-only file system and an unprivileged user, on SQLite files in one folder and on the host's network.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from '../src/support/eventually.ts';
import { environmentFor, freePorts, ROOT, SERVICES, type ServiceName } from '../src/support/launcher.ts';

/** For containers that start together on two cores, in milliseconds. */
const START_MS = 60_000;
const STOP_S = 20;

const template = process.env['IMAGES'];
if (!template?.includes('{app}')) throw new Error("IMAGES must name the images: IMAGES='carshare/{app}:test'");
const imageOf = (service: ServiceName): string => template.replace('{app}', service);

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'carshare-images-'));
const ports = await freePorts();
const containers = new Map<ServiceName, string>();

/** The part of `docker run` that is the same for a service and for its commands. */
function options(service: ServiceName): string[] {
  const env = environmentFor(service, ports, { DATA_DIR: folder, LOG_LEVEL: 'warn' });
  const { uid, gid } = userInfo();
  return [
    ...['--network', 'host', '--read-only', '--tmpfs', '/tmp', '--user', `${uid}:${gid}`, '--cap-drop', 'ALL'],
    ...['--volume', `${folder}:${folder}`],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    imageOf(service),
  ];
}

async function docker(...args: string[]): Promise<string> {
  return (await run('docker', args, { maxBuffer: 2 ** 26 })).stdout.trim();
}

async function ask(service: ServiceName, path: string, init?: RequestInit): Promise<Record<string, unknown>> {
  const response = await fetch(`http://127.0.0.1:${ports[service]}${path}`, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} answers ${path} with ${response.status}: ${text}`);
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

async function expectStatus(id: unknown, status: string): Promise<void> {
  await eventually(async () => {
    const order = await ask('order', `/orders/${String(id)}`);
    if (order['status'] !== status) throw new Error(`order ${String(id)} is ${String(order['status'])}, not ${status}`);
  }, START_MS);
}

/** Order, delivery, page and cancellation, as a customer sees them. */
async function tellStory(): Promise<void> {
  const order = await ask('order', '/orders', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"productId":"1001","qty":1}',
  });
  await expectStatus(order['id'], 'Shipped');
  await eventually(async () => {
    const page = await ask('customerpage', `/customerpages/search/findByOrderId?orderId=${String(order['id'])}`);
    if (!JSON.stringify(page).includes('"Shipped"')) throw new Error('the page does not show the delivery');
  }, START_MS);
  await ask('order', `/orders/${String(order['id'])}`, { method: 'DELETE' });
  await expectStatus(order['id'], 'Cancelled');
  for (const service of SERVICES) await ask(service, '/docs-json');
}

async function stopAll(): Promise<void> {
  await docker('stop', '--time', String(STOP_S), ...containers.values());
  for (const [service, id] of containers) {
    const code = await docker('inspect', '--format', '{{.State.ExitCode}}', id);
    if (code !== '0') throw new Error(`${service} stops with exit code ${code}`);
  }
}

try {
  await docker('run', '--rm', ...options('order'), 'node', 'apps/order/dist/bundle/main.js', 'seed');
  for (const service of SERVICES) containers.set(service, await docker('run', '--detach', ...options(service)));
  for (const service of SERVICES) await eventually(() => ask(service, '/health/ready'), START_MS);
  await tellStory();
  await stopAll();
  const { stdout } = await run('npm', ['run', '--silent', 'verify', '--', '--settled', '--data-dir', folder], {
    cwd: ROOT,
  });
  process.stdout.write(
    `images: ${SERVICES.length} ran as one shop; verify: ${stdout.trim().split('\n').at(-1) ?? ''}\n`,
  );
} catch (error) {
  for (const [service, id] of containers) {
    process.stderr.write(`${service}: ${await docker('logs', '--tail', '50', id)}\n`);
  }
  throw error;
} finally {
  if (containers.size > 0) await docker('rm', '--force', ...containers.values());
  rmSync(folder, { recursive: true, force: true });
}
