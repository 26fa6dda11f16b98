import { connect, Socket } from 'node:net';

/** No byte has moved on a connection for longer than a statement may take: its server, or the way there, is gone. */
export class SilentServer extends Error {
  override readonly name = 'SilentServer';
  readonly code = 'ETIMEDOUT';

  constructor(silenceMs: number) {
    super(`the database server has been silent for ${silenceMs} ms; the connection is closed`);
  }
}

/**
 * Closes the connection once no byte was sent or received for that long. TCP alone waits about 15 minutes for the answer of a
 * server whose packets are lost. Bytes count beneath TLS too, so this bounds every statement of both drivers on both pools;
 * the pools close idle connections earlier.
 * @param timeoutMs 0: never
 */
export function closeWhenSilent(socket: Socket, timeoutMs: number): Socket {
  if (timeoutMs === 0) return socket;
  return socket.setTimeout(timeoutMs, () => {
    const { bytesRead } = socket;
    // After a stall of this process the answer may be waiting to be read: timers come before input.
    setImmediate(() => {
      if (socket.bytesRead === bytesRead) socket.destroy(new SilentServer(timeoutMs));
    });
  });
}

/** The part of mysql2's settings that names the server. */
interface MysqlAddress {
  config: { host?: string; port?: number; socketPath?: string };
}

/** Makes mysql2's sockets as mysql2 does, and closes them when they are silent. */
export function mysqlSocket(timeoutMs: number): (address: MysqlAddress) => Socket {
  return ({ config: { host = 'localhost', port = 3306, socketPath } }) => {
    const socket = socketPath === undefined ? connect(port, host) : connect(socketPath);
    socket.setNoDelay(true);
    socket.setKeepAlive(true);
    return closeWhenSilent(socket, timeoutMs);
  };
}

/** Makes pg's sockets, which pg connects, and closes them when they are silent. */
export function postgresSocket(timeoutMs: number): () => Socket {
  return () => closeWhenSilent(new Socket(), timeoutMs);
}
