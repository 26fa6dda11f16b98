import {
  DeliveryCanceled,
  OrderCancelled,
  Ordered,
  Paid,
  PayCancelled,
  Shipped,
  type ReceivedEvent,
} from '@carshare/events';
import type { Tx } from '@carshare/persistence';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { CustomerpagesService } from './customerpages.service.js';

/** Feeds the read model: every event of the topic adds what it knows to the page of its order. */
@Controller()
export class CustomerpagesProjection {
  constructor(private readonly pages: CustomerpagesService) {}

  @EventPattern<string[]>([
    Ordered.type,
    OrderCancelled.type,
    Paid.type,
    PayCancelled.type,
    Shipped.type,
    DeliveryCanceled.type,
  ])
  onEvent(@Payload() event: ReceivedEvent, @Ctx() tx: Tx): void {
    this.pages.note(tx, event);
  }
}
