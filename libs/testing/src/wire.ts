import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy to a server. It can be cut and reconnected, which simulates an outage of the server. */
export class Wire {
  private readonly sockets = new Set<Socket>();
  private readonly swallowed = new WeakSet<Socket>();
  private isCut = false;
  private readonly server = createServer((socket) => this.forward(socket));

  private constructor(
    private target: URL,
    private port: number,
  ) {}

  /** @param url the server's address, such as `mysql://user:password@host:port/database` */
  static async to(url: string): Promise<Wire> {
    const wire = new Wire(new URL(url), 0);
    await new Promise<void>((resolve) => wire.server.listen(0, '127.0.0.1', resolve));
    wire.port = (wire.server.address() as AddressInfo).port;
    return wire;
  }

  /** The server's URL with the proxy's address. */
  get url(): string {
    const url = new URL(this.target);
    url.host = `127.0.0.1:${this.port}`;
    return url.href;
  }

  cut(): void {
    this.isCut = true;
    for (const socket of this.sockets) socket.destroy();
  }

  /** Drops the packets of all open connections silently, as a failed router does. New connections work. */
  swallow(): void {
    for (const socket of this.sockets) {
      this.swallowed.add(socket);
      socket.unpipe().resume();
    }
  }

  /** Forwards new connections to another server. */
  leadTo(url: string): void {
    this.target = new URL(url);
  }

  mend(): void {
    this.isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(socket: Socket): void {
    if (this.isCut) {
      socket.destroy();
      return;
    }
    const there = connect(Number(this.target.port), this.target.hostname);
    for (const [from, to] of [
      [socket, there],
      [there, socket],
    ] as const) {
      this.sockets.add(from);
      from.once('close', () => {
        this.sockets.delete(from);
        // The other side gets no packets either.
        if (!this.swallowed.has(from)) to.destroy();
      });
      from.on('error', () => from.destroy());
      from.pipe(to);
    }
  }
}
