import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { engines, eventsOf, eventually, RunningService } from '@carshare/testing';
import { parts } from './parts.js';

const BURST = 2_500;

describe.each(engines('postgres'))('On $name, the live stream', (engine) => {
  let pages: RunningService;
  beforeAll(async () => {
    pages = await RunningService.on(engine, parts);
  });
  afterAll(() => pages.stop());

  it('tells of every change of a burst, and goes on after it', async () => {
    const response = await fetch(`${pages.url}/customerpages/stream`);
    const told = new Set<number>();
    let isReady = false;
    const reading = (async () => {
      const decoder = new TextDecoder();
      let rest = '';
      for await (const chunk of response.body!) {
        const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          isReady ||= line === 'event: ready';
          const [, id] = /^data: .*"orderId":(\d+)/.exec(line) ?? [];
          if (id) told.add(Number(id));
        }
      }
    })();
    // Changes before `ready` are in the list, and not in the stream.
    await eventually(() => expect(isReady).toBe(true));
    const orders = Array.from({ length: BURST }, (_, index) => index + 1);
    await pages.log.publish(orders.map((id) => eventsOf(id)['paid']!));
    await eventually(() => expect(told.size).toBe(BURST));
    await pages.log.publish([eventsOf(BURST + 1)['paid']!]);
    await eventually(() => expect(told).toContain(BURST + 1));
    await response.body?.cancel().catch(() => undefined);
    void reading.catch(() => undefined);
  });

  it('answers HEAD at once, and is counted while it is open', async () => {
    const open = async (): Promise<number> =>
      Number(/^http_streams_open\{.*\} (\d+)$/m.exec(String((await pages.get('/metrics')).body['text']))?.[1]);
    // The stream of the test before is still being read.
    const before = await open();
    const head = await fetch(`${pages.url}/customerpages/stream`, {
      method: 'HEAD',
      signal: AbortSignal.timeout(2_000),
    });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/event-stream', '']);
    expect(await open()).toBe(before);
    const stream = await fetch(`${pages.url}/customerpages/stream`);
    expect(await open()).toBe(before + 1);
    await stream.body?.cancel();
    await eventually(async () => expect(await open()).toBe(before));
  });
});
