import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that the service under test made. */
export interface Call {
  method: string;
  path: string;
  key: string | undefined;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/**
 * The reaction of the counterpart: a status with a body, no answer, or a connection that breaks after the request
 * arrived.
 */
export type Reply =
  { status: number; body?: object | string; headers?: Record<string, string>; afterMs?: number } | 'silence' | 'break';

/** Stands for another service over real HTTP; the test decides its answers. */
export class Counterpart {
  readonly calls: Call[] = [];
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private port = 0;

  private constructor(private answer: (call: Call) => Reply) {}

  static async start(answer: (call: Call) => Reply): Promise<Counterpart> {
    const counterpart = new Counterpart(answer);
    await counterpart.listen(0);
    return counterpart;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Sets the reaction to all following requests, and forgets the requests so far. */
  become(answer: (call: Call) => Reply): void {
    this.answer = answer;
    this.calls.length = 0;
  }

  /** The requests with a method and path. */
  asked(method: string, path: string): Call[] {
    return this.calls.filter((call) => call.method === method && call.path.startsWith(path));
  }

  /** Closes the port: connections are refused. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Opens the port again at the same address. */
  restart(): Promise<void> {
    return this.listen(this.port);
  }

  private listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', () => {
        this.port = (this.server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const call: Call = {
      method: request.method ?? '',
      path: request.url ?? '',
      key: request.headers['idempotency-key'] as string | undefined,
      authorization: request.headers.authorization,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    this.calls.push(call);
    const reply = this.answer(call);
    if (reply === 'silence') return;
    if (reply === 'break') return void request.socket.destroy();
    const { status, body = {}, headers = {}, afterMs = 0 } = reply;
    setTimeout(() => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    }, afterMs);
  }
}
