import type { Schema } from '@carshare/persistence';
import { InboxEntry } from './inbox/inbox-entry.entity.js';
import { StuckEvent } from './inbox/stuck-event.entity.js';
import {
  AddShardLeases1764000000040,
  CreateMessaging1764000000000,
  StoreAnyRecord1764000000020,
} from './migrations/index.js';
import { OutboxMessage } from './outbox/outbox-message.entity.js';
import { CreateSkippedBatches1764000000030 } from './skipped-batches.migration.js';

/** What messaging keeps in every service's own database; spread into the service's schema. */
export const messagingSchema: Schema = {
  entities: [OutboxMessage, InboxEntry, StuckEvent],
  migrations: [
    CreateMessaging1764000000000,
    StoreAnyRecord1764000000020,
    CreateSkippedBatches1764000000030,
    AddShardLeases1764000000040,
  ],
};
