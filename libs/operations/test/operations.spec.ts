import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Principal } from '@carshare/service-kit';
import { openStore, type Store } from './store.js';
import { Inbox, type Relay } from '@carshare/messaging';
import { Operations } from '../src/operations.service.js';

const ANN = new Principal('ann', new Set(['operator']));

describe('An operator who gives stuck work up', () => {
  let store: Store;
  let operations: Operations;
  beforeEach(async () => {
    store = await openStore();
    const inbox = new Inbox(store.unitOfWork, () => undefined);
    await inbox.deadLetter({ key: '1', value: '{', headers: {} }, 'the value is not JSON');
    operations = new Operations('test', store.reader, store.unitOfWork, inbox, undefined as unknown as Relay);
  });
  afterEach(() => store.close());

  const rows = (table: string): Promise<object[]> => store.reader.query(`SELECT * FROM ${table}`);

  it('leaves a record of it', async () => {
    expect(await operations.discard('1', 'not ours', ANN)).toBe('discarded');
    expect(await rows('stuck_events')).toEqual([]);
    expect(await rows('operator_actions')).toMatchObject([
      { operator: 'ann', action: 'discard', subject: 'event 1 of order 1', reason: 'not ours', outcome: 'discarded' },
    ]);
  });

  it('does not give it up where that cannot be recorded', async () => {
    await store.unitOfWork.transaction((tx) =>
      tx.execute('ALTER TABLE operator_actions RENAME TO operator_actions_removed'),
    );
    await expect(operations.discard('1', 'not ours', ANN)).rejects.toThrow('operator_actions');
    expect(await rows('stuck_events')).toHaveLength(1);
  });

  it('gives it up, and records it, once when two do so at the same moment', async () => {
    const both = await Promise.allSettled([
      operations.discard('1', 'not ours', ANN),
      operations.discard('1', 'not ours', ANN),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await rows('operator_actions')).toHaveLength(1);
  });
});

describe('An event of a later version', () => {
  const headers = { ce_type: 'Rated', ce_source: '/carshare/order', ce_id: 'rated-1' };
  let store: Store;
  let operations: Operations;
  beforeEach(async () => {
    store = await openStore();
    const inbox = new Inbox(store.unitOfWork, () => undefined);
    await inbox.apply([{ key: '7', value: '{}', headers }]);
    operations = new Operations('test', store.reader, store.unitOfWork, inbox, undefined as unknown as Relay);
  });
  afterEach(() => store.close());

  it('is listed as waiting, and a retry says what to do', async () => {
    expect((await operations.list()).stuck).toMatchObject([{ kind: 'waiting', key: '7', type: 'Rated' }]);
    await expect(operations.retry('1', ANN)).rejects.toMatchObject({
      code: 'stuck.retry_failed',
      message: expect.stringContaining('deploy the version that publishes them, or discard the event'),
    });
    expect((await operations.list()).stuck).toHaveLength(1);
  });

  it('can be discarded', async () => {
    expect(await operations.discard('1', 'the update was taken back', ANN)).toBe('discarded');
    expect((await operations.list()).stuck).toEqual([]);
  });
});
