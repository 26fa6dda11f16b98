import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openStore, type Store } from '../test/store.js';
import { MessagingConfig } from './messaging.config.js';
import { Retention } from './retention.js';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

class Config extends MessagingConfig {
  readonly service = 'test';
}

describe(Retention.name, () => {
  let store: Store;
  let retention: Retention;
  beforeEach(async () => {
    store = await openStore();
    retention = new Retention(new Config(), store.reader, store.unitOfWork);
  });
  afterEach(() => store.close());

  const outbox = (eventId: string, createdAt: number, sentAt: number | null): Promise<unknown> =>
    store.unitOfWork.transaction((tx) =>
      tx.execute(
        "INSERT INTO outbox (event_id, type, message_key, value, headers, created_at, sent_at) VALUES (?, 'Paid', 1, '{}', '{}', ?, ?)",
        [eventId, createdAt, sentAt],
      ),
    );
  const eventsIn = async (table: string): Promise<string[]> =>
    (await store.reader.query<{ event_id: string }>(`SELECT event_id FROM ${table} ORDER BY event_id`)).map(
      (row) => row.event_id,
    );

  it('prunes sent rows older than a week, and never one that still waits', async () => {
    await outbox('a-waits', NOW - 30 * DAY, null);
    for (let count = 0; count < 700; count += 1) await outbox(`b-old-${count}`, NOW - 9 * DAY, NOW - 8 * DAY);
    await outbox('c-young', NOW - 6 * DAY, NOW - 6 * DAY);
    expect(await retention.prune(NOW)).toEqual({ outbox: 700, inbox: 0 });
    expect(await eventsIn('outbox')).toEqual(['a-waits', 'c-young']);
  });

  it('prunes inbox rows older than two weeks', async () => {
    for (const [id, age] of [
      ['old', 15],
      ['young', 13],
    ] as const) {
      await store.unitOfWork.transaction((tx) =>
        tx.execute('INSERT INTO inbox (event_id, received_at) VALUES (?, ?)', [id, NOW - age * DAY]),
      );
    }
    expect(await retention.prune(NOW)).toEqual({ outbox: 0, inbox: 1 });
    expect(await eventsIn('inbox')).toEqual(['young']);
  });

  it('prunes the tables of a service as it prunes the inbox', async () => {
    await store.unitOfWork.transaction(async (tx) => {
      await tx.execute('CREATE TABLE webhooks (id varchar(50) PRIMARY KEY, came_at bigint)');
      for (const [id, age] of [
        ['old', 15],
        ['young', 13],
      ] as const) {
        await tx.execute('INSERT INTO webhooks (id, came_at) VALUES (?, ?)', [id, NOW - age * DAY]);
      }
    });
    const webhooks = { name: 'webhooks', key: 'id', at: 'came_at' };
    retention = new Retention(new Config(), store.reader, store.unitOfWork, [webhooks]);
    expect(await retention.prune(NOW)).toEqual({ outbox: 0, inbox: 0, webhooks: 1 });
    expect(await store.reader.query('SELECT id FROM webhooks')).toEqual([{ id: 'young' }]);
  });
});
