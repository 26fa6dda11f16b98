import type { Admin, Kafka } from 'kafkajs';
import { connected } from './client.js';
import { within } from '../shared/within.js';

/** Limit of one use, including the connect, in milliseconds. Only this limit detects a frozen broker. */
const USE_LIMIT_MS = 12_000;

/**
 * A connection for questions about topics and groups, opened on first use and kept. After a failure it is replaced: when a broker freezes
 * before it has answered the ApiVersions request, kafkajs keeps the socket and fails every further request with `Broker not connected`.
 */
export class KafkaAdmin {
  readonly #kafka: Pick<Kafka, 'admin'>;
  #admin: Promise<Admin> | undefined;
  #isClosed = false;

  constructor(kafka: Pick<Kafka, 'admin'>) {
    this.#kafka = kafka;
  }

  /** @throws the error of the connect or of `work`; the next use opens a new connection */
  async use<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error('the event log is closed');
    const connecting = (this.#admin ??= connected(this.#kafka.admin()));
    try {
      return await within(USE_LIMIT_MS, 'Kafka', async () => work(await connecting));
    } catch (error) {
      this.#discard(connecting);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const admin = await this.#admin?.catch(() => undefined);
    await admin?.disconnect();
  }

  #discard(failed: Promise<Admin>): void {
    if (this.#admin !== failed) return;
    this.#admin = undefined;
    failed.then((admin) => admin.disconnect()).catch(() => undefined);
  }
}
