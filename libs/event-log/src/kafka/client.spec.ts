import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { kafkaClient } from './client.js';

/** Accepts connections and never answers, as a frozen broker does. */
class SilentBroker {
  isConnected = false;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => {
    this.isConnected = true;
    this.sockets.add(socket);
    this.heard();
  });
  private heard: () => void = () => undefined;
  /** Resolves with the first connection. */
  readonly connected = new Promise<void>((resolve) => (this.heard = resolve));

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }
}

describe('The clients of a cluster', () => {
  const brokers = [new SilentBroker(), new SilentBroker(), new SilentBroker()];
  beforeEach(() => Promise.all(brokers.map((broker) => broker.listen())));
  afterEach(() => brokers.forEach((broker) => broker.close()));

  it('begin at one broker after the other, so that a frozen one stops none but the first', async () => {
    const kafka = kafkaClient({
      brokers: brokers.map(({ address }) => address),
      clientId: 'test',
      log: () => undefined,
    });
    for (const broker of brokers) {
      const admin = kafka.admin();
      admin.connect().catch(() => undefined);
      await broker.connected;
      await admin.disconnect();
    }
    expect(brokers.map(({ isConnected }) => isConnected)).toEqual([true, true, true]);
  });
});
