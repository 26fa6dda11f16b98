import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a service made of its counterpart. */
export interface Call {
  method: string;
  path: string;
  key: string | undefined;
  authorization: string | undefined;
  body: Record<string, unknown>;
}

/** What the counterpart does: a status with a body, no answer at all, or a connection that breaks after the request came through. */
export type Reply =
  { status: number; body?: object | string; headers?: Record<string, string>; afterMs?: number } | 'silence' | 'break';

/** Another service of the shop over real HTTP, whose answers the test decides. */
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

  /** From now on it answers so, and has been asked nothing. */
  become(answer: (call: Call) => Reply): void {
    this.answer = answer;
    this.calls.length = 0;
  }

  /** The calls of a method and path. */
  asked(method: string, path: string): Call[] {
    return this.calls.filter((call) => call.method === method && call.path.startsWith(path));
  }

  /** Nobody listens at its address any more. */
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** It listens at its address again. */
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
