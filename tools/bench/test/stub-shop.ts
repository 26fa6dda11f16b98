import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** The part of a request that a test decides about. */
export interface Received {
  method: string;
  path: string;
  body: Record<string, string>;
  /** Of the requests of this method and path, from 1. */
  count: number;
}

/** How long the answer takes, in milliseconds. */
export type Delay = (request: Received) => number;

/** An HTTP server that answers as order and customerpage do, and keeps what it has received. */
export class StubShop {
  readonly received: Received[] = [];
  private readonly delay: Delay;
  private readonly counts = new Map<string, number>();
  private readonly extended = new Set<string>();
  private readonly server: Server;
  private orders = 0;

  constructor(delayOf: Delay = () => 0) {
    this.delay = delayOf;
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += String(chunk)));
      request.on('end', () => {
        const { method = '', url = '' } = request;
        void this.answer(method, url, text).then(({ status, body }) => {
          response.writeHead(status, { 'content-length': Buffer.byteLength(body) }).end(body);
        });
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(method: string, path: string, text: string): Promise<{ status: number; body: string }> {
    if (method === 'GET') return { status: 200, body: '{"orderId":1,"events":["Paid","Shipped"]}' };
    const key = `${method} ${path}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    const request = { method, path, body: JSON.parse(text) as Record<string, string>, count };
    this.received.push(request);
    await delay(this.delay(request));
    const [, id] = /^\/orders\/(\d+)\/extensions$/.exec(path) ?? [];
    if (id !== undefined) return this.extend(id);
    if (path === '/orders') return { status: 201, body: `{"id":${++this.orders}}` };
    return { status: 201, body: '{}' };
  }

  private extend(id: string): { status: number; body: string } {
    const isFirst = !this.extended.has(id);
    this.extended.add(id);
    return isFirst ? { status: 201, body: `{"orderId":${id}}` } : { status: 409, body: '{"code":"extension.open"}' };
  }
}
