import { describe, expect, it } from '@jest/globals';
import { consumersIn, mergeTimelines } from '../../web/operator/js/timeline-model.js';
import type { ServiceTimeline, TimelineAnswer } from '../../web/operator/js/answer-types.js';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-03-01T00:00:00Z');
const published = { eventId: 'e1', type: 'Noted', consumers: ['order', 'delivery'], traceId: null, sentAt: null };

const answer = (service: string, more: Partial<ServiceTimeline> = {}): TimelineAnswer => ({
  service,
  answer: { service, orderId: 1, inboxRetentionDays: 14, records: [], published: [], received: [], stuck: [], ...more },
});
const arrivals = (answers: TimelineAnswer[]): unknown => {
  const { entries } = mergeTimelines(answers, NOW);
  return entries[0]?.arrivals;
};
/** payment published the event `days` ago. */
const publishedBefore = (days: number): TimelineAnswer =>
  answer('payment', { published: [{ ...published, createdAt: new Date(NOW - days * DAY_MS).toISOString() }] });

describe('The arrivals of an event', () => {
  const at = new Date(NOW - DAY_MS).toISOString();

  it('are expected at the consumers that the publisher names, and at no other service', () => {
    const received = [{ eventId: 'e1', at }];
    expect(
      arrivals([publishedBefore(2), answer('order', { received }), answer('delivery'), answer('customerpage')]),
    ).toEqual([
      { service: 'order', at },
      { service: 'delivery', at: null },
    ]);
  });

  it('are not shown as missing where the consumer may have forgotten them', () => {
    const answers = [publishedBefore(15), answer('order', { inboxRetentionDays: 16 }), answer('delivery')];
    expect(arrivals(answers)).toEqual([{ service: 'order', at: null }]);
  });

  it('are not expected of a service that does not answer', () => {
    expect(arrivals([publishedBefore(2), answer('order'), { service: 'delivery', failed: 'offline' }])).toEqual([
      { service: 'order', at: null },
    ]);
  });

  it('are not expected where a service of the version before answers without consumers', () => {
    const { consumers: _, ...before } = published;
    const payment = answer('payment', { published: [{ ...before, createdAt: new Date(NOW).toISOString() }] });
    expect(arrivals([payment, answer('order')])).toEqual([]);
  });

  it('are asked for at the services that consume a published event', () => {
    expect([...consumersIn([publishedBefore(1), answer('order'), { service: 'delivery', failed: 'offline' }])]).toEqual(
      ['order', 'delivery'],
    );
  });
});

describe('The rows beside an order', () => {
  const at = new Date(NOW - DAY_MS).toISOString();
  const row = (what: string, id: number, status: string): ServiceTimeline['records'][number] => ({
    what,
    id,
    status,
    at,
    details: {},
  });
  const { entries, services } = mergeTimelines(
    [
      answer('order', {
        records: [{ ...row('order', 1, 'InUse'), details: { createdAt: at } }, row('mail', 4, 'sent')],
      }),
      answer('payment', {
        records: [row('adjustment', 1, 'Declined'), row('payment', 1, 'OrderApproved'), row('ledger', 1, 'charge')],
      }),
    ],
    NOW,
  );

  it('are entries of their own, named by what they are and their status', () => {
    expect(entries.map(({ service, name }) => `${service} ${name}`)).toEqual([
      'order opened',
      'order mail.sent',
      'payment charge',
      'payment adjustment.Declined',
    ]);
  });

  it('are not the state of the order at a service', () => {
    expect(services.map(({ status }) => status)).toEqual(['InUse', 'OrderApproved']);
  });
});
