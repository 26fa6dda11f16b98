import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { encodeEvent, Paid, type PaymentFields, type WireMessage } from '@carshare/events';
import { openStore, type Store } from '../../test/store.js';
import { Inbox } from './inbox.js';
import type { EventHandler } from './parse-message.js';
import { StuckEvent } from './stuck-event.entity.js';

let store: Store;
let inbox: Inbox;
let failing: Set<number>;
/** What the handler takes per event, in milliseconds of the clock that a test may set. */
let takesMs: number;
let now: number;

beforeEach(async () => {
  store = await openStore();
  failing = new Set();
  takesMs = now = 0;
  await store.unitOfWork.transaction((tx) =>
    tx.execute('CREATE TABLE effects (n INTEGER PRIMARY KEY, payment INTEGER)'),
  );
  const handler: EventHandler = async (event, tx) => {
    const { id } = event.data as PaymentFields;
    now += takesMs;
    await tx.execute('INSERT INTO effects (payment) VALUES (?)', [id]);
    if (failing.has(id)) throw new Error(`payment ${id} cannot be handled`);
  };
  inbox = new Inbox(store.unitOfWork, (type) => (type === 'Paid' ? handler : undefined));
});

afterEach(() => {
  jest.restoreAllMocks();
  return store.close();
});

/** Payment `id` of order `orderId`. */
function paid(id: number, orderId: number): WireMessage {
  const data = { id, orderId, productId: '1001', qty: 1, status: 'OrderApproved' };
  return encodeEvent(Paid, data, { id: `event-${id}`, source: 'payment', time: new Date(0) });
}

async function effects(): Promise<number[]> {
  const rows = await store.reader.query<{ payment: number }>('SELECT payment FROM effects ORDER BY n');
  return rows.map((row) => row.payment);
}

async function received(): Promise<string[]> {
  const rows = await store.reader.query<{ event_id: string }>('SELECT event_id FROM inbox ORDER BY event_id');
  return rows.map((row) => row.event_id);
}

function stuck(): Promise<StuckEvent[]> {
  return store.unitOfWork.transaction(async (tx) => {
    const rows = await tx.query<{ id: number }>('SELECT id FROM stuck_events ORDER BY id');
    const found = await Promise.all(rows.map(({ id }) => tx.find(StuckEvent, { id })));
    return found.filter((event) => event !== undefined);
  });
}

