import type { WireMessage } from '@carshare/events';

/** The largest record either adapter takes, in bytes of key, value and headers; below a Kafka broker's default of 1 MiB. */
export const MAX_RECORD_BYTES = 1_000_000;

/** Further publishes join a write until it holds this many records. */
const JOIN_LIMIT = 1_000;

interface Job {
  messages: readonly WireMessage[];
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * Writes one group of publishes at a time, in the order they came; those that arrive during a write share the next one, so that
 * many small publishes cost few commits. A publish is never split over two writes.
 */
export class PublishQueue {
  readonly #write: (messages: readonly WireMessage[]) => Promise<void>;
  #jobs: Job[] = [];
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(write: (messages: readonly WireMessage[]) => Promise<void>) {
    this.#write = write;
  }

  async publish(messages: readonly WireMessage[]): Promise<void> {
    if (this.#closed) throw new Error('the event log is closed');
    for (const message of messages) {
      const size = bytesOf(message);
      if (size > MAX_RECORD_BYTES) {
        throw new RangeError(`the record of key ${message.key} has ${size} bytes; the limit is ${MAX_RECORD_BYTES}`);
      }
    }
    if (messages.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.#jobs.push({ messages, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Refuses new publishes; resolves when those accepted are settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // lets the publishes of the same turn share the first write
    while (this.#jobs.length > 0) {
      const jobs = this.#take();
      try {
        await this.#write(jobs.flatMap((job) => job.messages));
        for (const job of jobs) job.resolve();
      } catch (error) {
        for (const job of jobs) job.reject(error);
      }
    }
    this.#running = undefined;
  }

  #take(): Job[] {
    let count = 0;
    let records = 0;
    do {
      records += this.#jobs[count]?.messages.length ?? 0;
      count++;
    } while (count < this.#jobs.length && records < JOIN_LIMIT);
    return this.#jobs.splice(0, count);
  }
}

export function bytesOf(message: WireMessage): number {
  let size = Buffer.byteLength(message.key) + Buffer.byteLength(message.value);
  for (const [name, value] of Object.entries(message.headers)) size += name.length + Buffer.byteLength(value);
  return size;
}
