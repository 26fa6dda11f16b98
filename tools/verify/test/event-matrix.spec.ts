import { CONSUMERS, EVENTS, PUBLISHERS, type EventType as ContractType } from '@carshare/events';
import { describe, expect, it } from '@jest/globals';
import { consumedBy, EVENT_MATRIX, EVENT_TYPES, publishedBy } from '../src/event-matrix.ts';
import { SERVICES } from '../src/options.ts';

describe("verify's own event matrix", () => {
  it('has every event of the contract, with the same publisher and consumers', () => {
    const contract = [...(EVENTS.keys() as Iterable<ContractType>)].map((type) => [
      type,
      PUBLISHERS[type],
      [...CONSUMERS[type]].sort(),
    ]);
    const own = EVENT_TYPES.map((type) => {
      const { publisher, consumers } = EVENT_MATRIX[type];
      return [type, publisher, [...consumers].sort()];
    });
    expect(Object.fromEntries(own.map(([type, ...rest]) => [type, rest]))).toEqual(
      Object.fromEntries(contract.map(([type, ...rest]) => [type, rest])),
    );
  });

  it('gives each service the events that it publishes and consumes', () => {
    expect(SERVICES.map((service) => [service, publishedBy(service).length, consumedBy(service).length])).toEqual([
      ['order', 6, 7],
      ['payment', 3, 0],
      ['delivery', 4, 3],
      ['customerpage', 0, 13],
    ]);
  });
});
