import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const WEB = join(import.meta.dirname, '../../../customerpage/web');
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const QUOTE = { lines: [{ unit: 'day', quantity: 1, unitPrice: 49, amount: 49 }], amount: 49, currency: 'EUR' };
const CAR = { productId: '1001', model: 'City Electric', pricePerUnit: 49, currency: 'EUR', stock: 8, version: '1' };

/** A request that the page sent. */
export interface Sent {
  method: string;
  path: string;
  query: URLSearchParams;
  key: string | undefined;
  body: Record<string, unknown>;
}

export interface Answer {
  status?: number;
  body?: object;
  headers?: Record<string, string>;
}

/** The customer's page with answers that the test gives, for states that a shop reaches only after hours. */
export class FakeShop {
  readonly sent: Sent[] = [];
  private readonly answers = new Map<string, (request: Sent) => Answer>();
  private readonly streams = new Set<ServerResponse>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<FakeShop> {
    const server = createServer((request, response) => void shop.handle(request, response));
    const shop = new FakeShop(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    shop.reset();
    return shop;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Forgets what was sent, and answers again as a shop without rentals. */
  reset(): void {
    this.sent.length = 0;
    this.answers.clear();
    this.on('GET /customerpages/config', () => ({ body: { identity: false } }));
    this.on('GET /payments/provider', () => ({
      body: { name: 'simulator', testMethods: [{ value: 'pm_card_visa' }, { value: 'pm_card_chargeDeclined' }] },
    }));
    const quote = { ...QUOTE, cancellation: [{ until: null, fee: 24.5 }], available: 3 };
    this.on('GET /cars', ({ query }) => ({
      body: { _embedded: { cars: [query.has('from') ? { ...CAR, available: 3, quote } : CAR] } },
    }));
    this.on('GET /cars/1001/quote', () => ({ body: quote }));
    this.has([]);
  }

  /** @param route method and path, for example `GET /orders/1` */
  on(route: string, answer: (request: Sent) => Answer): void {
    this.answers.set(route, answer);
  }

  /** A problem document as the services answer. */
  refuses(route: string, status: number, code: string, members: object = {}, headers = {}): void {
    this.on(route, () => ({ status, headers, body: { status, code, ...members } }));
  }

  /** The rentals of the customer. */
  has(customerpages: object[]): void {
    this.on('GET /customerpages', () => ({
      body: { _embedded: { customerpages }, page: { totalElements: customerpages.length } },
    }));
  }

  /** Sends a changed rental to the open pages. */
  publish(rental: object): void {
    for (const stream of this.streams) stream.write(`event: customerpage\nid: 1\ndata: ${JSON.stringify(rental)}\n\n`);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const { method = 'GET' } = request;
    if (pathname === '/customerpages/stream') return this.stream(response);
    const answer = this.answers.get(`${method} ${pathname}`);
    if (!answer && method === 'GET' && extname(`${pathname}index.html`) !== '') return sendFile(pathname, response);
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    const key = request.headers['idempotency-key']?.toString();
    const sent = { method, path: pathname, query: searchParams, key, body };
    this.sent.push(sent);
    const given = answer?.(sent) ?? { status: 404, body: { status: 404 } };
    const status = given.status ?? 200;
    response.writeHead(status, { 'content-type': 'application/json', ...given.headers });
    response.end(status === 204 ? undefined : JSON.stringify(given.body ?? {}));
  }

  private stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`event: ready\ndata: ${JSON.stringify({ asOf: new Date().toISOString(), behind: 0 })}\n\n`);
    this.streams.add(response);
    response.once('close', () => this.streams.delete(response));
  }
}

/** A file of the page; the path cannot leave its folder. */
async function sendFile(path: string, response: ServerResponse): Promise<void> {
  const name = normalize(path === '/' ? '/index.html' : path);
  const content = await readFile(join(WEB, name)).catch(() => undefined);
  response.writeHead(content ? 200 : 404, {
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'content-security-policy': "default-src 'self'; style-src 'self'; script-src 'self'",
  });
  response.end(content);
}
