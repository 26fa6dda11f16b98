import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@carshare/testing';
import type { LiveMessage } from '../../web/js/stream.js';
import { canShare, joinGroup } from '../../web/js/tab-group.js';

type OnMessage = (message: LiveMessage) => void;

/** A tab of the browser; Node has the same Web Locks and BroadcastChannel. */
class Tab {
  readonly heard: LiveMessage[] = [];
  /** The stream while this tab leads. */
  stream: OnMessage | undefined;
  private readonly place: { leave: () => void };

  constructor(name: string) {
    const open = (heard: OnMessage): { leave: () => void } => {
      this.stream = heard;
      return { leave: () => (this.stream = undefined) };
    };
    this.place = joinGroup(name, open, (message: LiveMessage) => this.heard.push(message));
  }

  get leads(): boolean {
    return this.stream !== undefined;
  }

  leave(): void {
    this.place.leave();
  }
}

const READY: LiveMessage = { kind: 'ready', asOf: '2026-01-01T00:00:00Z', behind: 0 };
const CHANGE: LiveMessage = {
  kind: 'rental',
  rental: { orderId: 1, productId: '1001', qty: 1, status: 'Placed' },
};

describe('The tabs of a browser', () => {
  let tabs: Tab[] = [];
  let named = 0;
  const openTabs = (count: number, name: string): Tab[] => {
    const opened = Array.from({ length: count }, () => new Tab(name));
    tabs.push(...opened);
    return opened;
  };
  const leader = (): Promise<Tab> =>
    eventually(() => {
      const leading = tabs.filter((tab) => tab.leads);
      expect(leading).toHaveLength(1);
      return leading[0]!;
    });
  /** Waits until the leader has read the greetings of all tabs: it reads them in the order in which they were sent. */
  const greeted = async (name: string): Promise<void> => {
    const channel = new BroadcastChannel(name);
    const isAnswered = new Promise<void>((resolve) => {
      channel.onmessage = ({ data }: { data: { kind: string; to?: string } }) => {
        if (data.kind === 'welcome' && data.to === 'last') resolve();
      };
    });
    channel.postMessage({ kind: 'hello', from: 'last' });
    await isAnswered;
    channel.close();
  };
  const nextName = (): string => `test.${String((named += 1))}`;
  afterEach(() => {
    for (const tab of tabs) tab.leave();
    tabs = [];
  });

  it('can share', () => expect(canShare()).toBe(true));

  it('open one stream, and all hear what comes over it', async () => {
    const name = nextName();
    openTabs(10, name);
    const { stream } = await leader();
    await greeted(name);
    stream?.(READY);
    stream?.(CHANGE);
    await eventually(() => expect(tabs.map((tab) => tab.heard)).toEqual(tabs.map(() => [READY, CHANGE])));
  });

  it('have another leader when the leading one closes', async () => {
    openTabs(3, nextName());
    const first = await leader();
    first.leave();
    await eventually(() => expect(first.leads).toBe(false));
    const second = await leader();
    expect(second).not.toBe(first);
    second.stream?.(CHANGE);
    await eventually(() =>
      expect(tabs.map((tab) => tab.heard.length)).toEqual(tabs.map((tab) => (tab === first ? 0 : 1))),
    );
  });

  it('tell a tab that opens later how the stream is, and no other again', async () => {
    const name = nextName();
    const [early] = openTabs(1, name);
    (await leader()).stream?.(READY);
    const [late] = openTabs(1, name);
    await eventually(() => expect(late!.heard).toEqual([READY]));
    expect(early!.heard).toEqual([READY]);
  });

  it('do not share with those of another customer', async () => {
    const [mine] = openTabs(1, nextName());
    const [other] = openTabs(1, nextName());
    await eventually(() => expect([mine!.leads, other!.leads]).toEqual([true, true]));
    mine!.stream?.(CHANGE);
    await sleep(50);
    expect(other!.heard).toEqual([]);
  });

  it('take the lead from a tab that the browser froze', async () => {
    const name = nextName();
    const frozen = new AbortController();
    void navigator.locks
      .request(name, () => new Promise((resolve) => frozen.signal.addEventListener('abort', resolve)))
      .catch(() => undefined);
    await sleep(20);
    openTabs(1, name);
    (await leader()).stream?.(READY);
    await eventually(() => expect(tabs[0]!.heard).toEqual([READY]));
    frozen.abort();
  });
});
