import { describe, expect, it } from '@jest/globals';
import * as events from '../src/index.js';
import { CONSUMERS, contractOf, EVENTS, GROUPS, PUBLISHERS, SERVICES, type ContractEvent } from '../src/index.js';

/** The order of an event: the compiler requires a case for every event of the contract. */
function orderOf(event: ContractEvent): number {
  switch (event.type) {
    case 'Ordered':
    case 'OrderCancelled':
    case 'OrderCompleted':
    case 'OrderExtended':
    case 'OrderOverdue':
    case 'OrderReassigned':
      return event.data.id;
    case 'Paid':
    case 'PayCancelled':
    case 'PaymentAdjusted':
    case 'Shipped':
    case 'HandedOver':
    case 'Returned':
    case 'DeliveryCanceled':
      return event.data.orderId;
  }
}

// @ts-expect-error: a switch without DeliveryCanceled may end without a value
function incomplete(event: ContractEvent): number {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- shows that the compiler alone finds the gap
  switch (event.type) {
    case 'Ordered':
    case 'OrderCancelled':
    case 'OrderCompleted':
    case 'OrderExtended':
    case 'OrderOverdue':
    case 'OrderReassigned':
      return event.data.id;
    case 'Paid':
    case 'PayCancelled':
    case 'PaymentAdjusted':
    case 'Shipped':
    case 'HandedOver':
    case 'Returned':
      return event.data.orderId;
  }
}

describe('The contract', () => {
  it('contains every event definition that the library exports', () => {
    const exported = Object.values(events).filter(
      (value) => typeof value === 'object' && 'publisher' in value && 'fields' in value,
    );
    expect(new Set(exported)).toEqual(new Set(EVENTS.values()));
  });

  it('names one publisher and every consumer of each event', () => {
    expect([...EVENTS.keys()].map((type) => [type, PUBLISHERS[type as never], CONSUMERS[type as never]])).toEqual([
      ['Ordered', 'order', ['customerpage']],
      ['OrderCancelled', 'order', ['customerpage']],
      ['OrderCompleted', 'order', ['customerpage']],
      ['OrderExtended', 'order', ['delivery', 'customerpage']],
      ['OrderOverdue', 'order', ['customerpage']],
      ['OrderReassigned', 'order', ['delivery', 'customerpage']],
      ['Paid', 'payment', ['order', 'delivery', 'customerpage']],
      ['PayCancelled', 'payment', ['order', 'customerpage']],
      ['PaymentAdjusted', 'payment', ['order', 'customerpage']],
      ['Shipped', 'delivery', ['order', 'customerpage']],
      ['DeliveryCanceled', 'delivery', ['order', 'customerpage']],
      ['HandedOver', 'delivery', ['order', 'customerpage']],
      ['Returned', 'delivery', ['order', 'customerpage']],
    ]);
  });

  it('gives each service its events, and a group only where it consumes some', () => {
    const typesOf = (definitions: readonly { type: string }[]): string[] => definitions.map(({ type }) => type);
    for (const service of SERVICES) {
      const { publishes, consumes, group } = contractOf(service);
      expect(typesOf(publishes).every((type) => PUBLISHERS[type as never] === service)).toBe(true);
      expect(typesOf(consumes)).toEqual(
        [...EVENTS.values()].filter(({ consumers }) => consumers.includes(service)).map(({ type }) => type),
      );
      expect(group).toBe(consumes.length === 0 ? undefined : GROUPS[service]);
    }
  });

  it('lets a switch over the type reach the fields of each event', () => {
    const event = { type: 'Paid', data: { id: 7, orderId: 1 } } as ContractEvent;
    expect([orderOf(event), incomplete(event)]).toEqual([1, 1]);
  });
});
