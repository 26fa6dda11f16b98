import {
  DeliveryCanceled,
  OrderCancelled,
  Ordered,
  Paid,
  PayCancelled,
  Shipped,
  type ReceivedEvent,
} from '@carshare/events';
import type { Tx } from '@carshare/service-kit';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Customerpage } from './customerpage.entity.js';
import { CustomerpagesFeed } from './customerpages.feed.js';

/** Feeds the read model: every event of the topic adds what it knows to the page of its order. */
@Controller()
export class CustomerpagesProjection {
  constructor(private readonly feed: CustomerpagesFeed) {}

  @EventPattern<string[]>([
    Ordered.type,
    OrderCancelled.type,
    Paid.type,
    PayCancelled.type,
    Shipped.type,
    DeliveryCanceled.type,
  ])
  async onEvent(@Payload() event: ReceivedEvent, @Ctx() tx: Tx): Promise<void> {
    const orderId = event.definition.key(event.data);
    const known = await tx.find(Customerpage, { orderId });
    const page = known ?? Customerpage.of(orderId);
    page.note(event);
    await (known ? tx.update(page) : tx.insert(page));
    tx.onCommitted(() => this.feed.wake());
  }
}
