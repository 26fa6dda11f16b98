import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { WireMessage } from '@carshare/events';
import { EmbeddedStore, type Durability } from './store.js';
import { EmbeddedSubscription } from './subscription.js';
import type {
  EventLog,
  LogRecord,
  PartitionOffsets,
  RecordHandler,
  SubscribeOptions,
  Subscription,
} from '../shared/event-log.js';
import type { LogLine } from '../shared/log-line.js';
import { PublishQueue } from '../shared/publish-queue.js';
import { whenFree } from './sqlite-busy.js';
import { WalWatcher } from './wal-watcher.js';

const READ_PAGE = 1_000;

/** Settings of an {@link EmbeddedLog}. */
export interface EmbeddedLogOptions {
  /** The SQLite file; it and its folder are created when absent. Must be on a local disk: SQLite's WAL does not work over a network. */
  path: string;
  durability?: Durability;
  /** Duration of a group's lease, in milliseconds; default 2000. A member that died loses the group after it. */
  lease?: number;
  log: LogLine;
}

/**
 * The event log of one machine: a SQLite file that several processes share. It has one partition and one active member per group;
 * further members stand by. Records are never deleted.
 */
export class EmbeddedLog implements EventLog {
  readonly #store: EmbeddedStore;
  readonly #queue: PublishQueue;
  readonly #subscriptions = new Set<EmbeddedSubscription>();
  readonly #options: EmbeddedLogOptions;
  /** A log without subscriptions has nothing to wake up. */
  #watcher: WalWatcher | undefined;
  #closed: Promise<void> | undefined;

  constructor(options: EmbeddedLogOptions) {
    this.#options = options;
    mkdirSync(dirname(options.path), { recursive: true });
    const store = (this.#store = openStore(options));
    this.#queue = new PublishQueue(async (messages) => {
      await whenFree(() => store.append(messages));
      this.#wakeAll();
    });
  }

  publish(messages: readonly WireMessage[]): Promise<void> {
    return this.#queue.publish(messages);
  }

  async subscribe(group: string, handler: RecordHandler, options: SubscribeOptions = {}): Promise<Subscription> {
    if (this.#closed) throw new Error('the event log is closed');
    const watcher = (this.#watcher ??= new WalWatcher(this.#options.path, () => this.#wakeAll()));
    const subscription = new EmbeddedSubscription({
      store: this.#store,
      group,
      handler,
      maxBatch: options.maxBatch ?? 100,
      lease: this.#options.lease ?? 2_000,
      log: this.#options.log,
      missed: () => watcher.rearm(),
    });
    this.#subscriptions.add(subscription);
    return {
      progress: () => subscription.progress(),
      close: async () => {
        await subscription.close();
        this.#subscriptions.delete(subscription);
      },
    };
  }

  async *read(): AsyncGenerator<LogRecord> {
    const end = await whenFree(() => this.#store.end());
    for (let position = 0; position < end;) {
      const from = position;
      const page = await whenFree(() => this.#store.read(from, READ_PAGE, end));
      if (page.length === 0) return;
      yield* page;
      position = Number(page.at(-1)?.offset);
    }
  }

  offsets(group: string): Promise<PartitionOffsets[]> {
    return whenFree(() => [
      { partition: 0, committed: BigInt(this.#store.committed(group)), end: BigInt(this.#store.end()) },
    ]);
  }

  lag(group: string): Promise<number> {
    return whenFree(() => this.#store.end() - this.#store.committed(group));
  }

  async check(): Promise<void> {
    await whenFree(() => this.#store.end());
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await Promise.all([this.#queue.close(), ...[...this.#subscriptions].map((subscription) => subscription.close())]);
      this.#watcher?.close();
      this.#store.close();
    })();
    return this.#closed;
  }

  #wakeAll(): void {
    for (const subscription of this.#subscriptions) subscription.wake();
  }
}

/** Opens the file; adds its path to the error, which SQLite's message lacks. */
function openStore({ path, durability }: EmbeddedLogOptions): EmbeddedStore {
  try {
    return new EmbeddedStore(path, durability);
  } catch (error) {
    throw new Error(`the event log ${path}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}
