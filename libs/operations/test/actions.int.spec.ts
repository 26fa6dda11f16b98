import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { messagingSchema } from '@carshare/messaging';
import { dataSourceOptions, migrate } from '@carshare/persistence';
import { Principal, ServiceConfig } from '@carshare/service-kit';
import { DataSource } from 'typeorm';
import { ActionsQueries } from '../src/actions.queries.js';
import { recordAction } from '../src/index.js';
import { ENGINES } from './engines.js';
import { openStore, type Store } from './store.js';

class Config extends ServiceConfig {
  readonly service = 'messaging-test';
}

const OLGA = new Principal('olga', new Set(['operator']));
/** What versions before could store, and the order that each of them names. */
const SUBJECTS: [subject: string, orderId: number | null][] = [
  ['order 7', 7],
  ['order 7 in Pending', 7],
  ['event Paid of order 7', 7],
  ['owed amount of order 7', 7],
  ['delivery 3 of order 7', 7],
  ['refund_refused re_1 of order 7', 7],
  ['order 77', 77],
  ['event 12 of order 7 and more', null],
  ['event 12 of order 99999999999', null],
  ['event 12 of order 4294967296', null],
  ['vehicle 7', null],
  ['outbox outbox-7', null],
];

describe.each(ENGINES)('What operators have done, on $name', (engine) => {
  let folder: string;
  let server: string | undefined;
  let store: Store;
  let actions: ActionsQueries;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'actions-'));
    server = await engine.create();
    const url = server ?? `sqlite:${join(folder, 'store.sqlite')}`;
    const config = Object.assign(new Config(), { DATABASE_URL: url });
    await migrate(config, { entities: [], migrations: messagingSchema.migrations });
    const source = await new DataSource(dataSourceOptions(url, { entities: [], migrations: [] }, 'write')).initialize();
    for (const [subject] of SUBJECTS) {
      await source.query(
        `INSERT INTO operator_actions (done_at, operator, action, subject, reason, outcome) VALUES (0, 'olga', 'retry', '${subject}', '', '')`,
      );
    }
    // What an interrupted run of the migration leaves on MySQL, which commits each statement.
    await source.query('ALTER TABLE operator_actions ADD COLUMN order_id integer NULL');
    await source.destroy();
    store = await openStore(url);
    actions = new ActionsQueries(store.reader);
  });
  afterEach(async () => {
    await store.close();
    await engine.drop(server);
    rmSync(folder, { recursive: true });
  });

  it('names the order of each action of a version before', async () => {
    const listed = (await actions.latest()).actions.toReversed();
    expect(listed.map(({ subject, orderId }) => [subject, orderId])).toEqual(SUBJECTS);
    expect((await actions.ofOrder(7)).map(({ subject }) => subject)).toEqual(
      SUBJECTS.flatMap(([subject, orderId]) => (orderId === 7 ? [subject] : [])),
    );
  });

  it('is listed with who, when, why and the outcome: of an order in full, of all the newest 100', async () => {
    const now = Date.now();
    for (let orderId = 101; orderId <= 201; orderId += 1) {
      const done = { action: 'move' as const, orderId, subject: `order ${orderId}`, outcome: 'moved to vehicle 4' };
      const reason = orderId === 101 ? undefined : 'brakes';
      await store.unitOfWork.transaction((tx) => recordAction(tx, OLGA, { ...done, reason }));
    }
    const { actions: latest } = await actions.latest();
    expect(latest.map(({ orderId }) => orderId)).toEqual(Array.from({ length: 100 }, (_, index) => 201 - index));
    const done = { operator: 'olga', action: 'move', orderId: 101, subject: 'order 101', reason: null };
    expect(await actions.ofOrder(101)).toEqual([
      { id: expect.any(Number), at: expect.any(String), ...done, outcome: 'moved to vehicle 4' },
    ]);
    expect(Date.parse(latest[0]?.at ?? '')).toBeGreaterThanOrEqual(now);
    expect(latest[0]).toMatchObject({ reason: 'brakes' });
  });

  it('is cut to what the table holds', async () => {
    const long = 'x'.repeat(3_000);
    const done = { action: 'block' as const, subject: long, reason: long, outcome: long };
    await store.unitOfWork.transaction((tx) => recordAction(tx, OLGA, done));
    const [{ subject, reason, outcome } = { subject: '', reason: '', outcome: '' }] = (await actions.latest()).actions;
    expect([subject.length, reason?.length, outcome.length]).toEqual([255, 255, 2_000]);
  });
});
