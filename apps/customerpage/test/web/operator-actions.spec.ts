import { describe, expect, it } from '@jest/globals';
import { readOutcome, vehiclesIn } from '../../web/operator/js/outcome-model.js';
import en from '../../web/operator/js/locales/en.js';
import { mergeTimelines } from '../../web/operator/js/timeline-model.js';

const texts: Record<string, string> = en;

describe('The outcome of an operator action', () => {
  const [from, to] = ['2026-03-01T10:00:00.000Z', '2026-03-02T10:00:00.000Z'];

  it.each<[string, string, Record<string, string>]>([
    ['moved from vehicle 3 to vehicle 14', 'movedFrom', { from: '3', to: '14' }],
    ['moved to vehicle 14', 'moved', { to: '14' }],
    ['cancelled free of charge', 'cancelled', {}],
    [`block 5 from ${from} to ${to}: brakes: both`, 'block', { from, to }],
    [`block 5 from ${from} to ${to}: brakes removed`, 'unblock', { from, to, reason: 'brakes' }],
    ['18.50 EUR waived', 'waived', { amount: '18.50', currency: 'EUR' }],
    ['27500 KRW waived', 'waived', { amount: '27500', currency: 'KRW' }],
    ['charged again', 'chargedAgain', {}],
    ['due now', 'dueNow', {}],
    ['asked again', 'askedAgain', {}],
    ['3 handled', 'handled', { n: '3' }],
    ['the relay is woken', 'relay', {}],
    ['accepted', 'accepted', {}],
    ['discarded', 'discarded', {}],
    ['returned outside of the provider', 'settled', {}],
    ['InService to OutOfService', 'state', { from: 'InService', to: 'OutOfService' }],
  ])('%s has a text with its parts', (outcome, name, parts) => {
    expect(readOutcome(outcome)).toEqual({ name, parts });
    expect(texts).toHaveProperty([`operator.outcome.${name}`]);
  });

  it('is the status of a delivery', () => {
    expect(readOutcome('HandedOver')).toEqual({ name: 'status', parts: { status: 'HandedOver' } });
  });

  it.each(['failed: the order 7 has no payment', 'moved from vehicle 3', ''])('%j has no text', (outcome) => {
    expect(readOutcome(outcome)).toBeUndefined();
  });

  it('names its vehicles', () => {
    expect(vehiclesIn(['moved from vehicle 3 to vehicle 14', 'vehicle 3', 'failed'])).toEqual([3, 14, 3]);
  });
});

describe('The actions on an order', () => {
  const at = '2026-03-01T10:00:00.000Z';
  const base = { orderId: 1, inboxRetentionDays: 14, records: [], published: [], received: [], stuck: [] };
  const action = {
    id: 4,
    at,
    operator: 'olga',
    action: 'move',
    subject: 'order 1',
    orderId: 1,
    reason: null,
    outcome: '',
  };

  it('are entries before what follows from them, of all services', () => {
    const order = { what: 'order', id: 1, status: 'Placed', at, details: { createdAt: at } };
    const { entries } = mergeTimelines([
      { service: 'order', answer: { ...base, service: 'order', records: [order], actions: [action] } },
      { service: 'delivery', answer: { ...base, service: 'delivery', actions: [{ ...action, action: 'ship' }] } },
    ]);
    expect(entries.map(({ service, kind, name }) => [service, kind, name])).toEqual([
      ['order', 'action', 'move'],
      ['delivery', 'action', 'ship'],
      ['order', 'record', 'opened'],
    ]);
    expect(entries[0]).toMatchObject({ at, action });
  });

  it('are missing in the answer of a service of the version before', () => {
    const { entries } = mergeTimelines([{ service: 'payment', answer: { ...base, service: 'payment' } }]);
    expect(entries).toEqual([]);
  });
});
