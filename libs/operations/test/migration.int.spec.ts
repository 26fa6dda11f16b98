import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { encodeEvent, Paid, type WireMessage } from '@carshare/events';
import { dataSourceOptions, migrate } from '@carshare/persistence';
import { Principal, ServiceConfig } from '@carshare/service-kit';
import { DataSource } from 'typeorm';
import { CreateMessaging1764000000000, Inbox, messagingSchema, type Relay } from '@carshare/messaging';
import { Operations } from '../src/index.js';
import { ENGINES } from './engines.js';
import { openStore, type Store } from './store.js';

class Config extends ServiceConfig {
  readonly service = 'messaging-test';
}

const ANN = new Principal('ann', new Set(['operator']));
const FIRST = { entities: [], migrations: [CreateMessaging1764000000000] };
/** Rows as the version before could store them. */
const IDS = ['019ab3f2-7c10-7e4b-9d5a-3f1c2b4d5e6f', '77', 'a b', 'é', 'sha256:7'];

const paid = (orderId: number, id: string): WireMessage => {
  const data = { id: orderId, orderId, productId: '1001', qty: 1, status: 'OrderApproved' };
  return encodeEvent(Paid, data, { id, source: 'payment', time: new Date(0) });
};
const broken: WireMessage = { key: '9', value: '{"eventType":"Paid", \\x', headers: { ce_type: 'Paid', a: '"é"' } };

for (const engine of ENGINES) {
  describe(`Data of the version before, on ${engine.name}`, () => {
    let folder: string;
    let url: string;
    let server: string | undefined;
    let store: Store;
    let inbox: Inbox;
    let operations: Operations;
    let handled: number[];

    /** Writes with the columns of the version before. */
    const before = async (statements: [sql: string, values: unknown[]][]): Promise<void> => {
      const source = await new DataSource(dataSourceOptions(url, FIRST, 'write')).initialize();
      for (const [sql, values] of statements) {
        const numbered =
          engine.name === 'PostgreSQL'
            ? values.reduce<string>((text, _, n) => text.replace('?', `$${n + 1}`), sql)
            : sql;
        await source.query(numbered, values);
      }
      await source.destroy();
    };
    const applied = (id: string): [string, unknown[]] => [
      'INSERT INTO inbox (event_id, received_at) VALUES (?, 0)',
      [id],
    ];
    const stuck = (kind: string, key: string, { value, headers }: WireMessage): [string, unknown[]] => [
      'INSERT INTO stuck_events (kind, message_key, value, headers, reason, stuck_at) VALUES (?, ?, ?, ?, ?, 0)',
      [kind, key, value, JSON.stringify(headers), 'of before'],
    ];

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'migration-'));
      server = await engine.create();
      url = server ?? `sqlite:${join(folder, 'store.sqlite')}`;
      await migrate(Object.assign(new Config(), { DATABASE_URL: url }), FIRST);
      await before([...IDS.map(applied), stuck('dead', '9', broken), stuck('parked', '50', paid(50, 'waits'))]);
      await migrate(Object.assign(new Config(), { DATABASE_URL: url }), messagingSchema);
      // A replica of the version before still writes.
      await before([applied('late'), stuck('parked', '50', paid(50, 'late-waits'))]);
      store = await openStore(url);
      handled = [];
      inbox = new Inbox(store.unitOfWork, () => (event) => {
        handled.push(event.definition.key(event.data));
        return Promise.resolve();
      });
      operations = new Operations('test', store.reader, store.unitOfWork, inbox, undefined as unknown as Relay);
    });
    afterEach(async () => {
      await store.close();
      await engine.drop(server);
      rmSync(folder, { recursive: true });
    });

    it('keeps its meaning: what was applied stays applied, what is stuck is shown, retried and discarded', async () => {
      for (const [n, id] of [...IDS, 'late'].entries()) {
        const message = paid(n + 1, id);
        await inbox.apply([message, { ...message, headers: { ...message.headers, ce_source: '/elsewhere' } }]);
      }
      expect(handled).toEqual([]);
      await inbox.apply([broken, paid(50, 'waits'), paid(60, 'new')]);
      expect(handled).toEqual([60]);

      const { stuck: rows } = await operations.list();
      expect(rows.map(({ kind, key, type, reason }) => [kind, key, type, reason])).toEqual([
        ['dead', '9', 'Paid', 'of before'],
        ['parked', '50', 'Paid', 'of before'],
        ['parked', '50', null, 'of before'],
      ]);
      const shown = await operations.show(rows[0]?.id ?? '');
      expect(shown).toMatchObject({ value: broken.value, headers: broken.headers });
      expect(Buffer.from(shown.record.value ?? '', 'base64').toString()).toBe(broken.value);
      expect(await operations.retry(rows[1]?.id ?? '', ANN)).toBe('2 handled');
      expect(await operations.discard(rows[0]?.id ?? '', 'not ours', ANN)).toBe('discarded');
      expect(handled).toEqual([60, 50, 50]);
      expect((await operations.list()).stuck).toEqual([]);
    });
  });
}
