import { describe, expect, it } from '@jest/globals';
import { backoff, eventParser, type ServerEvent } from '../../web/js/sse.js';

const stream =
  ': beat\n\nevent: ready\ndata: {"asOf":"x"}\n\nid: 7\r\nevent: customerpage\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata:plain\n\n';
const read = (...chunks: string[]): ServerEvent[] => {
  const events: ServerEvent[] = [];
  const feed = eventParser((event) => events.push(event));
  chunks.forEach(feed);
  return events;
};
const whole = [
  { event: 'ready', data: '{"asOf":"x"}', id: '' },
  { event: 'customerpage', data: '{"a":\n1}', id: '7' },
  { event: 'message', data: 'plain', id: '7' },
];

describe('The stream', () => {
  it('is read event by event; comments are none', () => expect(read(stream)).toEqual(whole));

  it('is read the same wherever the network cuts it', () => {
    for (let cut = 1; cut < stream.length; cut++) {
      expect(read(stream.slice(0, cut), stream.slice(cut))).toEqual(whole);
    }
    expect(read(...stream)).toEqual(whole);
  });

  it('gives an event only when it is complete', () => expect(read('event: ready\ndata: {}\n')).toEqual([]));
});

describe('The wait before another try', () => {
  it('doubles from half a second to half a minute', () => {
    const waits = [0, 1, 2, 3, 20].map((tries) => backoff(tries, () => 1));
    expect(waits).toEqual([500, 1000, 2000, 4000, 30_000]);
  });

  it('is spread over its second half', () => expect(backoff(1, () => 0)).toBe(500));
});