describe('The inbox', () => {
  it('gives an event that comes twice in a batch one effect', async () => {
    await inbox.apply([paid(1, 1), paid(2, 1), paid(1, 1)]);
    expect(await effects()).toEqual([1, 2]);
  });

  it('gives an event that comes again in a later batch no second effect', async () => {
    await inbox.apply([paid(1, 1)]);
    await inbox.apply([paid(1, 1), paid(2, 1)]);
    expect(await effects()).toEqual([1, 2]);
    expect(await received()).toEqual(['event-1', 'event-2']);
  });

  it('sets a broken event aside with its reason and goes on with the others', async () => {
    await inbox.apply([paid(1, 1), { key: '1', value: '{"eventType":"Paid"', headers: {} }, paid(2, 1)]);
    expect(await effects()).toEqual([1, 2]);
    expect(await stuck()).toMatchObject([
      {
        kind: 'dead',
        messageKey: '1',
        message: { key: '1', value: '{"eventType":"Paid"', headers: {} },
        reason: 'the value is not JSON',
      },
    ]);
  });

  it('sets an event aside once that comes again, be it broken or of a parked key', async () => {
    const broken = { key: '1', value: '{"eventType":"Paid"', headers: { a: '1' } };
    const other = { ...broken, value: '{"eventtype":"paid"' };
    await inbox.park(paid(1, 1), 'keeps failing');
    for (let time = 0; time < 2; time += 1) {
      await inbox.apply([broken, paid(1, 1), paid(2, 1), broken, other]);
      await inbox.deadLetter(broken, 'the value is not JSON');
      await inbox.park(paid(1, 1), 'keeps failing');
    }
    expect((await stuck()).map(({ kind, message }) => [kind, message.value])).toEqual([
      ['parked', paid(1, 1).value],
      ['dead', broken.value],
      ['parked', paid(2, 1).value],
      ['dead', other.value],
    ]);
  });

  it('keeps neither effect nor inbox row of a batch whose handler fails', async () => {
    failing.add(2);
    await expect(inbox.apply([paid(1, 1), paid(2, 1)])).rejects.toThrow('payment 2 cannot be handled');
    expect(await effects()).toEqual([]);
    expect(await received()).toEqual([]);
    failing.clear();
    await inbox.apply([paid(1, 1), paid(2, 1)]);
    expect(await effects()).toEqual([1, 2]);
  });

  it('commits the events of a slow batch before it takes up the others, so that their rows are not locked for long', async () => {
    jest.spyOn(performance, 'now').mockImplementation(() => now);
    takesMs = 300;
    failing.add(3);
    await expect(inbox.apply([paid(1, 1), paid(2, 2), paid(3, 3)])).rejects.toThrow('payment 3 cannot be handled');
    expect(await effects()).toEqual([1, 2]);
    expect(await received()).toEqual(['event-1', 'event-2']);
    failing.clear();
    await inbox.apply([paid(1, 1), paid(2, 2), paid(3, 3)]);
    expect(await effects()).toEqual([1, 2, 3]);
  });

  it('applies at least one event in a transaction, however long the look-up of the earlier ones takes', async () => {
    jest.spyOn(performance, 'now').mockImplementation(() => (now += 60_000));
    await inbox.apply([paid(1, 1), paid(2, 2)]);
    expect(await effects()).toEqual([1, 2]);
  });

  it('lets later events of a parked key wait in their order while the other keys go on', async () => {
    await inbox.park(paid(1, 1), 'keeps failing');
    await inbox.apply([paid(2, 1), paid(3, 2), paid(4, 1)]);
    expect(await effects()).toEqual([3]);
    expect(await stuck()).toMatchObject([
      { kind: 'parked', messageKey: '1', reason: 'keeps failing', headers: expect.stringContaining('event-1') },
      { kind: 'parked', messageKey: '1', headers: expect.stringContaining('event-2') },
      { kind: 'parked', messageKey: '1', headers: expect.stringContaining('event-4') },
    ]);
  });

  it('replays the parked events of a key in order, after which the key goes on', async () => {
    await inbox.park(paid(1, 1), 'keeps failing');
    await inbox.apply([paid(2, 1)]);
    for (const event of await stuck()) await inbox.replay(event);
    await inbox.apply([paid(1, 1), paid(3, 1)]);
    expect(await effects()).toEqual([1, 2, 3]);
    expect(await stuck()).toEqual([]);
  });

  it('replays an event once, however often it is asked to', async () => {
    await inbox.park(paid(1, 1), 'keeps failing');
    const [event] = await stuck();
    await Promise.all([inbox.replay(event!), inbox.replay(event!)]);
    expect(await effects()).toEqual([1]);
  });

  it('keeps an event stuck whose replay fails', async () => {
    failing.add(1);
    await inbox.park(paid(1, 1), 'keeps failing');
    const [event] = await stuck();
    await expect(inbox.replay(event!)).rejects.toThrow('payment 1 cannot be handled');
    expect(await stuck()).toHaveLength(1);
    expect(await effects()).toEqual([]);
    expect(await received()).toEqual([]);
  });

  it('counts a discarded event as received', async () => {
    await inbox.park(paid(1, 1), 'keeps failing');
    const [event] = await stuck();
    expect(await inbox.discard(event!, () => Promise.resolve())).toBe(true);
    await inbox.apply([paid(1, 1), paid(2, 1)]);
    expect(await effects()).toEqual([2]);
  });
});
