import type { RecordBytes, WireMessage } from '@carshare/events';
import { Batcher } from './batcher.js';

/** Largest record that either adapter accepts, in bytes of key, value and headers; below a Kafka broker's default of 1 MiB. */
export const MAX_RECORD_BYTES = 1_000_000;

/** A write takes further publishes until it holds this many records. */
const JOIN_LIMIT = 1_000;

/**
 * Batches publishes, so that many small ones cost few commits: those that arrive during a write share the next write. A publish is
 * never split over two writes.
 */
export class PublishQueue {
  readonly #writes: Batcher<readonly WireMessage[]>;
  #closed = false;

  constructor(write: (messages: readonly WireMessage[]) => Promise<void>) {
    this.#writes = new Batcher(
      (publishes) => write(publishes.flat()),
      JOIN_LIMIT,
      ({ length }) => length,
    );
  }

  async publish(messages: readonly WireMessage[]): Promise<void> {
    if (this.#closed) throw new Error('the event log is closed');
    for (const message of messages) {
      const size = bytesOf(message);
      if (size > MAX_RECORD_BYTES) {
        throw new RangeError(`the record of key ${message.key} has ${size} bytes; the limit is ${MAX_RECORD_BYTES}`);
      }
    }
    if (messages.length > 0) await this.#writes.add(messages);
  }

  /** Rejects new publishes; resolves when those accepted have settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writes.idle();
  }
}

export function bytesOf(message: WireMessage): number {
  if (message.bytes) return bytesOfRecord(message.bytes);
  let size = Buffer.byteLength(message.key) + Buffer.byteLength(message.value);
  for (const [name, value] of Object.entries(message.headers)) size += name.length + Buffer.byteLength(value);
  return size;
}

function bytesOfRecord({ key, value, headers }: RecordBytes): number {
  const parts = [key, value, ...headers.flatMap(([name, header]) => [Buffer.from(name), header])];
  return parts.reduce((size, part) => size + (part?.length ?? 0), 0);
}
