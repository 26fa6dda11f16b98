import { DeliveryCanceled, Paid, Shipped, type ReceivedEvent } from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { describe, expect, it } from '@jest/globals';
import { PATTERN_METADATA } from '@nestjs/microservices/constants.js';
import { Consumes } from '../src/index.js';

/** Each directive fails the type check when its handler compiles. */
class Handlers {
  @Consumes(Paid)
  onPaid(event: ReceivedEvent<typeof Paid>, _tx: Tx): number {
    return event.data.qty;
  }

  @Consumes(Shipped, DeliveryCanceled)
  onDelivery(event: ReceivedEvent<typeof Shipped | typeof DeliveryCanceled>): string {
    return event.type === 'Shipped' ? 'on its way' : 'stopped';
  }

  @Consumes(Paid)
  onAny(_event: ReceivedEvent): void {}

  @Consumes(DeliveryCanceled)
  onNothing(): void {}

  // @ts-expect-error: Paid's handler takes the payload of Shipped
  @Consumes(Paid)
  onOther(_event: ReceivedEvent<typeof Shipped>): void {}

  // @ts-expect-error: the handler of two events takes one of them
  @Consumes(Paid, Shipped)
  onOne(_event: ReceivedEvent<typeof Paid>): void {}

  // @ts-expect-error: the second parameter is the transaction
  @Consumes(Paid)
  onText(_event: ReceivedEvent<typeof Paid>, _tx: string): void {}
}

describe('@Consumes', () => {
  it.each([
    ['onPaid', ['Paid']],
    ['onDelivery', ['Shipped', 'DeliveryCanceled']],
  ] as const)('registers %s for %j', (name, types) => {
    expect(Reflect.getMetadata(PATTERN_METADATA, Handlers.prototype[name])).toEqual(types);
  });
});
