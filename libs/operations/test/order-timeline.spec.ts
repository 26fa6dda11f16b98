import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CONSUMERS, Paid, Returned, Shipped, type EventType } from '@carshare/events';
import { ActionsQueries } from '../src/actions.queries.js';
import { OrderTimeline } from '../src/order-timeline.js';
import { openStore, type Store } from './store.js';

describe("The timeline of a service's part in an order", () => {
  let store: Store;
  let timeline: OrderTimeline;
  beforeEach(async () => {
    store = await openStore();
    timeline = new OrderTimeline('delivery', store.reader, async () => [], new ActionsQueries(store.reader), 21);
  });
  afterEach(() => store.close());

  const publish = (id: string, type: string): Promise<unknown> =>
    store.unitOfWork.transaction((tx) =>
      tx.execute(
        "INSERT INTO outbox (event_id, message_key, type, value, headers, created_at) VALUES (?, '7', ?, '{}', '{}', 0)",
        [id, type],
      ),
    );

  it('contains the consumers of each event by the contract', async () => {
    const types: EventType[] = [Paid.type, Shipped.type, Returned.type];
    for (const type of types) await publish(`of-${type}`, type);
    const { published } = await timeline.read(7, []);
    expect(published.map(({ type, consumers }) => [type, consumers])).toEqual(
      types.map((type) => [type, CONSUMERS[type]]),
    );
  });

  it('contains an event that the contract does not know without consumers', async () => {
    await publish('unknown', 'OrderNoted');
    expect((await timeline.read(7, [])).published).toMatchObject([{ type: 'OrderNoted', consumers: [] }]);
  });

  it('contains how long the service remembers a handled event', async () => {
    expect(await timeline.read(7, [])).toMatchObject({ service: 'delivery', orderId: 7, inboxRetentionDays: 21 });
  });
});
