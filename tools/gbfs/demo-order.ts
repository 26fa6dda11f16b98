import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const root = join(import.meta.dirname, '../..');
const LOADER = join(root, 'libs/testing/src/source-loader.mjs');
const MAIN = join(root, 'apps/order/src/main.ts');
const PATIENCE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The order service on the demo fleet, alone in a folder of its own, with a payment service that approves everything. */
export class DemoOrder {
  readonly url: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'gbfs-'));
  private readonly payment: Server;
  private readonly environment: Record<string, string>;
  private child: ChildProcess | undefined;

  private constructor(payment: Server, paymentPort: number, port: number) {
    this.payment = payment;
    this.url = `http://127.0.0.1:${port}`;
    this.environment = {
      PATH: process.env['PATH'] ?? '',
      LOG_LEVEL: 'warn',
      DATA_DIR: this.folder,
      PORT: String(port),
      PUBLIC_URL: this.url,
      PAYMENT_URL: `http://127.0.0.1:${paymentPort}`,
    };
  }

  /** @throws {Error} when the service is not ready in time */
  static async start(): Promise<DemoOrder> {
    const payment = await listen(approve);
    const probe = await listen(() => '');
    const port = portOf(probe);
    probe.close();
    const order = new DemoOrder(payment, portOf(payment), port);
    const seeded = order.run('seed');
    const code = await new Promise((resolve) => seeded.once('exit', resolve));
    if (code !== 0) throw new Error(`the command seed ended with ${String(code)}`);
    order.child = order.run();
    await order.isReady();
    return order;
  }

  /** Books cars, so that some have gaps, and takes one out of service. */
  async use(): Promise<void> {
    const soonest = Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + 2 * HOUR_MS;
    for (const [productId, from, to] of [
      ['1001', 0, 5],
      ['1001', 24, 60],
      ['1002', 0, 48],
      ['1003', 72, 80],
    ] as const) {
      const at = (hours: number): string => new Date(soonest + hours * HOUR_MS).toISOString();
      await this.send('POST', '/orders', { productId, qty: 1, from: at(from), to: at(to) });
    }
    await this.send('PATCH', '/vehicles/1', { state: 'OutOfService' });
  }

  async stop(): Promise<void> {
    const { child } = this;
    if (child) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    this.payment.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(...command: string[]): ChildProcess {
    const args = ['--no-warnings', '--import', LOADER, MAIN, ...command];
    return spawn(process.execPath, args, { env: this.environment, stdio: ['ignore', 'ignore', 'inherit'] });
  }

  private async isReady(): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      const status = await fetch(`${this.url}/health/ready`).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) return;
      await sleep(200);
    }
    throw new Error(`the order service is not ready after ${PATIENCE_MS} ms`);
  }

  private async send(method: string, path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(this.url + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
  }
}

/** What payment answers to a charge. */
function approve(body: string): string {
  const asked = JSON.parse(body) as { orderId: number };
  return JSON.stringify({ ...asked, id: asked.orderId, status: 'OrderApproved' });
}

async function listen(answer: (body: string) => string): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.once('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end(answer(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
