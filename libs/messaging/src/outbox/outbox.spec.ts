import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeEvent, Ordered, Paid } from '@carshare/events';
import { HeldLog, openStore, relayOf, type Store } from '../../test/store.js';
import { Outbox } from './outbox.js';
import { Relay } from './relay.js';

const order = (id: number) => ({ id, productId: '1001', qty: 1, status: 'Placed' });

let store: Store;
let log: HeldLog;
let relay: Relay;
let outbox: Outbox;

beforeEach(async () => {
  store = await openStore();
  log = new HeldLog();
  relay = relayOf(store, log);
  outbox = new Outbox('order', [Ordered], relay);
});

afterEach(async () => {
  await relay.stop();
  await store.close();
});

describe('The outbox', () => {
  it('publishes what a committed transaction added', async () => {
    relay.start();
    await store.unitOfWork.transaction(async (tx) => {
      outbox.add(tx, Ordered, order(1));
      outbox.add(tx, Ordered, order(2));
    });
    await relay.stop();
    expect(log.published.map((message) => decodeEvent(message)?.data)).toEqual([order(1), order(2)]);
    expect(new Set(log.published.map((message) => message.headers['ce_id'])).size).toBe(2);
  });

  it('publishes nothing of a transaction that is rolled back', async () => {
    relay.start();
    const failed = store.unitOfWork.transaction(async (tx) => {
      outbox.add(tx, Ordered, order(1));
      throw new Error('no stock');
    });
    await expect(failed).rejects.toThrow('no stock');
    await relay.stop();
    expect(log.published).toEqual([]);
    expect(await store.reader.query('SELECT id FROM outbox')).toEqual([]);
  });

  it('refuses an event that another service owns', async () => {
    const wrong = store.unitOfWork.transaction(async (tx) => {
      outbox.add(tx, Paid, { id: 1, orderId: 1, productId: '1001', qty: 1, status: 'OrderApproved' });
    });
    await expect(wrong).rejects.toThrow(new TypeError('order does not publish Paid'));
  });
});
