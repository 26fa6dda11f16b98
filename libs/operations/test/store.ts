import { messagingSchema } from '@carshare/messaging';
import * as messaging from '@carshare/messaging/test/store';
import { operationsSchema } from '../src/index.js';

export type { Store } from '@carshare/messaging/test/store';

/** A database with the tables of messaging and operations. @param server as in messaging's own */
export const openStore = (server?: string): Promise<messaging.Store> =>
  messaging.openStore(server, {
    entities: [...messagingSchema.entities, ...operationsSchema.entities],
    migrations: [...messagingSchema.migrations, ...operationsSchema.migrations],
  });
