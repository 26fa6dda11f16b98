import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  dataSourceOptions,
  migrate,
  openMigrated,
  openUnitOfWork,
  Reader,
  type Schema,
  type UnitOfWork,
} from '@carshare/persistence';
import { ServiceConfig } from '@carshare/service-kit';
import type { WireMessage } from '@carshare/events';
import { DataSource } from 'typeorm';
import type { EventLog, Subscription } from '@carshare/event-log';
import { Relay } from '../src/outbox/relay.js';
import { ShardLeases } from '../src/outbox/shard-leases.js';
import { messagingSchema } from '../src/schema.js';

class Config extends ServiceConfig {
  readonly service = 'messaging-test';
}

/** An empty database with messaging's tables. */
export interface Store {
  reader: Reader;
  unitOfWork: UnitOfWork;
  close(): Promise<void>;
}

/**
 * @param server whether and where a server holds the database; else it is an SQLite file
 * @param schema messaging's own, or one that adds entities to it
 */
export async function openStore(server?: string, schema: Schema = messagingSchema): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), 'messaging-'));
  const config = new Config();
  config.DATABASE_URL = server ?? `sqlite:${join(folder, 'store.sqlite')}`;
  if (server !== undefined) await migrate(config, schema);
  const writer = await openMigrated(config, schema);
  const options = dataSourceOptions(config.databaseUrl, { ...schema, migrations: [] }, 'read');
  const readable = await new DataSource(options).initialize();
  const unitOfWork = openUnitOfWork(writer, config.databaseUrl);
  return {
    reader: new Reader(readable, config.databaseUrl),
    unitOfWork,
    close: async () => {
      await unitOfWork.close();
      await readable.destroy();
      await writer.destroy();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A log whose acknowledgement a test holds back or refuses. */
export class HeldLog implements EventLog {
  /** How often publishing was tried. */
  attempts = 0;
  /** Runs before a publication is taken; a rejection refuses it. */
  before: () => Promise<void> = async () => undefined;

  /** @param published what was published; several logs of one topic share it */
  constructor(readonly published: WireMessage[] = []) {}

  async publish(messages: readonly WireMessage[]): Promise<void> {
    this.attempts += 1;
    await this.before();
    this.published.push(...messages);
  }

  subscribe(): Promise<Subscription> {
    throw new Error('nobody consumes here');
  }

  async *read(): AsyncGenerator<never> {
    // What was published is read from `published`.
  }

  async offsets(): Promise<never[]> {
    return [];
  }

  async lag(): Promise<number> {
    return 0;
  }

  async check(): Promise<void> {
    return undefined;
  }

  async close(): Promise<void> {
    return undefined;
  }
}

export function relayOf(store: Store, log: EventLog): Relay {
  return new Relay(store.reader, store.unitOfWork, log, new ShardLeases(store.reader, store.unitOfWork));
}
