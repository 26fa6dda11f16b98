import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  encodeEvent,
  InvalidEvent,
  Paid,
  type PaymentFields,
  type RecordBytes,
  type WireMessage,
} from '@carshare/events';
import { Principal } from '@carshare/service-kit';
import { Inbox, type EventHandler, type Relay } from '@carshare/messaging';
import { toMessage } from '@carshare/event-log';
import { Operations } from '../src/index.js';
import { ENGINES } from './engines.js';
import { openStore, type Store } from './store.js';

const ANN = new Principal('ann', new Set(['operator']));
const BYTES = Buffer.from([0, 255, 254, 0x80, 0x0a, 0x5c, 0x78, 0, 0xed, 0xa0, 0x80]);
const utf8 = (text: string): Buffer => Buffer.from(text);

const record = (part: Partial<RecordBytes>): RecordBytes => ({
  key: utf8('7'),
  value: utf8('{'),
  headers: [],
  ...part,
});

const RECORDS: Readonly<Record<string, RecordBytes>> = {
  'a value of 65,536 bytes': record({ value: Buffer.alloc(65_536, 'x') }),
  'a value of 1 MiB': record({ value: Buffer.alloc(1_048_576, BYTES) }),
  'a raw zero byte in the value': record({ value: utf8('{"a":"b\0c"}') }),
  'an empty value': record({ value: Buffer.alloc(0) }),
  'no value': record({ value: null }),
  'no key': record({ key: null }),
  'an empty key': record({ key: Buffer.alloc(0) }),
  'a key that is no UTF-8': record({ key: BYTES }),
  'a key of 70,000 characters': record({ key: Buffer.alloc(70_000, 'k') }),
  'a zero byte in the key': record({ key: utf8('7\0') }),
  'a value that is no UTF-8': record({ value: Buffer.concat([utf8('{"eventType":"Paid","x":"'), BYTES, utf8('"}')]) }),
  'a header of 1 MiB': record({ headers: [['trace', Buffer.alloc(1_048_576, 'h')]] }),
  'a header that is no UTF-8': record({ headers: [['trace', BYTES]] }),
  'a header without a value': record({ headers: [['trace', null]] }),
  'a repeated header': record({ headers: ['1', '2'].map((value) => ['twice', utf8(value)] as const) }),
  '20,000 headers': record({ headers: Array.from({ length: 20_000 }, (_, n) => [`h${n}`, utf8(`${n}`)] as const) }),
  'headers called as members of every object': record({
    headers: ['constructor', '__proto__', 'toString', ''].map((name) => [name, utf8(name)] as const),
  }),
  'a type with zero bytes': record({
    headers: [
      ['ce_type', utf8('Paid')],
      ['ce_id', BYTES],
      ['x', utf8('a\0b')],
    ],
  }),
};

let store: Store;
let inbox: Inbox;
let operations: Operations;
let failing: string | undefined;

/** The id of the only stuck row. */
async function stuckId(): Promise<string> {
  const { stuck } = await operations.list();
  expect(stuck).toHaveLength(1);
  return stuck[0]?.id ?? '';
}

const rows = (table: string): Promise<object[]> => store.reader.query(`SELECT 1 AS n FROM ${table}`);

/** A Paid event whose identity is in these headers. */
function paid(orderId: number, more: Record<string, string> = {}): WireMessage {
  const data = { id: orderId, orderId, productId: '1001', qty: 1, status: 'OrderApproved' };
  const message = encodeEvent(Paid, data, { id: 'event', source: 'payment', time: new Date(0) });
  return { ...message, headers: { ...message.headers, ...more } };
}

