import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidEvent, type WireMessage } from '@carshare/events';
import { Logger } from '@nestjs/common';
import { HeldLog, openStore, type Store } from '../../test/store.js';
import { EARLIER, EFFECTS, effectsIn, eventsOf, LATER, stuckKinds, version } from '../../test/versions.js';
import { MessagingConfig } from '../messaging.config.js';
import { Retention } from '../retention.js';
import { isOfLaterVersion } from './later-version.js';
import { StuckEvent } from './stuck-event.entity.js';

const [SHIPPED, HANDED_OVER, CANCELED] = eventsOf(7) as [WireMessage, WireMessage, WireMessage];

class Config extends MessagingConfig {
  readonly service = 'order';
}

beforeAll(() => void Logger.overrideLogger(false));
afterAll(() => void Logger.overrideLogger(true));

describe('An event of a later version', () => {
  const knows = (type: string): boolean => type === 'Paid';
  const own = { key: '7', value: '{}', headers: { ce_type: 'Rated', ce_source: '/carshare/order' } };
  const named = (headers: Record<string, string>, key = '7') => ({
    ...own,
    key,
    headers: { ...own.headers, ...headers },
  });

  it.each([
    ['one of our services publishes', own, true],
    ['a service that this version does not know publishes', named({ ce_source: '/carshare/fleet-planner' }), true],
    ['this version knows', named({ ce_type: 'Paid' }), false],
    ['another publisher sends', named({ ce_source: '/elsewhere/order' }), false],
    ['another publisher below our name sends', named({ ce_source: '/carshare/order/copy' }), false],
    ['has no source', named({ ce_source: '' }), false],
    ['has no headers', { ...own, value: '{"eventType":"Rated"}', headers: {} }, false],
    ['has a type that is no name', named({ ce_type: 'rated\0' }), false],
    ['has a key that is no order id', named({}, 'seven'), false],
  ])('is not one that %s: %#', (_title, message, expected) => {
    expect(isOfLaterVersion(message, knows)).toBe(expected);
  });
});

describe('A replica of the earlier version', () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
    await store.unitOfWork.transaction((tx) => tx.execute(EFFECTS));
  });
  afterEach(() => store.close());

  const earlier = () => version(store, new HeldLog(), EARLIER);
  const later = (...args: [] | [() => void]) => version(store, new HeldLog(), LATER, ...args);
  const effects = async (): Promise<string[] | undefined> => (await effectsIn(store)).get(7);

  it('keeps it, and the later events of its order behind it, while other orders go on', async () => {
    await earlier().inbox.apply([SHIPPED, HANDED_OVER, ...eventsOf(8).slice(0, 1), CANCELED]);
    expect([await effects(), (await effectsIn(store)).get(8)]).toEqual([['Shipped'], ['Shipped']]);
    expect(await stuckKinds(store, 7)).toEqual(['waiting', 'waiting']);
    expect(await earlier().waiting.applyKnown()).toBe(0);
    expect(await stuckKinds(store, 7)).toEqual(['waiting', 'waiting']);
  });

  it('keeps it once, however often it is delivered, also after a later replica has applied it', async () => {
    for (let time = 0; time < 2; time += 1) await earlier().inbox.apply([HANDED_OVER, HANDED_OVER, CANCELED]);
    expect(await stuckKinds(store, 7)).toEqual(['waiting', 'waiting']);
    await later().inbox.apply([HANDED_OVER, CANCELED]);
    expect(await stuckKinds(store, 7)).toEqual(['waiting', 'waiting']);
    expect(await later().waiting.applyKnown()).toBe(2);
    await earlier().inbox.apply([HANDED_OVER, CANCELED]);
    expect([await effects(), await stuckKinds(store, 7)]).toEqual([['HandedOver', 'DeliveryCanceled'], []]);
  });

  it('keeps it behind a parked event, where it stays until an operator acts', async () => {
    await earlier().inbox.park(SHIPPED, 'keeps failing');
    await earlier().inbox.apply([HANDED_OVER, CANCELED]);
    expect(await stuckKinds(store, 7)).toEqual(['parked', 'waiting', 'waiting']);
    expect([await later().waiting.applyKnown(), await effects()]).toEqual([0, undefined]);
  });

  it('ignores it when another publisher sent it', async () => {
    const foreign = { ...HANDED_OVER, headers: { ...HANDED_OVER.headers, ce_source: '/elsewhere' } };
    await earlier().inbox.apply([foreign, SHIPPED]);
    expect([await effects(), await stuckKinds(store, 7)]).toEqual([['Shipped'], []]);
  });

  it('keeps it longer than the inbox is kept', async () => {
    await earlier().inbox.apply([HANDED_OVER]);
    await new Retention(new Config(), store.reader, store.unitOfWork).prune(Date.now() + 400 * 86_400_000);
    expect(await stuckKinds(store, 7)).toEqual(['waiting']);
  });

  it('can neither replay it nor bring it back once it is discarded', async () => {
    const { inbox } = earlier();
    await inbox.apply([HANDED_OVER, CANCELED]);
    const [event] = await store.reader.findWhere(StuckEvent, 'id > ? ORDER BY id', [0]);
    await expect(inbox.replay(event!)).rejects.toThrow('This version does not know HandedOver events');
    expect(await inbox.discard(event!, () => Promise.resolve())).toBe(true);
    expect(await earlier().waiting.applyKnown()).toBe(1);
    await later().inbox.apply([HANDED_OVER]);
    expect([await effects(), await stuckKinds(store, 7)]).toEqual([['DeliveryCanceled'], []]);
  });

  describe('leaves it to a replica of the later version', () => {
    beforeEach(() => earlier().inbox.apply([HANDED_OVER, CANCELED]));

    it('which applies it once, whichever replica is first', async () => {
      await Promise.all([later().waiting.applyKnown(), later().waiting.applyKnown()]);
      expect([await effects(), await stuckKinds(store, 7)]).toEqual([['HandedOver', 'DeliveryCanceled'], []]);
    });

    it('which drops it where its service does not consume it', async () => {
      const indifferent = version(store, new HeldLog(), LATER);
      (indifferent.consumer as unknown as { messageHandlers: Map<string, unknown> }).messageHandlers.delete(
        'HandedOver',
      );
      await indifferent.waiting.applyKnown();
      expect([await effects(), await stuckKinds(store, 7)]).toEqual([['DeliveryCanceled'], []]);
    });

    it('which parks it with its order when its handler keeps failing', async () => {
      const failing = later(() => {
        throw new Error('never works');
      });
      await failing.waiting.applyKnown();
      expect([await effects(), await stuckKinds(store, 7)]).toEqual([undefined, ['parked', 'waiting']]);
    });

    it('which makes it a dead letter when it contradicts the contract, and goes on', async () => {
      const failing = later(() => {
        throw new InvalidEvent('no such order');
      });
      await failing.waiting.applyKnown();
      expect([await effects(), await stuckKinds(store, 7)]).toEqual([undefined, ['dead', 'dead']]);
    });

    it('which tries it again after a condition of the database', async () => {
      let times = 1;
      const replica = later(() => {
        times -= 1;
        if (times >= 0) throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
      });
      await expect(replica.waiting.applyKnown()).rejects.toThrow('gone');
      expect(await stuckKinds(store, 7)).toEqual(['waiting', 'waiting']);
      expect(await replica.waiting.applyKnown()).toBe(2);
    });
  });
});
