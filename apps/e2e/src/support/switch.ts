import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A proxy that forwards new connections to one of several servers, as a database's address does before and after a
 * failover.
 */
export class Switch {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((socket) => this.forward(socket));

  private constructor(private port: number) {}

  /** @param port of the first server */
  static async to(port: number): Promise<Switch> {
    const made = new Switch(port);
    await new Promise<void>((resolve) => made.server.listen(0, '127.0.0.1', resolve));
    return made;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Forwards new connections to another server; existing ones stay. */
  turnTo(port: number): void {
    this.port = port;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private forward(client: Socket): void {
    const server = connect(this.port, '127.0.0.1');
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => from.destroy());
      from.once('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