for (const engine of ENGINES) {
  describe(`On ${engine.name}`, () => {
    let url: string | undefined;
    beforeAll(async () => {
      url = await engine.create();
      store = await openStore(url);
      await store.unitOfWork.transaction((tx) => tx.execute('CREATE TABLE effects (order_id INTEGER)'));
      const handler: EventHandler = async (event, tx) => {
        const { orderId } = event.data as PaymentFields;
        await tx.execute('INSERT INTO effects (order_id) VALUES (?)', [orderId]);
        if (failing !== undefined) throw new Error(failing);
      };
      inbox = new Inbox(store.unitOfWork, (type) => (type === 'Paid' ? handler : undefined));
      operations = new Operations('test', store.reader, store.unitOfWork, inbox, undefined as unknown as Relay);
    });
    beforeEach(async () => {
      failing = undefined;
      await store.unitOfWork.transaction(async (tx) => {
        for (const table of ['effects', 'inbox', 'stuck_events']) await tx.execute(`DELETE FROM ${table}`);
      });
    });
    afterAll(async () => {
      await store.close();
      await engine.drop(url);
    });

    it.each(Object.entries(RECORDS))(
      'a record with %s is a dead letter, and given back as it was',
      async (_, bytes) => {
        await inbox.apply([toMessage(bytes), paid(1)]);
        await inbox.apply([toMessage(bytes)]);
        const id = await stuckId();
        expect(await operations.list()).toMatchObject({ stuck: [{ kind: 'dead' }] });
        expect(await rows('effects')).toHaveLength(1);

        const { record: shown } = await operations.show(id);
        const base64 = (part: Buffer | null): string | null => part && part.toString('base64');
        expect(shown.key).toBe(base64(bytes.key));
        expect(shown.value).toBe(base64(bytes.value));
        const headers = bytes.headers.map(([name, value]) => ({ name, value: base64(value) }));
        expect(JSON.stringify(shown.headers)).toBe(JSON.stringify(headers));

        await expect(operations.retry(id, ANN)).rejects.toMatchObject({
          code: 'stuck.retry_failed',
          details: { formerCode: 'stuck.failed_again' },
        });
        expect(await operations.discard(id, 'not ours', ANN)).toBe('discarded');
        expect(await operations.list()).toEqual({ stuck: [], next: null });
      },
    );

    it('stores a dead letter whatever text the reason contains', async () => {
      const reason = `\0${'🚗'.repeat(40_000)}\ud800`;
      await inbox.deadLetter(paid(1), reason);
      await inbox.park(paid(2), reason);
      expect((await operations.list()).stuck.map(({ reason: [first] }) => first)).toEqual(['\u2400', '\u2400']);
    });

    it.each(['x'.repeat(100), 'é\0\u200b', ' 7 ', '\ud83d', 'sha256:'.padEnd(71, '0')])(
      'an event called %j is handled once, and discarded where it is blocked',
      async (id) => {
        await inbox.apply([paid(1, { ce_id: id })]);
        await inbox.apply([paid(1, { ce_id: id })]);
        expect(await rows('effects')).toHaveLength(1);

        const other = paid(2, { ce_id: `${id}-2`, ce_type: 'Paid' });
        await inbox.park(other, 'keeps failing');
        failing = `\0 ${'still '.repeat(20_000)}`;
        const row = await stuckId();
        await expect(operations.retry(row, ANN)).rejects.toMatchObject({
          code: 'stuck.retry_failed',
          details: { formerCode: 'stuck.failed_again' },
        });
        expect(await operations.discard(row, '\0\0\0', ANN)).toBe('discarded');
        failing = undefined;
        await inbox.apply([other]);
        expect(await rows('effects')).toHaveLength(1);
      },
    );

    it('a blocked event of 1 MiB is handled by a retry, with those behind it', async () => {
      const large = { ...paid(3, { ce_id: 'large' }), key: 'another publisher’s' };
      large.value = large.value.replace('{', `{"note":"${'ü'.repeat(500_000)}",`);
      await inbox.park(large, 'keeps failing');
      const id = await stuckId();
      await inbox.apply([paid(3, { ce_id: 'next' }), paid(4, { ce_id: 'other' })]);
      expect(await rows('effects')).toHaveLength(1);
      expect(await operations.retry(id, ANN)).toBe('2 handled');
      expect([await rows('effects'), await rows('stuck_events')].map(({ length }) => length)).toEqual([3, 0]);
    });

    it('events are one when source and id are, to the byte', async () => {
      const ids = ['77', '77 ', ' 77', '７７', 'a', 'A', 'é', 'e\u0301', 'a\u200b', 'a\u200d', '', 'ß', 'ss'];
      const named = ids.flatMap((id, n) =>
        ['/a', '/b', '/A', '/a '].map((source, m) => paid(10 * n + m + 1, { ce_id: id, ce_source: source })),
      );
      const broken = [[0xff], [0xfe]].map((id, n) =>
        toMessage({
          key: utf8('1'),
          value: utf8(paid(500 + n).value),
          headers: [
            ['ce_id', Buffer.from(id)],
            ['ce_source', utf8('/a')],
          ],
        }),
      );
      const all = [...named, ...broken];
      for (const message of all) await inbox.apply([message]);
      await inbox.apply(all);
      for (const message of all) await inbox.apply([message]);
      expect(await rows('effects')).toHaveLength(all.length);
    });

    it('an event that a handler refuses is a dead letter, which a retry handles when it can', async () => {
      const strange = paid(5, { ce_id: 'refused' });
      await inbox.deadLetter(strange, new InvalidEvent('the amount contradicts the order').message);
      expect(await operations.retry(await stuckId(), ANN)).toBe('1 handled');
      expect(await rows('effects')).toHaveLength(1);
    });

    it('stuck work is listed in parts', async () => {
      for (let n = 0; n < 250; n += 50) {
        await inbox.apply(Array.from({ length: 50 }, (_, m) => toMessage(record({ value: utf8(`{ ${n + m}`) }))));
      }
      const first = await operations.list();
      expect([first.stuck.length, first.next]).toEqual([200, first.stuck.at(-1)?.id]);
      const second = await operations.list(Number(first.next));
      expect([second.stuck.length, second.next]).toEqual([50, null]);
    });
  });
}
