// Loaded into a service with `--import`. Counts what the process sends to its database, to Kafka and to other services, by reading
// the protocol of each written packet, and writes the counts to SCALE_COUNTERS every 200 ms. The product's code is not changed.
import { renameSync, writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { isCommit, kafkaApi, mysqlCommand, postgresCommands } from './protocols.ts';

const INTERVAL_MS = 200;

const file = process.env['SCALE_COUNTERS'];
const databaseUrl = new URL(process.env['DATABASE_URL'] ?? 'sqlite:none');
const kafkaPorts = new Set((process.env['KAFKA_BROKERS'] ?? '').split(',').map((broker) => broker.split(':')[1]));

const counts: Record<string, number> = {};
const sockets = new Map<Socket, { peer: string; read: number; written: number }>();

function add(name: string, value = 1): void {
  counts[name] = (counts[name] ?? 0) + value;
}

function peerOf(socket: Socket): string {
  const port = String(socket.remotePort);
  if (port === databaseUrl.port) return 'database';
  return kafkaPorts.has(port) ? 'kafka' : 'http';
}

/** Adds what a socket has read and written since the last time. */
function addBytes(socket: Socket): void {
  const seen = sockets.get(socket);
  if (!seen) return;
  add(`${seen.peer}.in`, socket.bytesRead - seen.read);
  add(`${seen.peer}.out`, socket.bytesWritten - seen.written);
  seen.read = socket.bytesRead;
  seen.written = socket.bytesWritten;
}

function count(socket: Socket, packet: Buffer): void {
  const { peer } = sockets.get(socket) ?? { peer: peerOf(socket) };
  if (peer === 'kafka') return add(`kafka.${kafkaApi(packet)}`);
  if (peer !== 'database') return;
  const statements = databaseUrl.protocol === 'mysql:' ? [mysqlCommand(packet)] : postgresCommands(packet);
  for (const statement of statements) {
    if (statement === undefined) continue;
    add(isCommit(statement) ? 'database.commits' : 'database.statements');
  }
}

if (file !== undefined) {
  const write = Socket.prototype.write;
  Socket.prototype.write = function (this: Socket, ...args: Parameters<typeof write>): boolean {
    if (this.remotePort !== undefined && !sockets.has(this)) {
      sockets.set(this, { peer: peerOf(this), read: 0, written: 0 });
      this.once('close', () => {
        addBytes(this);
        sockets.delete(this);
      });
    }
    const [chunk] = args as [unknown];
    if (Buffer.isBuffer(chunk)) count(this, chunk);
    return write.apply(this, args);
  } as typeof write;
  setInterval(() => {
    for (const socket of sockets.keys()) addBytes(socket);
    // Renamed, so that no reader finds half a file.
    writeFileSync(`${file}.new`, JSON.stringify(counts));
    renameSync(`${file}.new`, file);
  }, INTERVAL_MS).unref();
}
