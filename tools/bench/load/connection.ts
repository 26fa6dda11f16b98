import net from 'node:net';

/** The result of a request; `status` 0 means no answer. */
export type Done = (status: number, body: string) => void;

const TIMEOUT_MS = 30_000;

/**
 * One kept-alive HTTP/1.1 connection with one request at a time, on a plain socket. Load and services share the
 * machine, so the CPU time of the client reduces that of the system under test.
 */
export class Connection {
  readonly url: URL;
  private readonly host: string;
  private socket: net.Socket | undefined;
  private done: Done | undefined;
  private text = '';

  constructor(base: string) {
    this.url = new URL(base);
    this.host = this.url.host;
  }

  get busy(): boolean {
    return this.done !== undefined;
  }

  get(path: string, done: Done): void {
    this.send(`GET ${path} HTTP/1.1\r\nhost: ${this.host}\r\naccept: application/json\r\n\r\n`, done);
  }

  /** @param body ASCII JSON */
  post(path: string, body: string, done: Done, method = 'POST'): void {
    const head = `${method} ${path} HTTP/1.1\r\nhost: ${this.host}\r\ncontent-type: application/json\r\n`;
    this.send(`${head}content-length: ${body.length}\r\n\r\n${body}`, done);
  }

  close(): void {
    this.socket?.destroy();
    this.socket = undefined;
  }

  private send(request: string, done: Done): void {
    this.done = done;
    this.text = '';
    (this.socket ?? this.connect()).write(request, 'latin1');
  }

  private connect(): net.Socket {
    const socket = net.connect({ host: this.url.hostname, port: Number(this.url.port), noDelay: true });
    socket.setEncoding('latin1');
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.on('data', (chunk: string) => this.read(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.socket === socket) this.socket = undefined;
      if (this.socket === undefined) this.finish(0, '');
    });
    this.socket = socket;
    return socket;
  }

  private read(chunk: string): void {
    this.text += chunk;
    const head = this.text.indexOf('\r\n\r\n');
    if (head < 0) return;
    const headers = this.text.slice(0, head).toLowerCase();
    const length = /\r\ncontent-length: *(\d+)/.exec(headers);
    const body = this.text.slice(head + 4);
    if (length ? body.length < Number(length[1]) : !body.endsWith('0\r\n\r\n')) return;
    if (headers.includes('\r\nconnection: close')) this.close();
    this.finish(Number(this.text.slice(9, 12)), body);
  }

  private finish(status: number, body: string): void {
    const done = this.done;
    this.done = undefined;
    done?.(status, body);
  }
}
