import type { Admin, Kafka } from 'kafkajs';
import { connected } from './client.js';
import { within } from '../shared/within.js';

/** How long one use may take, connecting included, in milliseconds. A frozen broker is noticed by nothing else. */
const USE_LIMIT = 12_000;

/**
 * A connection that asks the cluster about its topics and groups, opened when it is needed and kept. After a failure it is given up:
 * kafkajs takes a socket for a connection even when the broker froze before it said which requests it knows, and answers
 * `Broker not connected` on it ever after.
 */
export class KafkaAdmin {
  readonly #kafka: Pick<Kafka, 'admin'>;
  #admin: Promise<Admin> | undefined;
  #isClosed = false;

  constructor(kafka: Pick<Kafka, 'admin'>) {
    this.#kafka = kafka;
  }

  /** @throws what connecting or `work` throws; the next use connects anew */
  async use<T>(work: (admin: Admin) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new Error('the event log is closed');
    const connecting = (this.#admin ??= connected(this.#kafka.admin()));
    try {
      return await within(USE_LIMIT, 'Kafka', async () => work(await connecting));
    } catch (error) {
      this.#giveUp(connecting);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const admin = await this.#admin?.catch(() => undefined);
    await admin?.disconnect();
  }

  #giveUp(failed: Promise<Admin>): void {
    if (this.#admin !== failed) return;
    this.#admin = undefined;
    failed.then((admin) => admin.disconnect()).catch(() => undefined);
  }
}
